/** Numbers that headers name each other by (IANA, IEEE), where more than one layer needs them. */

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;

export const HOP_BY_HOP = 0;
export const IP_IN_IP = 4;
export const TCP = 6;
export const UDP_PROTOCOL = 17;
export const IPV6_IN_IP = 41;
export const ROUTING = 43;
export const FRAGMENT_HEADER = 44;
export const GRE = 47;
export const AUTHENTICATION = 51;
export const DESTINATION = 60;
export const KA9Q_IP_IN_IP = 94;
export const ETHER_IP = 97;
export const MPLS_IN_IP = 137;
export const ETHERNET_IN_IP = 143;

/**
 * What fragments are put together for. Not UDP: only the first fragment has its ports, most of it is no tunnel, and
 * tunnels over UDP forbid fragments (RFC 7348 4.3).
 */
export const REASSEMBLED: ReadonlySet<number> = new Set([
  HOP_BY_HOP,
  IP_IN_IP,
  TCP,
  IPV6_IN_IP,
  ROUTING,
  FRAGMENT_HEADER,
  GRE,
  AUTHENTICATION,
  DESTINATION,
  KA9Q_IP_IN_IP,
  ETHER_IP,
  MPLS_IN_IP,
  ETHERNET_IN_IP,
]);
