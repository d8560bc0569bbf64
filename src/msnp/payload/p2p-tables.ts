/** Names of the numbers of P2P, MSNSLP and MSNObject (messages.md 6 to 9), one row each. */

/** One bit, or a field of bits that stands for itself, with its name. */
export interface NamedBits {
  readonly bits: number;
  readonly name: string;
}

/** Flags of version 1. */
export const P2P_FLAGS = [
  { bits: 0x1, name: 'nak' },
  { bits: 0x2, name: 'ack' },
  { bits: 0x4, name: 'pending-invite' },
  { bits: 0x8, name: 'binary-error' },
  { bits: 0x10, name: 'file' },
  { bits: 0x20, name: 'object-data' },
  { bits: 0x40, name: 'close' },
  { bits: 0x80, name: 'tlp-error' },
  { bits: 0x100, name: 'direct-handshake' },
  { bits: 0x1000000, name: 'wlm-2009' },
] as const satisfies readonly NamedBits[];

/** Flags of version 1 as numbers, for code that asks for one. */
export const P2P_ACK = 0x2;
export const P2P_DATA = 0x30;

/** Operation codes of the transport header of version 2. */
export const P2P_V2_OPCODES = [
  { bits: 0x1, name: 'syn' },
  { bits: 0x2, name: 'rak' },
] as const satisfies readonly NamedBits[];

/** The packet asks for an acknowledgement (`rak`). */
export const P2P_V2_ASKS_ACK = 0x2;

/** TF bits of the data header of version 2. */
export const P2P_V2_FIRST_PART = 0x1;
/** Object data or file data. */
export const P2P_V2_DATA = 0x6;

/** Types of the TLVs of version 2, in the transport header and in the data header. */
export const TRANSPORT_TLV = { peerInfo: 1, ack: 2, nak: 3 } as const;
export const DATA_TLV = { remaining: 1 } as const;

/** What an EUF-GUID stands for. */
export const EUF_GUIDS: ReadonlyMap<string, string> = new Map([
  ['A4268EEC-FEC5-49E5-95C3-F126696BDBF6', 'object'],
  ['5D3E02AB-6190-11D3-BBBB-00C04F795683', 'file'],
  ['4BD96FC0-AB17-4425-A14A-439185962DC8', 'webcam-send'],
  ['1C9AA97E-9C05-4583-A3BD-908A196F1E92', 'webcam-request'],
]);

/** What an application id stands for: footer of version 1 and `AppID` of MSNSLP. */
export const APP_IDS: ReadonlyMap<number, string> = new Map([
  [0, 'session'],
  [1, 'object'],
  [2, 'file'],
  [0xb, 'emoticon'],
  [0xc, 'display-picture'],
]);

/** Types of an MSNObject. */
export const OBJECT_TYPES: ReadonlyMap<number, string> = new Map([
  [2, 'emoticon'],
  [3, 'display-picture'],
  [4, 'shared-file'],
  [5, 'background'],
  [7, 'dynamic-picture'],
  [8, 'wink'],
  [11, 'voice-clip'],
]);

/** Names of the rows whose bits are set. */
export function namesOf(rows: readonly NamedBits[], value: number): string[] {
  return rows.filter(({ bits }) => (value & bits) === bits).map(({ name }) => name);
}
