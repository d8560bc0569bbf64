/** Which flows are followed: gateways by their first bytes, transfers by announcement or first bytes, MSNP anywhere. */
import { describe, expect, test } from 'vitest';
import { answer, OPEN_NS, rawLine, request } from '../../fixtures/build/gateway.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { MAX_CANDIDATES } from '../../src/base/limits.ts';
import { SegmentView, SYN } from '../../src/packet/segment-view.ts';
import type { Flow } from '../../src/tcp/flow.ts';
import { FlowTable } from '../../src/tcp/flow-table.ts';
import type { StreamHandler } from '../../src/tcp/handler.ts';
import type { Transfers } from '../../src/tcp/transfers.ts';
import { collect } from '../scan/collect.ts';
import { Recorder } from './wire.ts';

const VER = 'VER 1 MSNP8 CVR0\r\n';
const GATEWAY = `${request(OPEN_NS, VER)}\n${answer('11.1', 'VER 1 MSNP8\r\n')}`;
const WEB = String.raw`C>raw "GET /gateway/index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
S<raw "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nVER 1 MSNP8 CVR0\r\n"`;

function ends(server: string, number = 1): string {
  return `connection ${number} 10.0.0.5:${4000 + number} > ${server}`;
}

describe('on the ports of the gateway', () => {
  test.each(['192.0.2.80:80', '192.0.2.80:443', '192.0.2.80:8080'])('%s is looked at', async (server) => {
    const options = { gatewayPorts: new Set([80, 443, 8080]) };
    const { sessions } = await collect(transcript(`${ends(server)}\n${GATEWAY}`), options);
    expect(sessions.map(({ flow }) => flow.transport)).toEqual(['http']);
  });

  test('web pages, TLS and plain MSNP are no sessions', async () => {
    const tls = rawLine('C>', Buffer.from([0x16, 3, 1, 0, 4, 1, 0, 0, 0]));
    const text = `${ends('192.0.2.80:80')}\n${WEB}\n${ends('192.0.2.80:80', 2)}\n${tls}
${ends('192.0.2.80:80', 3)}\nC> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8`;
    const { sessions, totals, notices } = await collect(transcript(text));
    expect(sessions).toEqual([]);
    expect(notices).toEqual([]);
    expect(totals).toMatchObject({ sessions: 0, complete: true });
  });

  test('a request for another page first, as through a proxy, does not hide the gateway', async () => {
    const { sessions, commands } = await collect(transcript(`${ends('192.0.2.9:8080')}\n${WEB}\n${GATEWAY}`));
    expect(sessions).toHaveLength(1);
    expect(commands.map(({ line }) => line)).toEqual(['VER 1 MSNP8 CVR0', 'VER 1 MSNP8']);
  });

  test('segments of one byte, and a first segment captured late, are put together', async () => {
    const message = request(OPEN_NS, VER);
    const cuts = Array.from({ length: 120 }, (_, i) => i + 1).join(' ');
    const tiny = await collect(transcript(`${ends('192.0.2.80:80')}\n${message}\nsplit ${cuts}`));
    const late = await collect(transcript(`${ends('192.0.2.80:80')}\n${message}\nsplit 10 90\nlate 2`));
    for (const { commands } of [tiny, late])
      expect(commands.map(({ line }) => line)).toEqual(['VER 1 MSNP8 CVR0']);
  });

  test('in mid-stream a request or an answer is enough', async () => {
    const start = `${ends('192.0.2.80:80')}\nmidstream`;
    const asked = await collect(transcript(`${start}\n${request('SessionID=5.1', 'CHG 7 NLN 0\r\n')}`));
    expect(asked.commands.map(({ line }) => line)).toEqual(['CHG 7 NLN 0']);
    const told = await collect(
      transcript(`${start}\nonly S\n${answer('5.1', 'NLN NLN bob@example.com Bob 0\r\n')}`),
    );
    expect(told.commands.map(({ line }) => line)).toEqual(['NLN NLN bob@example.com Bob 0']);
  });
});

describe('on listed ports', () => {
  const options = { ports: new Set([80, 9000]), gatewayPorts: new Set([80, 9000]) };

  test('the first bytes tell the gateway from plain MSNP', async () => {
    const text = `${ends('192.0.2.80:80')}\nC> VER 1 MSNP8 CVR0\nS< VER 1 MSNP8
${ends('192.0.2.80:9000', 2)}\n${GATEWAY}`;
    const { sessions } = await collect(transcript(text), options);
    const told = sessions.map(({ id, flow }) => [id, flow.transport]).sort();
    expect(told).toEqual([
      [1, 'tcp'],
      [2, 'http'],
    ]);
  });

  test('a listed port stays a port of MSNP, whatever comes', async () => {
    const { sessions } = await collect(transcript(`${ends('192.0.2.80:80')}\n${WEB}`), options);
    expect(sessions.map(({ flow }) => flow.transport)).toEqual(['tcp']);
  });
});

class Taker implements Transfers {
  readonly taken: Recorder[] = [];
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  isAnnounced({ port }: { readonly port: number }): boolean {
    return port === this.#port;
  }

  handlerFor(flow: Flow): StreamHandler {
    const recorder = new Recorder(flow);
    this.taken.push(recorder);
    return recorder;
  }
}

describe('transfers', () => {
  test.each([
    ['MSNFTP', String.raw`C>raw "VER MSNFTP\r\n"`, 'VER MSNFTP\r\n'],
    ['a direct connection', String.raw`C>raw "\x04\0\0\0foo\0"`, '\x04\0\0\0foo\0'],
  ])('%s is known by its first bytes on any port', async (_, line, bytes) => {
    for (const tail of ['', '\nsplit 1 2 3 4 5 6 7']) {
      const transfers = new Taker(0);
      const { sessions } = await collect(transcript(`${ends('192.0.2.7:6891')}\n${line}${tail}`), {
        transfers,
      });
      expect(sessions).toEqual([]);
      expect(transfers.taken.map(({ flow, text, reason }) => [flow.id, text[0], reason])).toEqual([
        [0, bytes, 'fin'],
      ]);
    }
  });

  test('an announced end is followed whatever is said, its end being the server', async () => {
    const transfers = new Taker(7000);
    const text = `${ends('192.0.2.7:7000')}\nmidstream\nS> hello\nC> hi`.replace('S> ', 'S< ');
    await collect(transcript(text), { transfers });
    expect(transfers.taken.map(({ flow, text: [c, s] }) => [flow.server.port, c, s])).toEqual([
      [7000, 'hi\r\n', 'hello\r\n'],
    ]);
  });

  test('a transfer on a port of MSNP is no session', async () => {
    const transfers = new Taker(0);
    const text = `${ends('192.0.2.7:1863')}\nC>raw "VER MSNFTP\\r\\n"\n${ends('192.0.2.8:1863', 2)}\nC> PNG\nS< QNG`;
    const { sessions, totals } = await collect(transcript(text), { transfers });
    expect(transfers.taken).toHaveLength(1);
    expect(sessions).toHaveLength(1);
    expect(totals?.sessions).toBe(1);
  });

  test('other traffic is left alone, and nothing is said of it', async () => {
    const transfers = new Taker(0);
    const text = `${ends('192.0.2.7:21')}\nS< 220 ready\nC> USER anonymous\nS gap 20\nC> SYST`;
    const { notices } = await collect(transcript(text), { transfers });
    expect(transfers.taken).toEqual([]);
    expect(notices).toEqual([]);
  });
});

test('a flood of connections to the gateway keeps no more than the newest, and no word is lost on it', () => {
  const notices: string[] = [];
  const table = new FlowTable(
    new Set([1863]),
    (flow) => new Recorder(flow),
    (code) => notices.push(code),
    {
      signatures: [
        {
          ports: new Set([80]),
          glance: () => ({ verdict: 'no', side: undefined }),
          judge: ({ client }) => (client.length === 0 ? 'maybe' : 'yes'),
          handlerFor: (flow) => new Recorder(flow),
          isSession: true,
        },
      ],
    },
  );
  const view = new SegmentView();
  view.targetPort = 80;
  const count = MAX_CANDIDATES + 10;
  const send = (n: number, flags: number, text: string): boolean => {
    view.sourcePort = 2048 + n;
    view.flags = flags;
    view.sequence = flags === SYN ? 0 : 1;
    view.bytes = Buffer.from(text);
    view.end = text.length;
    view.length = text.length;
    return table.push(view, n + 1, n);
  };
  for (let n = 0; n < count; n++) send(n, SYN, '');
  expect(table.sessions).toBe(0);
  const taken = Array.from({ length: count }, (_, n) => send(n, 0, 'x'));
  expect(taken.filter((isTaken) => !isTaken)).toHaveLength(10);
  expect(table.sessions).toBe(MAX_CANDIDATES);
  expect(notices).toEqual([]);
});
