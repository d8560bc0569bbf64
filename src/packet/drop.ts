/** Why a frame gave no TCP segment: small numbers, as they are returned for every frame; 0 means that it did. */

/** A frame without a packet: a block that is only counted. */
export const NO_PACKET = 1;
/** No row in the table of link types. */
export const UNKNOWN_LINK_TYPE = 2;
/** Neither IPv4 nor IPv6. */
export const NOT_IP = 3;
/** IP with another protocol inside. */
export const NOT_TCP = 4;
/** A header is not there as a whole. */
export const TRUNCATED_HEADER = 5;
/** A header contradicts itself or the header around it. */
export const BAD_HEADER_LENGTH = 6;
/** More headers one inside the other than MAX_HEADER_DEPTH. */
export const TOO_DEEP = 7;
/** A fragment, kept until its datagram is complete. */
export const FRAGMENT = 8;
/** A fragment that cannot belong to any datagram, or contradicts those before it. */
export const BAD_FRAGMENT = 9;
/** What is inside was encrypted: ESP, protected 802.11, PPP encryption, MACsec. */
export const ENCRYPTED = 10;
/** What is inside was compressed by a protocol that needs its history: Van Jacobson's, CCP (and so MPPE), IPComp. */
export const COMPRESSED = 11;
/** A fragment of a link layer, which are not put together: 802.11, PPP multilink. */
export const LINK_FRAGMENT = 12;
/** The recorder's radio says that the frame was received with a bad frame check sequence. */
export const DAMAGED_FRAME = 13;
/** A fragment whose IP header has a bad checksum, when these are left out (`--checksum strict`). */
export const BAD_CHECKSUM = 14;

export type DropReason = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14;

/** Names for reports; the index is the reason. */
export const DROP_NAMES: readonly string[] = [
  'none',
  'no-packet',
  'unknown-link-type',
  'not-ip',
  'not-tcp',
  'truncated-header',
  'bad-header-length',
  'too-deep',
  'fragment',
  'bad-fragment',
  'encrypted',
  'compressed',
  'link-fragment',
  'damaged-frame',
  'bad-checksum',
];
