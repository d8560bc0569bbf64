/**
 * Every way from a link layer to TCP: one frame each, which holds `TEXT` behind its headers. Where tshark makes
 * nothing of one, or something else, it is said why.
 */
import { ETHERNET, ethernet, hex, ipv4, ipv6, RAW, TCP, tcp } from './headers.ts';

export const TEXT = 'VER 1 MSNP8 CVR0\r\n';
export const SEGMENT = tcp(Buffer.from(TEXT));
export const V4 = ipv4(SEGMENT);
export const V6 = ipv6(TCP, SEGMENT);
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;
const BRIDGED = 0x6558;
const GRE = 47;
const UDP = 17;
export const WLAN = 105;
export const RADIOTAP = 127;

export interface Way {
  readonly name: string;
  readonly linkType: number;
  readonly frame: Buffer;
  /** Why tshark, as it comes, does not get there. */
  readonly notTshark?: string;
  /** What a frame may be taken for besides that is cut within its headers. */
  readonly whenCut?: string;
}

export const join = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? hex(part) : part)));
/** The bytes behind the addresses of an Ethernet frame. */
export const afterAddresses = (text: string, payload: Buffer): Buffer =>
  join('020000000001 020000000002', text, payload);
export const pppoe = (protocol: string, payload: Buffer): Buffer =>
  join('1100 0005', length16(payload.length + 2), protocol, payload);
const length16 = (length: number): string => length.toString(16).padStart(4, '0');
const sll = (protocol: string): Buffer => hex(`0000 0001 0006 020000000001 0000 ${protocol}`);
const sll2 = (protocol: string): Buffer => hex(`${protocol} 0000 00000002 0001 00 06 020000000001 0000`);
const inGre = (header: string, payload: Buffer): Buffer =>
  ethernet(IPV4, ipv4(join(header, payload), { protocol: GRE }));
const inUdp = (port: number, ...parts: readonly (string | Buffer)[]): Buffer => {
  const payload = join(...parts);
  const header = join('c000', length16(port), length16(payload.length + 8), '0000');
  return ethernet(IPV4, ipv4(join(header, payload), { protocol: UDP }));
};
/** An 802.3 frame: the length where the type would be. */
const ieee8023 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const payload = join(...parts);
  return afterAddresses(length16(payload.length), payload);
};
const SNAP = 'aaaa03 000000';
export const snapV4 = join(SNAP, '0800', V4);
const FRAME = ethernet(IPV4, V4);
const ADDRESSES = '020000000001 020000000002 020000000003';
/** An 802.11 header: frame control, its flags, and what the flags add. */
export const wlan = (control: string, more = '', sequence = '1000'): Buffer =>
  join(control, '0000', ADDRESSES, sequence, more);
export const subframe = (payload: Buffer): Buffer =>
  join('020000000001 020000000002', length16(payload.length), payload);
const attribute = (type: string, payload: Buffer): Buffer => {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(payload.length + 4);
  header.writeUInt16LE(Number.parseInt(type, 16), 2);
  return join(header, payload, Buffer.alloc(-payload.length & 3));
};

const way = (name: string, linkType: number, frame: Buffer, notTshark?: string): Way =>
  notTshark === undefined ? { name, linkType, frame } : { name, linkType, frame, notTshark };

const LINKS: readonly Way[] = [
  way('Ethernet, IPv4', ETHERNET, FRAME),
  way('Ethernet, IPv6', ETHERNET, ethernet(IPV6, V6)),
  way('Linux cooked', 113, join(sll('0800'), V4)),
  way('Linux cooked with a tag, IPv6', 113, join(sll('8100'), '0001 86dd', V6)),
  way('Linux cooked with LLC', 113, join(sll('0004'), snapV4)),
  way('Linux cooked v2', 276, join(sll2('0800'), V4)),
  way('Linux cooked v2, IPv6', 276, join(sll2('86dd'), V6)),
  way('BSD loopback, little-endian', 0, join('02000000', V4)),
  way('BSD loopback, big-endian', 0, join('00000002', V4)),
  way('BSD loopback, IPv6 of BSD', 0, join('18000000', V6)),
  way('BSD loopback, IPv6 of FreeBSD', 0, join('1c000000', V6)),
  way('BSD loopback, IPv6 of macOS', 0, join('1e000000', V6)),
  way('OpenBSD loopback', 108, join('00000002', V4)),
  way('OpenBSD loopback, IPv6', 108, join('00000018', V6)),
  way('OpenBSD enc', 109, join('02000000 00000001 00000000', V4)),
  way('OpenBSD packet filter log', 117, join('3d 02', Buffer.alloc(62), V4)),
  way('raw IP 12', 12, V4),
  way('raw IP 14', 14, V6),
  way('raw IP 101, IPv4', RAW, V4),
  way('raw IP 101, IPv6', RAW, V6),
  way('raw IPv4', 228, V4),
  way('raw IPv6', 229, V6),
  way('NFLOG', 239, join('02 00 0000', attribute('1', hex('0800 01 00')), attribute('9', V4))),
  way(
    'NFLOG of a big-endian machine',
    239,
    join('02 00 0000 0008 0001 0800 0100 0042 0009', V4),
    'it takes the byte order of the file',
  ),
  way('Netanalyzer', 240, join('00040000', FRAME, '00000000')),
  way('PKTAP', 258, join('0c000000 01000000 01000000', FRAME), 'its header has 108 bytes at least'),
  way('per-packet information', 192, join('00 00 0800 01000000', FRAME)),
  way('token ring', 6, join('1040 020000000001 020000000002', snapV4)),
  way('token ring with a route', 6, join('1040 020000000001 820000000002 0630 0011 0020', snapV4)),
  way('FDDI', 10, join('54 020000000001 020000000002', snapV4)),
  way('frame relay', 107, join('1841 03 cc', V4)),
  way('frame relay of Cisco', 107, join('1841 0800', V4)),
  way('frame relay, SNAP', 107, join('1841 03 00 80 000000 0800', V4)),
  way('LLC of ATM', 100, snapV4),
  way('IP over IEEE 1394', 138, join('0200000000000001 0200000000000002 0800', V4)),
  way('IP over InfiniBand', 242, join(Buffer.alloc(40), '0800 0000', V4)),
  way('label stack', 219, join('00064140', V4), 'it does not know the link type'),
];

/** Frames with addresses of vendors, by which tshark knows them in pseudowires. */
const VENDOR = join('000c29000001 000c29000002 0800', V4);
const OTHER_VENDOR = join('ac4bc8000001 ac4bc8000002 0800', V4);

const ETHERTYPES: readonly Way[] = [
  way('802.1Q', ETHERNET, afterAddresses('8100 0001 0800', V4)),
  way('802.1ad with 802.1Q in it, IPv6', ETHERNET, afterAddresses('88a8 0001 8100 0002 86dd', V6)),
  way('three tags, one of 0x9100', ETHERNET, afterAddresses('9100 0001 8100 0002 8100 0003 0800', V4)),
  way('802.1ah', ETHERNET, afterAddresses('88e7 00001234', FRAME)),
  way('802.1ah under 802.1ad', ETHERNET, afterAddresses('88a8 0001 88e7 00001234', FRAME)),
  way('VN-tag', ETHERNET, afterAddresses('8926 0000 0001 0800', V4)),
  way('E-tag', ETHERNET, afterAddresses('893f 0000 0000 0000 0800', V4)),
  way('MACsec, signed only', ETHERNET, afterAddresses('88e5 00 00 00000001 0800', V4)),
  way('label', ETHERNET, ethernet(0x8847, join('000641ff', V4))),
  way('three labels, IPv6', ETHERNET, ethernet(0x8847, join('00064040 00065040 00066140', V6))),
  way('label under a tag', ETHERNET, afterAddresses('8100 0001 8847 000641ff', V4)),
  way('pseudowire', ETHERNET, ethernet(0x8847, join('000641ff 00000000', VENDOR))),
  way('pseudowire without control word', ETHERNET, ethernet(0x8848, join('000641ff', VENDOR))),
  way(
    'pseudowire, address unlike a control word',
    ETHERNET,
    ethernet(0x8847, join('000641ff', OTHER_VENDOR)),
    'its guess takes it for none',
  ),
  way('PPPoE', ETHERNET, ethernet(0x8864, pppoe('0021', V4))),
  way('PPPoE under a tag, IPv6', ETHERNET, afterAddresses('8100 0001 8864', pppoe('0057', V6))),
  way('PPPoE with labels', ETHERNET, ethernet(0x8864, pppoe('0281', join('000641ff', V4)))),
  way('SNAP', ETHERNET, ieee8023(snapV4)),
  way('SNAP of 802.1H, IPv6', ETHERNET, ieee8023('aaaa03 0000f8 86dd', V6)),
  way('SNAP with a tag in it', ETHERNET, ieee8023(SNAP, '8100 0001 0800', V4)),
  way('SNAP with a bridged frame', ETHERNET, ieee8023('aaaa03 0080c2 0007 0000', FRAME)),
  way('LLC under a tag', ETHERNET, afterAddresses('8100 0001 0044', snapV4)),
  way('IP behind LLC', ETHERNET, ieee8023('060603', V4)),
  way('ISO network layer behind LLC', ETHERNET, ieee8023('fefe03 cc', V4)),
];

const PPP: readonly Way[] = [
  way('PPP', 9, join('0021', V4)),
  way('PPP in HDLC', 9, join('ff03 0021', V4)),
  way('PPP, protocol in one byte', 9, join('21', V4)),
  way('PPP in HDLC, protocol in one byte, IPv6', 9, join('ff03 57', V6)),
  way('PPP in HDLC 50', 50, join('ff03 0021', V4)),
  way('Cisco on PPP in HDLC 50', 50, join('0f00 0800', V4)),
  way('PPPoE without Ethernet', 51, pppoe('0021', V4)),
  way('pppd with direction', 166, join('01 03 0021', V4), 'it does not know the link type'),
  way('PPP with direction', 204, join('01 ff03 0021', V4)),
  way('Cisco HDLC', 104, join('0f00 0800', V4)),
  way('Cisco HDLC to all, IPv6', 104, join('8f00 86dd', V6)),
  way('Cisco HDLC with direction', 205, join('01 0f00 0800', V4), 'it does not know the link type'),
  way('Cisco HDLC with a label', 104, join('0f00 8847 000641ff', V4)),
];

const WIRELESS: readonly Way[] = [
  way('802.11 to the station', WLAN, join(wlan('0802'), snapV4)),
  way('802.11 from the station, IPv6', WLAN, join(wlan('0801'), SNAP, '86dd', V6)),
  way('802.11 QoS', WLAN, join(wlan('8802', '0000'), snapV4)),
  way('802.11 between access points', WLAN, join('0803 0000', ADDRESSES, '1000 020000000004', snapV4)),
  way('802.11 QoS with HT control', WLAN, join(wlan('8882', '0000 00000000'), snapV4)),
  way('802.11 A-MSDU', WLAN, join(wlan('8802', '8000'), subframe(snapV4))),
  {
    name: '802.11 decrypted by the recorder',
    linkType: WLAN,
    frame: join('0842 0000', ADDRESSES, '1000', snapV4),
    notTshark: 'it believes the bit that says that it is encrypted',
    whenCut: 'encrypted',
  },
  way('radiotap', RADIOTAP, join('00 00 0800 00000000', wlan('0802'), snapV4)),
  way(
    'radiotap with time, flags and padding',
    RADIOTAP,
    join('00 00 1400 03000000 0000000000000000 20 00 0000', wlan('8802', '0000'), '0000', snapV4),
  ),
  way(
    'radiotap with two words of bits and a check sequence',
    RADIOTAP,
    join('00 00 0d00 02000080 00000000 10', wlan('0802'), snapV4, '12345678'),
  ),
  way('Prism', 119, join('44000000 90000000', Buffer.alloc(136), wlan('0802'), snapV4)),
  way('AVS', 163, join('80211001 00000040', Buffer.alloc(56), wlan('0802'), snapV4)),
  way('AVS said to be Prism', 119, join('80211001 00000040', Buffer.alloc(56), wlan('0802'), snapV4)),
  way('802.11 in per-packet information', 192, join('00 00 0800 69000000', wlan('0802'), snapV4)),
];

const TUNNELS: readonly Way[] = [
  way('IP in IP', ETHERNET, ethernet(IPV4, ipv4(V4, { protocol: 4 }))),
  way(
    'IP in IP of old',
    ETHERNET,
    ethernet(IPV4, ipv4(V4, { protocol: 94 })),
    'it does not know the protocol',
  ),
  way('6in4', ETHERNET, ethernet(IPV4, ipv4(V6, { protocol: 41 }))),
  way('4in6', ETHERNET, ethernet(IPV6, ipv6(4, V4))),
  way('6in6', ETHERNET, ethernet(IPV6, ipv6(41, V6))),
  way('4in6 behind options', ETHERNET, ethernet(IPV6, ipv6(60, join('0400 0104 00000000', V4)))),
  way('6in4in6in4', RAW, ipv4(ipv6(4, ipv4(V6, { protocol: 41 })), { protocol: 41 })),
  way(
    'authentication in IPv4',
    RAW,
    ipv4(join('0602 0000 00000001 00000002 00000000', SEGMENT), { protocol: 51 }),
  ),
  way('label in IP', RAW, ipv4(join('000641ff', V4), { protocol: 137 })),
  way('Ethernet in IP, EtherIP', RAW, ipv4(join('3000', FRAME), { protocol: 97 })),
  way('Ethernet in IP', RAW, ipv6(143, FRAME)),
  way('GRE', ETHERNET, inGre('0000 0800', V4)),
  way('GRE in IPv6, IPv6', ETHERNET, ethernet(IPV6, ipv6(GRE, join('0000 86dd', V6)))),
  way('GRE with checksum', ETHERNET, inGre('8000 0800 0000 0000', V4)),
  way('GRE with checksum, key and sequence', ETHERNET, inGre('b000 0800 0000 0000 00000007 00000001', V4)),
  way('GRE with a route', ETHERNET, inGre('4000 0800 0000 0000 0800 00 04 0a000002 0000 00 00', V4)),
  way('GRE with Ethernet', ETHERNET, inGre(`2000 ${BRIDGED.toString(16)} 00000007`, FRAME)),
  way('GRE with labels', ETHERNET, inGre('0000 8847 000641ff', V4)),
  way('PPTP', ETHERNET, inGre('3001 880b 003e 0001 00000001', join('ff03 0021', V4))),
  way(
    'PPTP with acknowledgement, bare PPP',
    ETHERNET,
    inGre('3081 880b 003b 0001 00000001 00000001', join('21', V4)),
  ),
  way('ERSPAN of type I', ETHERNET, inGre('0000 88be', FRAME)),
  way('ERSPAN of type II', ETHERNET, inGre('1000 88be 00000001 10010001 00000000', FRAME)),
  way('ERSPAN of type III', ETHERNET, inGre('1000 22eb 00000001 20010001 00000000 00000000', FRAME)),
  way('WCCP 1', ETHERNET, inGre('0000 883e', V4)),
  way('WCCP 2', ETHERNET, inGre('0000 883e 00000000', V4)),
  way('VXLAN', ETHERNET, inUdp(4789, '08000000 00000700', FRAME)),
  way('VXLAN on the port of Linux', ETHERNET, inUdp(8472, '08000000 00000700', FRAME), 'OTV by default'),
  way('Geneve with options', ETHERNET, inUdp(6081, '0200 6558 00000700 0001 00 01 00000000', FRAME)),
  way('Geneve, IPv6', ETHERNET, inUdp(6081, '0000 86dd 00000700', V6)),
  way('GTP-U', ETHERNET, inUdp(2152, '30 ff 003c 00000001', V4)),
  way('GTP-U with an extension', ETHERNET, inUdp(2152, '34 ff 0044 00000001 0000 00 85 01 1000 00', V4)),
  way('L2TP', ETHERNET, inUdp(1701, '0002 0001 0001', 'ff03 0021', V4)),
  way(
    'L2TP with all its fields',
    ETHERNET,
    inUdp(1701, '4a02 004c 0001 0001 0001 0002 0002 0000', '0021', V4),
  ),
  way('GRE in UDP', ETHERNET, inUdp(4754, '0000 0800', V4)),
  way('label in UDP', ETHERNET, inUdp(6635, '000641ff', V4)),
  way(
    'one in the other: tag, PPPoE, GRE, VXLAN, label',
    ETHERNET,
    afterAddresses(
      '8100 0001 8864',
      pppoe(
        '0021',
        ipv4(join('0000 6558', inUdp(4789, '08000000 00000700', ethernet(0x8847, join('000641ff', V6)))), {
          protocol: GRE,
        }),
      ),
    ),
  ),
];

export const WAYS: readonly Way[] = [...LINKS, ...ETHERTYPES, ...PPP, ...WIRELESS, ...TUNNELS];
