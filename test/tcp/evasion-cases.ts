/**
 * Ways to make an analyser see another stream than the receiver, as the literature on intrusion detection names them.
 * Each is a short login: what the client says before and after, and between them what somebody slipped in.
 */
import { ACK, encodeFrame, FIN, PSH, RST, SYN } from '../../fixtures/build/packet.ts';
import { pcapFile } from '../../fixtures/build/pcap.ts';

const URG = 0x20;
const CLIENT = { address: '192.0.2.5', port: 4001 };
const SERVER = { address: '192.0.2.1', port: 1863 };
const CLIENT_ISN = 1000;
const SERVER_ISN = 500_000;
/** Of a frame in Ethernet and IPv4 without options. */
const TCP_AT = 34;

export const VER = 'VER 1 MSNP8 CVR0\r\n';
export const USR = 'USR 2 TWN I ann@example.com\r\n';
/** As long as USR. */
export const EVE = 'USR 2 TWN I eve@example.com\r\n';
export const ANSWER = 'VER 1 MSNP8\r\n';

/** Relative sequence numbers: the SYN is 0, the first byte 1. */
const VER_AT = 1;
const USR_AT = VER_AT + VER.length;
const END_AT = USR_AT + USR.length;
const ANSWER_END = 1 + ANSWER.length;

interface Odd {
  readonly flags?: number;
  /** Relative to the other side's SYN. */
  readonly acknowledgement?: number;
  /** Changes the frame's bytes. */
  readonly spoil?: (frame: Buffer) => void;
}

/** Makes a frame with the initial sequence numbers of the case. */
type Frame = (isns: readonly [client: number, server: number]) => Buffer;

const client = (at: number, text = '', { flags = ACK | PSH, acknowledgement = 1, spoil }: Odd = {}): Frame =>
  frame('client', at, text, flags, acknowledgement, spoil);
const server = (at: number, text = '', { flags = ACK | PSH, acknowledgement = 1, spoil }: Odd = {}): Frame =>
  frame('server', at, text, flags, acknowledgement, spoil);

function frame(
  from: 'client' | 'server',
  at: number,
  text: string,
  flags: number,
  acknowledgement: number,
  spoil: Odd['spoil'],
): Frame {
  return ([clientIsn, serverIsn]) => {
    const [own, other] = from === 'client' ? [clientIsn, serverIsn] : [serverIsn, clientIsn];
    const bytes = encodeFrame({
      source: from === 'client' ? CLIENT : SERVER,
      target: from === 'client' ? SERVER : CLIENT,
      sequence: (own + at) >>> 0,
      acknowledgement: (flags & ACK) === 0 ? 0 : (other + acknowledgement) >>> 0,
      flags,
      payload: Buffer.from(text, 'latin1'),
    });
    spoil?.(bytes);
    return bytes;
  };
}

const OPEN = [
  client(0, '', { flags: SYN, acknowledgement: 0 }),
  server(0, '', { flags: SYN | ACK }),
  client(1, '', { flags: ACK }),
];
const verFrame = client(VER_AT, VER);
const usrFrame = client(USR_AT, USR);
const answerFrame = server(1, ANSWER, { acknowledgement: USR_AT });

export interface Evasion {
  readonly name: string;
  readonly frames: readonly Frame[];
  readonly isns?: readonly [client: number, server: number];
  /** Lines that `scan` shows, by side and in order; secrets are none here. */
  readonly lines: readonly string[];
  readonly notices: readonly string[];
  /** What `follow` takes from the client, and its gaps; of several flows in turn. */
  readonly client: readonly (readonly [bytes: string, gaps: string])[];
}

const LOGIN = [`C ${VER}`, `S ${ANSWER}`, `C ${USR}`];
const WHOLE = [[VER + USR, '-']] as const;

/** Two copies of USR that differ, in each relation: pieces as from-to of each, the first one being ann's. */
const RELATIONS = [
  ['exactly over it', [0, 29], [0, 29]],
  ['before it and into it', [8, 29], [0, 16]],
  ['out of it and behind it', [0, 20], [14, 29]],
  ['inside it', [0, 29], [12, 15]],
  ['around it', [13, 20], [0, 29]],
] as const;

/** USR as far as the first copy has it, and EVE where that has nothing. */
function firstWins([from, to]: readonly [number, number]): string {
  return EVE.slice(0, from) + USR.slice(from, to) + EVE.slice(to);
}

const OVERLAPS: readonly Evasion[] = RELATIONS.flatMap(([relation, ann, eve]) => {
  const [first, second] = [
    client(USR_AT + ann[0], USR.slice(...ann)),
    client(USR_AT + eve[0], EVE.slice(...eve)),
  ];
  const line = firstWins(ann);
  const told = {
    lines: [`C ${VER}`, `C ${line}`],
    notices: ['overlap-conflict'],
    client: [[VER + line, '-']] as const,
  };
  return [
    { name: `other bytes ${relation}`, frames: [...OPEN, verFrame, first, second], ...told },
    { name: `other bytes ${relation}, while both wait`, frames: [...OPEN, first, second, verFrame], ...told },
  ];
});

const GIB = 2 ** 30;

export const EVASIONS: readonly Evasion[] = [
  ...OVERLAPS,
  {
    name: 'a copy with a bad checksum, which the receiver drops',
    frames: [
      ...OPEN,
      verFrame,
      client(USR_AT, EVE, { spoil: (bytes) => bytes.writeUInt16BE(0xbad1, TCP_AT + 16) }),
      usrFrame,
    ],
    lines: [`C ${VER}`, `C ${EVE}`],
    notices: ['overlap-conflict'],
    client: [[VER + EVE, '-']],
  },
  {
    name: 'a copy that dies on its way (time to live 1)',
    frames: [...OPEN, verFrame, client(USR_AT, EVE, { spoil: (bytes) => bytes.writeUInt8(1, 22) }), usrFrame],
    lines: [`C ${VER}`, `C ${EVE}`],
    notices: ['overlap-conflict'],
    client: [[VER + EVE, '-']],
  },
  {
    name: 'a segment far ahead of the window',
    frames: [...OPEN, verFrame, client(GIB, EVE), answerFrame, usrFrame],
    lines: LOGIN,
    notices: ['outside-window'],
    client: [[VER + USR + EVE, `${VER.length + USR.length}+${GIB - END_AT}`]],
  },
  {
    name: 'a segment far behind the window',
    frames: [...OPEN, verFrame, client(-GIB, EVE), answerFrame, usrFrame],
    lines: LOGIN,
    notices: [],
    client: [[EVE + VER + USR, `${EVE.length}+${GIB - EVE.length + 1}`]],
  },
  {
    name: 'a segment right behind the window, then what lies between',
    frames: [...OPEN, verFrame, client(END_AT + 70_000, EVE), usrFrame],
    lines: [`C ${VER}`, `C ${USR}`, `C ${EVE}`],
    notices: ['gap'],
    client: [[VER + USR + EVE, `${VER.length + USR.length}+70000`]],
  },
  {
    name: 'jumps of gigabytes, there and back',
    frames: [
      ...OPEN,
      verFrame,
      client(1.5 * GIB, 'x'),
      client(3 * GIB, 'y'),
      client(1.5 * GIB, 'z'),
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: ['outside-window', 'outside-window'],
    client: [[`${VER}${USR}xy`, `47+${1.5 * GIB - END_AT},${1.5 * GIB}+${1.5 * GIB - 1}`]],
  },
  {
    name: 'a reset with a wrong sequence number',
    frames: [...OPEN, verFrame, client(GIB, '', { flags: RST, acknowledgement: 0 }), answerFrame, usrFrame],
    lines: LOGIN,
    notices: ['outside-window'],
    client: WHOLE,
  },
  {
    name: 'a reset inside the window, and the connection goes on',
    frames: [
      ...OPEN,
      verFrame,
      client(USR_AT + 100, '', { flags: RST, acknowledgement: 0 }),
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: ['gap'],
    client: WHOLE,
  },
  {
    name: 'a reset with the next sequence number, and data after it',
    frames: [...OPEN, verFrame, client(USR_AT, '', { flags: RST, acknowledgement: 0 }), usrFrame],
    lines: [`C ${VER}`],
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a reset that brings data',
    frames: [...OPEN, verFrame, client(USR_AT, USR, { flags: RST | ACK })],
    lines: [`C ${VER}`, `C ${USR}`],
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a FIN, and data behind it',
    frames: [...OPEN, verFrame, client(USR_AT, '', { flags: FIN | ACK }), client(USR_AT + 1, USR)],
    lines: [`C ${VER}`],
    notices: ['gap'],
    client: [[VER + USR, '18+1']],
  },
  {
    name: 'a FIN, and data in its place',
    frames: [...OPEN, verFrame, client(USR_AT, '', { flags: FIN | ACK }), usrFrame],
    lines: [`C ${VER}`],
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a FIN that brings data',
    frames: [...OPEN, verFrame, answerFrame, client(USR_AT, USR, { flags: FIN | ACK })],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a FIN ahead of data that fills the hole',
    frames: [...OPEN, verFrame, client(END_AT, '', { flags: FIN | ACK }), usrFrame],
    lines: [`C ${VER}`, `C ${USR}`],
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a SYN that brings data, which comes again after the handshake',
    frames: [
      client(0, VER, { flags: SYN, acknowledgement: 0 }),
      server(0, '', { flags: SYN | ACK }),
      client(1, VER),
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a SYN that brings other data than comes after the handshake',
    frames: [
      client(0, 'VER 1 MSNP2 CVR0\r\n', { flags: SYN, acknowledgement: 0 }),
      server(0, '', { flags: SYN | ACK }),
      client(1, VER),
      usrFrame,
    ],
    lines: ['C VER 1 MSNP2 CVR0\r\n', `C ${USR}`],
    notices: ['overlap-conflict'],
    client: [[`VER 1 MSNP2 CVR0\r\n${USR}`, '-']],
  },
  {
    name: 'a forged SYN inside a connection',
    frames: [
      ...OPEN,
      verFrame,
      client(2 * GIB - 5000, '', { flags: SYN, acknowledgement: 0 }),
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: ['outside-window'],
    client: WHOLE,
  },
  {
    name: 'a forged SYN with data inside a connection',
    frames: [...OPEN, verFrame, client(GIB, EVE, { flags: SYN, acknowledgement: 0 }), answerFrame, usrFrame],
    lines: LOGIN,
    notices: ['outside-window'],
    client: [[VER + USR + EVE, `47+${GIB + 1 - END_AT}`]],
  },
  {
    name: 'a SYN of another connection on the same ends',
    frames: [
      ...OPEN,
      verFrame,
      client(GIB, '', { flags: SYN, acknowledgement: 0 }),
      server(GIB, '', { flags: SYN | ACK, acknowledgement: GIB + 1 }),
      client(GIB + 1, USR, { acknowledgement: GIB + 1 }),
    ],
    lines: [`C ${VER}`, `C ${USR}`],
    notices: [],
    client: [[VER, '-']],
  },
  {
    name: 'a split handshake: the server answers with a SYN alone',
    frames: [
      client(0, '', { flags: SYN, acknowledgement: 0 }),
      server(0, '', { flags: SYN, acknowledgement: 0 }),
      client(0, '', { flags: SYN | ACK }),
      server(1, '', { flags: ACK }),
      verFrame,
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a simultaneous open',
    frames: [
      client(0, '', { flags: SYN, acknowledgement: 0 }),
      server(0, '', { flags: SYN, acknowledgement: 0 }),
      server(0, '', { flags: SYN | ACK }),
      client(0, '', { flags: SYN | ACK }),
      verFrame,
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'urgent data',
    frames: [
      ...OPEN,
      verFrame,
      answerFrame,
      client(USR_AT, USR, { flags: URG | ACK, spoil: (bytes) => bytes.writeUInt16BE(4, TCP_AT + 18) }),
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'segments of one byte, backwards',
    frames: [
      ...OPEN,
      ...[...Array((VER + USR).length).keys()]
        .reverse()
        .map((i) => client(VER_AT + i, (VER + USR).charAt(i))),
    ],
    lines: [`C ${VER}`, `C ${USR}`],
    notices: [],
    client: WHOLE,
  },
  {
    name: 'a wrap of sequence numbers inside a line',
    isns: [0xffffffff - VER.length - 5, 0xffffffff - 3],
    frames: [...OPEN, verFrame, answerFrame, usrFrame],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'an acknowledgement of what was never sent',
    frames: [
      ...OPEN,
      verFrame,
      answerFrame,
      server(ANSWER_END, '', { acknowledgement: END_AT + 5000 }),
      client(USR_AT, USR, { acknowledgement: ANSWER_END }),
    ],
    lines: LOGIN,
    notices: ['gap'],
    client: WHOLE,
  },
  {
    name: 'a keep-alive with a byte that was never sent',
    frames: [
      ...OPEN,
      verFrame,
      answerFrame,
      client(USR_AT - 1, '\0', { acknowledgement: ANSWER_END }),
      server(ANSWER_END, '', { acknowledgement: USR_AT }),
      usrFrame,
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
  {
    name: 'segments without data, anywhere',
    frames: [
      ...OPEN,
      client(GIB),
      client(-GIB),
      verFrame,
      client(USR_AT + 7),
      server(GIB, '', { acknowledgement: USR_AT }),
      answerFrame,
      usrFrame,
    ],
    lines: LOGIN,
    notices: [],
    client: WHOLE,
  },
];

/** The capture of a case, one frame a millisecond. */
export function captureOf({ frames, isns = [CLIENT_ISN, SERVER_ISN] }: Evasion): Buffer {
  return pcapFile(frames.map((make, i) => ({ time: [1_100_000_000, i * 1_000_000], bytes: make(isns) })));
}
