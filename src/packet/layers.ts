/**
 * All layers, one row each, by the number that the header before them names them with. A new one is a function
 * (cursor.ts) and a row. Numbers without a row end the search.
 */
import {
  type Cursor,
  dropped,
  ETHER,
  ETHERNET_FRAME,
  IP,
  type Layer,
  LINK,
  MPLS_STACK,
  PPP,
  PPP_FRAME,
  UDP,
} from './cursor.ts';
import {
  COMPRESSED,
  type DropReason,
  ENCRYPTED,
  LINK_FRAGMENT,
  NOT_IP,
  NOT_TCP,
  UNKNOWN_LINK_TYPE,
} from './drop.ts';
import * as ether from './ethernet.ts';
import { ipv4 } from './ipv4.ts';
import * as v6 from './ipv6.ts';
import * as link from './link.ts';
import * as protocol from './protocols.ts';
import { tcp } from './tcp.ts';
import * as tunnel from './tunnel.ts';
import * as wireless from './wireless.ts';

type Row = readonly [number, Layer];

const ends =
  (reason: DropReason): Layer =>
  () =>
    dropped(reason);
const is =
  (layer: number): Layer =>
  () =>
    layer;

/** LINKTYPE_ values (tcpdump.org/linktypes). */
const LINK_TYPES: readonly Row[] = [
  [0, link.nullLoopback],
  [1, link.ethernet],
  [6, link.tokenRing],
  [9, ether.ppp],
  [10, link.prefix(13, LINK | 100)], // FDDI
  [12, link.rawIp],
  [14, link.rawIp],
  [50, ether.hdlc],
  [51, ether.pppoeSession],
  [100, ether.llc],
  [101, link.rawIp],
  [104, ether.ciscoHdlc],
  [105, wireless.wlan],
  [106, ether.llc], // Linux classical IP over ATM
  [107, ether.frameRelay],
  [108, link.loop],
  [109, link.openBsdEnc],
  [113, link.typed(16, 14)], // Linux cooked
  [117, link.packetFilterLog],
  [119, wireless.prism],
  [127, wireless.radiotap],
  [138, link.typed(18, 16)], // Apple's IP over IEEE 1394
  [163, wireless.avs],
  [166, link.prefix(2, PPP_FRAME)], // pppd's log: direction in place of HDLC's address
  [192, link.perPacketInformation],
  [204, link.prefix(1, PPP_FRAME)], // a byte of direction in front
  [205, link.prefix(1, LINK | 104)],
  [206, link.prefix(1, LINK | 107)],
  [219, ether.mpls],
  [228, link.rawIp],
  [229, link.rawIp],
  [239, link.nflog],
  [240, link.prefix(4, ETHERNET_FRAME)], // Netanalyzer
  [242, link.typed(44, 40)], // IP over InfiniBand
  [258, link.pktap],
  [276, link.typed(20, 0)], // Linux cooked, version 2
];

/** EtherTypes (IEEE), which GRE, SLL, SNAP and Geneve use as well. */
const ETHERTYPES: readonly Row[] = [
  [0x0004, ether.llc], // of Linux cooked
  [protocol.ETHERTYPE_IPV4, ipv4],
  [0x22eb, tunnel.erspan3],
  [0x6558, is(ETHERNET_FRAME)],
  [0x8100, ether.tag],
  [protocol.ETHERTYPE_IPV6, v6.ipv6],
  [0x880b, is(PPP_FRAME)],
  [0x883e, tunnel.wccp],
  [0x8847, ether.mpls],
  [0x8848, ether.mpls],
  [0x8864, ether.pppoeSession],
  [0x88a8, ether.tag],
  [0x88be, tunnel.erspan2],
  [0x88e5, ether.macsec],
  [0x88e7, link.prefix(4, ETHERNET_FRAME)], // IEEE 802.1ah: a tag in front of the customer's frame
  [0x8926, ether.vnTag],
  [0x893f, ether.eTag],
  [0x9100, ether.tag], // before 802.1ad
  [0x9200, ether.tag],
];

/** Protocols of IPv4, next headers of IPv6 (IANA). */
const IP_PROTOCOLS: readonly Row[] = [
  [protocol.HOP_BY_HOP, v6.options],
  [protocol.IP_IN_IP, ipv4],
  [protocol.TCP, tcp],
  [protocol.UDP_PROTOCOL, tunnel.udp],
  [protocol.IPV6_IN_IP, v6.ipv6],
  [protocol.ROUTING, v6.routing],
  [protocol.FRAGMENT_HEADER, v6.fragment],
  [protocol.GRE, tunnel.gre],
  [50, ends(ENCRYPTED)], // ESP
  [protocol.AUTHENTICATION, v6.authentication],
  [protocol.DESTINATION, v6.options],
  [protocol.KA9Q_IP_IN_IP, ipv4],
  [protocol.ETHER_IP, tunnel.etherIp],
  [108, ends(COMPRESSED)], // IPComp
  [protocol.MPLS_IN_IP, is(MPLS_STACK)],
  [protocol.ETHERNET_IN_IP, is(ETHERNET_FRAME)],
];

/** Protocols of PPP (IANA). */
const PPP_PROTOCOLS: readonly Row[] = [
  [0x0021, ipv4],
  [0x002d, ends(COMPRESSED)], // Van Jacobson's, compressed and not
  [0x002f, ends(COMPRESSED)],
  [0x003d, ends(LINK_FRAGMENT)], // multilink
  [0x0053, ends(ENCRYPTED)],
  [0x0055, ends(ENCRYPTED)],
  [0x0057, v6.ipv6],
  [0x00fb, ends(COMPRESSED)],
  [0x00fd, ends(COMPRESSED)],
  [0x0281, ether.mpls],
  [0x0283, ether.mpls],
];

/** Target ports of tunnels (IANA). */
const UDP_PORTS: readonly Row[] = [
  [1701, tunnel.l2tp],
  [2152, tunnel.gtpUser],
  [4754, tunnel.gre], // RFC 8086
  [4789, tunnel.vxlan],
  [6081, tunnel.geneve],
  [6635, is(MPLS_STACK)], // RFC 7510
  [8472, tunnel.vxlan], // what Linux used before there was a number
];

/** The rows of a kind of number, and what a number is that has none. */
const KINDS: readonly (readonly [number, readonly Row[], DropReason])[] = [
  [LINK, LINK_TYPES, UNKNOWN_LINK_TYPE],
  [ETHER, ETHERTYPES, NOT_IP],
  [IP, IP_PROTOCOLS, NOT_TCP],
  [PPP, PPP_PROTOCOLS, NOT_IP],
  [UDP, UDP_PORTS, NOT_TCP],
];

const LAYERS: ReadonlyMap<number, Layer> = new Map(
  KINDS.flatMap(([kind, rows]) => rows.map(([number, layer]) => [kind | number, layer] as const)),
);
const UNKNOWN: ReadonlyMap<number, DropReason> = new Map(KINDS.map(([kind, , reason]) => [kind, reason]));

/** Enters the layer of that number; returns what the layer does, for numbers without a row why there is none. */
export function enter(layer: number, cursor: Cursor): number {
  const decode = LAYERS.get(layer);
  return decode === undefined ? dropped(UNKNOWN.get(layer & ~0xffff) ?? NOT_IP) : decode(cursor);
}
