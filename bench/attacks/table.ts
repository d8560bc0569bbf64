/** Captures made to exhaust a program that reads them: one row each, as large as one asks. */
import { Talk, Wire } from './wire.ts';

export interface Attack {
  readonly name: string;
  /** What `count` counts. */
  readonly unit: string;
  /** As large as it is run by default. */
  readonly count: number;
  /** Flags that the program is run with. */
  readonly flags?: readonly string[];
  /** The bytes of the capture, in blocks. */
  readonly blocks: (count: number) => Iterable<Buffer>;
}

type Step = (wire: Wire, index: number) => void;

/** A capture of `count` steps, with something before them and behind. */
const steps = (step: Step) =>
  function* (count: number): Iterable<Buffer> {
    const wire = new Wire();
    for (let i = 0; i < count; i++) {
      step(wire, i);
      yield* wire.take();
    }
    wire.close();
    yield* wire.take();
  };

/** The same in one connection. */
const inOne = (step: (talk: Talk, index: number) => void, before = '') =>
  function* (count: number): Iterable<Buffer> {
    const wire = new Wire();
    const talk = new Talk(wire, 0).open();
    if (before !== '') talk.client(before);
    for (let i = 0; i < count; i++) {
      step(talk, i);
      yield* wire.take();
    }
    wire.close();
    yield* wire.take();
  };

const LETTERS = Buffer.alloc(1400, 'A');
const LENGTHS = ['4294967295', '4294967296', '9007199254740993', '18446744073709551616', '2147483648'];

function login(talk: Talk, index: number): void {
  talk.client('VER 1 MSNP8 CVR0\r\n');
  talk.server('VER 1 MSNP8\r\n');
  talk.client(`USR 2 TWN I user${index}@example.com\r\n`);
  talk.server(`USR 2 TWN S ct=1,rver=1,lc=1033,id=507\r\n`);
  talk.client('CHG 3 NLN 0\r\n');
}

function gatewayLogin(talk: Talk, index: number): void {
  const body = 'VER 1 MSNP8 CVR0\r\n';
  const query = 'Action=open&Server=NS&IP=messenger.hotmail.com';
  talk.client(
    `POST /gateway/gateway.dll?${query} HTTP/1.1\r\nHost: gateway.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  const answer = 'VER 1 MSNP8\r\n';
  talk.server(
    `HTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID=${index}.1; GW-IP=192.0.2.80\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
  );
}

const ETHERNET = Buffer.from('020000000001020000000002', 'hex');

/** IPv4 header without options and checksum. */
function ipv4(protocol: number, length: number, identification: number, fragment: number): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(20 + length, 2);
  head.writeUInt16BE(identification & 0xffff, 4);
  head.writeUInt16BE(fragment, 6);
  head[8] = 64;
  head[9] = protocol;
  head.writeUInt32BE(0x0a000001 + (identification >>> 16), 12);
  head.writeUInt32BE(0xc0000214, 16);
  return head;
}

/** Tunnel in tunnel in tunnel: IPv4 in IPv4, deeper than anybody looks. */
function nested(depth: number): Buffer {
  let packet: Buffer = Buffer.alloc(20);
  for (let i = 0; i < depth; i++)
    packet = Buffer.concat([ipv4(i === 0 ? 6 : 4, packet.length, 1, 0), packet]);
  return Buffer.concat([ETHERNET, Buffer.from([8, 0]), packet]);
}

const MORE_FRAGMENTS = 0x2000;

/** A fragment of 64 bytes at `offset` (of eight bytes). */
function fragment(identification: number, offset: number, isLast: boolean): Buffer {
  const head = ipv4(6, 64, identification, (isLast ? 0 : MORE_FRAGMENTS) | offset);
  return Buffer.concat([ETHERNET, Buffer.from([8, 0]), head, Buffer.alloc(64, identification)]);
}

const NESTED = nested(60);

function pcapngBlock(type: number, body: Buffer): Buffer {
  const block = Buffer.alloc(12 + body.length);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(block.length, 4);
  body.copy(block, 8);
  block.writeUInt32LE(block.length, 8 + body.length);
  return block;
}

function* interfaces(count: number): Iterable<Buffer> {
  yield pcapngBlock(0x0a0d0d0a, Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex'));
  const description = pcapngBlock(1, Buffer.from('0100000000000000', 'hex'));
  for (let i = 0; i < count; i += 1000) {
    yield Buffer.concat(new Array<Buffer>(Math.min(1000, count - i)).fill(description));
  }
}

const ROOM = 'USR 1 user0@example.com 1.2.3\r\n';

export const ATTACKS: readonly Attack[] = [
  {
    name: 'syn-flood',
    unit: 'flows',
    count: 3_000_000,
    blocks: steps((wire, i) => {
      new Talk(wire, i).syn();
    }),
  },
  {
    name: 'open-flows',
    unit: 'flows',
    count: 300_000,
    blocks: steps((wire, i) => {
      login(new Talk(wire, i).open(), i);
    }),
  },
  {
    name: 'mid-stream',
    unit: 'flows',
    count: 300_000,
    blocks: steps((wire, i) => {
      new Talk(wire, i).client('PNG\r\n');
    }),
  },
  {
    name: 'gateway-sessions',
    unit: 'sessions',
    count: 100_000,
    blocks: steps((wire, i) => {
      gatewayLogin(new Talk(wire, i, 80).open(), i);
    }),
  },
  {
    name: 'any-port',
    unit: 'flows',
    count: 300_000,
    flags: ['--any-port'],
    blocks: steps((wire, i) => {
      login(new Talk(wire, i, 1025).open(), i);
    }),
  },
  {
    name: 'out-of-order',
    unit: 'flows',
    count: 100_000,
    blocks: steps((wire, i) => {
      const talk = new Talk(wire, i).open();
      talk.client('VER 1 MSNP8 CVR0\r\n');
      talk.skip(100);
      for (let n = 0; n < 8; n++) talk.client(LETTERS);
    }),
  },
  {
    name: 'open-trids',
    unit: 'requests',
    count: 1_000_000,
    blocks: inOne((talk, i) => {
      talk.client(`CHG ${i + 2} NLN 0\r\n`);
    }, 'VER 1 MSNP8 CVR0\r\n'),
  },
  {
    name: 'endless-line',
    unit: 'segments',
    count: 150_000,
    blocks: inOne((talk) => {
      talk.client(LETTERS);
    }),
  },
  {
    name: 'endless-payloads',
    unit: 'commands',
    count: 300_000,
    blocks: inOne((talk, i) => {
      talk.client(`MSG ${i + 2} N ${LENGTHS[i % LENGTHS.length]}\r\n`);
    }, ROOM),
  },
  {
    name: 'one-finding',
    unit: 'findings',
    count: 1_000_000,
    blocks: inOne((talk) => {
      talk.client('CHG 5 NLN 0\r\n');
    }, 'VER 1 MSNP8 CVR0\r\n'),
  },
  {
    name: 'many-findings',
    unit: 'sessions',
    count: 20_000,
    blocks: steps((wire, i) => {
      const talk = new Talk(wire, i).open();
      talk.client(
        'VER 1 MSNP8 CVR0\r\nchg 5 NLN 0\r\nCHG 5 NLN 0\r\nCHG -5 NLN 0\r\nCHG 5 NLN 0\r\nXX 5\r\n'.repeat(
          10,
        ),
      );
    }),
  },
  {
    name: 'participants',
    unit: 'people',
    count: 500_000,
    blocks: inOne((talk, i) => {
      talk.server(`JOI user${i}@example.com User\r\n`);
    }, ROOM),
  },
  {
    name: 'gaps',
    unit: 'gaps',
    count: 300_000,
    blocks: inOne((talk, i) => {
      talk.client(`CHG ${i + 2} NLN 0\r\n`);
      talk.skip(10);
      talk.acknowledge();
    }),
  },
  {
    name: 'nested-tunnels',
    unit: 'frames',
    count: 1_000_000,
    blocks: steps((wire) => {
      wire.frame(NESTED);
    }),
  },
  {
    name: 'fragments',
    unit: 'fragments',
    count: 1_000_000,
    blocks: steps((wire, i) => {
      wire.frame(fragment(i, 0, false));
    }),
  },
  {
    name: 'teardrop',
    unit: 'fragments',
    count: 1_000_000,
    blocks: steps((wire, i) => {
      wire.frame(fragment(i >>> 2, (i & 3) * 3, false));
    }),
  },
  { name: 'interfaces', unit: 'interfaces', count: 65_536, blocks: interfaces },
];
