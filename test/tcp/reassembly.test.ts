import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACK, RST } from '../../src/packet/segment-view.ts';
import { play, type Segment, type Turn, wire } from './wire.ts';

const TURNS: Turn[] = [
  { from: 'client', text: 'VER 1 MSNP8\r\n' },
  { from: 'server', text: 'VER 1 MSNP8\r\n' },
  { from: 'client', text: 'PNG\r\n' },
  { from: 'server', text: 'QNG 43\r\n' },
];
const CLIENT_TEXT = 'VER 1 MSNP8\r\nPNG\r\n';
const SERVER_TEXT = 'VER 1 MSNP8\r\nQNG 43\r\n';

function only(segments: readonly Segment[]) {
  const played = play(segments);
  expect(played.sessions).toHaveLength(1);
  const { text, log, gaps, reason, flow } = played.sessions[0]!;
  return { text, log, gaps, reason, flow, notices: played.notices };
}

function swap(segments: Segment[], a: number, b: number): Segment[] {
  const copy = [...segments];
  [copy[a], copy[b]] = [copy[b]!, copy[a]!];
  return copy;
}

const data = (segments: readonly Segment[]): number[] =>
  segments.flatMap((s, i) => (s.data.length > 0 ? [i] : []));

describe('reassembly', () => {
  test('in order: bytes, fins and the reason of the end', () => {
    const flow = only(wire(TURNS));
    expect(flow.log.slice(0, 4)).toEqual([
      'C:VER 1 MSNP8\r\n',
      'S:VER 1 MSNP8\r\n',
      'C:PNG\r\n',
      'S:QNG 43\r\n',
    ]);
    expect(flow.log.slice(4)).toEqual(['C!fin', 'S!fin']);
    expect(flow.reason).toBe('fin');
    expect(flow.flow.startedMidStream).toBe(false);
  });

  test('a reply that was captured before its request is handed on after it', () => {
    const segments = wire(TURNS);
    const [request, , ,] = data(segments);
    const reply = data(segments)[1]!;
    const flow = only(swap(segments, request!, reply));
    expect(flow.log.slice(0, 2)).toEqual(['C:VER 1 MSNP8\r\n', 'S:VER 1 MSNP8\r\n']);
  });

  test('retransmission is counted once and gives no byte twice', () => {
    const segments = wire(TURNS);
    const again = segments[data(segments)[0]!]!;
    const flow = only([...segments.slice(0, 8), again, ...segments.slice(8)]);
    expect(flow.text).toEqual([CLIENT_TEXT, SERVER_TEXT]);
    expect(flow.flow.retransmissions).toBe(1);
    expect(flow.flow.overlapConflicts).toBe(0);
  });

  test('first bytes win; other bytes for the same place are counted and noticed', () => {
    const segments = wire(TURNS);
    const first = segments[data(segments)[0]!]!;
    const forged = { ...first, data: Buffer.from('VER 1 MSNP2\r\nPNG\r\n') };
    const flow = only([...segments.slice(0, 5), forged, ...segments.slice(5)]);
    expect(flow.text[0]).toBe(CLIENT_TEXT);
    expect(flow.flow.overlapConflicts).toBe(1);
    expect(flow.notices).toContain('overlap-conflict');
  });

  test('first bytes win among segments that wait as well', () => {
    const segments = wire([{ from: 'client', text: 'abcdefghij' }], { size: 2 });
    const at = data(segments);
    const late = segments[at[0]!]!;
    const forged = {
      ...segments[at[2]!]!,
      sequence: segments[at[1]!]!.sequence,
      data: Buffer.from('XXXXXX'),
    };
    const rest = segments.filter((s) => s !== late);
    const flow = only([...rest.slice(0, 5), forged, ...rest.slice(5, -3), late, ...rest.slice(-3)]);
    expect(flow.text[0]).toBe('abcdXXXXij'.replace('XXXX', flow.text[0].slice(4, 8)));
    expect(flow.text[0].slice(2, 4)).toBe('cd');
    expect(flow.flow.overlapConflicts).toBeGreaterThan(0);
  });

  test('data in a SYN counts from the sequence number behind it', () => {
    const segments = wire([], { fins: false });
    const syn = { ...segments[0]!, data: Buffer.from('VER') };
    const more = { ...segments[2]!, sequence: 1004, data: Buffer.from(' 1') };
    expect(only([syn, segments[1]!, more]).text[0]).toBe('VER 1');
  });

  test('keep-alive probes are neither data nor retransmissions', () => {
    const segments = wire(TURNS);
    const probe: Segment = {
      from: 'client',
      sequence: 1000 + 18,
      acknowledgement: 5001,
      flags: ACK,
      data: Buffer.from('\0'),
    };
    const flow = only([...segments.slice(0, 8), probe, ...segments.slice(8)]);
    expect(flow.text[0]).toBe(CLIENT_TEXT);
    expect(flow.flow.retransmissions).toBe(0);
  });

  test('FIN before late segments waits for them', () => {
    const segments = wire(TURNS);
    const late = data(segments).at(-1)!;
    const moved = [...segments.slice(0, late), ...segments.slice(late + 1), segments[late]!];
    const flow = only(moved);
    expect(flow.text).toEqual([CLIENT_TEXT, SERVER_TEXT]);
    expect(flow.log.indexOf('S!fin')).toBeGreaterThan(flow.log.indexOf('S:QNG 43\r\n'));
  });

  test('a missing segment is a gap of its length, declared at the end at the latest', () => {
    const segments = wire(TURNS);
    const lost = data(segments)[2]!;
    const flow = only(segments.filter((_, i) => i !== lost));
    expect(flow.gaps).toEqual([[5], []]);
    expect(flow.text).toEqual(['VER 1 MSNP8\r\n', SERVER_TEXT]);
    expect(flow.flow.stats[0].gapBytes).toBe(5);
    expect(flow.notices).toEqual(['gap']);
  });

  test('a missing tail before the FIN is a gap', () => {
    const segments = wire(TURNS);
    const flow = only(segments.filter((_, i) => i !== data(segments)[3]));
    expect(flow.gaps).toEqual([[], [8]]);
    expect(flow.log.at(-1)).toBe('S!fin');
  });

  test('a FIN that the capture lost is made up by its acknowledgement, not taken for a missing byte', () => {
    const segments = wire(TURNS);
    const flow = only(segments.filter((_, i) => i !== segments.length - 3));
    expect(flow.gaps).toEqual([[], []]);
    expect(flow.log.slice(-2)).toEqual(['C!fin', 'S!fin']);
  });

  test('bytes that the snap length cut off are a gap at once', () => {
    const segments = wire(TURNS);
    const cut = data(segments)[1]!;
    segments[cut] = { ...segments[cut]!, data: Buffer.from('VER'), wireLength: 13 };
    const flow = only(segments);
    expect(flow.log.slice(0, 5)).toEqual([
      'C:VER 1 MSNP8\r\n',
      'S:VER',
      'S!gap 10',
      'C:PNG\r\n',
      'S:QNG 43\r\n',
    ]);
  });

  test('mid-stream start: unknown bytes before, all bytes after', () => {
    const flow = only(wire(TURNS, { handshake: false }));
    expect(flow.flow.startedMidStream).toBe(true);
    expect(flow.gaps).toEqual([[-1], [-1]]);
    expect(flow.text).toEqual([CLIENT_TEXT, SERVER_TEXT]);
  });

  test('one side only: capture order, and the other side is marked as unseen', () => {
    const flow = only(wire(TURNS).filter((s) => s.from === 'client'));
    expect(flow.text[0]).toBe(CLIENT_TEXT);
    expect(flow.gaps[1]).toEqual([]);
    expect(flow.flow.stats[1].seen).toBe(false);
  });

  test('a SYN-ACK that is missing is made up by the first acknowledgement', () => {
    const flow = only(wire(TURNS).filter((_, i) => i !== 1));
    expect(flow.text).toEqual([CLIENT_TEXT, SERVER_TEXT]);
    expect(flow.gaps).toEqual([[], []]);
  });

  test('RST ends the connection after the data before it', () => {
    const segments = wire(TURNS, { fins: false });
    const reset: Segment = {
      from: 'server',
      sequence: 5001 + SERVER_TEXT.length,
      acknowledgement: 1001 + CLIENT_TEXT.length,
      flags: RST | ACK,
      data: Buffer.alloc(0),
    };
    const flow = only([...segments, reset]);
    expect(flow.log.slice(-2)).toEqual(['S:QNG 43\r\n', 'S!reset']);
    expect(flow.reason).toBe('rst');
  });

  test('what a reset or an acknowledgement has behind the last byte seen is a gap', () => {
    const segments = wire(TURNS, { fins: false });
    const reply = segments.findIndex(({ data }) => data.toString('latin1').startsWith('QNG'));
    const acknowledged = [...segments.slice(0, reply), ...segments.slice(reply + 1)];
    expect(only(acknowledged).gaps).toEqual([[], [8]]);
    const reset: Segment = {
      from: 'server',
      sequence: 5001 + SERVER_TEXT.length,
      acknowledgement: 1001 + CLIENT_TEXT.length,
      flags: RST | ACK,
      data: Buffer.alloc(0),
    };
    const flow = only([...segments.slice(0, reply), reset]);
    expect(flow.log.slice(-2)).toEqual(['S!gap 8', 'S!reset']);
  });

  test('RST far outside its stream is not believed', () => {
    const segments = wire(TURNS);
    const forged: Segment = {
      from: 'server',
      sequence: 0x70000000,
      acknowledgement: 0,
      flags: RST,
      data: Buffer.alloc(0),
    };
    const flow = only([...segments.slice(0, 5), forged, ...segments.slice(5)]);
    expect(flow.text).toEqual([CLIENT_TEXT, SERVER_TEXT]);
    expect(flow.reason).toBe('fin');
    expect(flow.notices).toEqual(['outside-window']);
  });

  test('the same ports with a new initial sequence number are another session', () => {
    const played = play([...wire(TURNS), ...wire(TURNS, { clientIsn: 70000, serverIsn: 90000 })]);
    expect(played.sessions.map((s) => s.text)).toEqual([
      [CLIENT_TEXT, SERVER_TEXT],
      [CLIENT_TEXT, SERVER_TEXT],
    ]);
  });

  test('a connection that was never closed ends when its ports are used again', () => {
    const played = play([
      ...wire(TURNS, { fins: false }),
      ...wire(TURNS, { clientIsn: 70000, serverIsn: 90000 }),
    ]);
    expect(played.sessions.map((s) => s.reason)).toEqual(['timeout', 'fin']);
    expect(played.sessions.map((s) => s.flow.id)).toEqual([1, 2]);
  });

  test('a repeated SYN does not open another session', () => {
    const segments = wire(TURNS);
    const played = play([segments[0]!, ...segments.slice(0, 7), segments[0]!, ...segments.slice(7)]);
    expect(played.sessions).toHaveLength(1);
  });

  test('a stray reset opens no session', () => {
    const reset: Segment = {
      from: 'client',
      sequence: 1,
      acknowledgement: 0,
      flags: RST,
      data: Buffer.alloc(0),
    };
    expect(play([reset]).sessions).toHaveLength(0);
  });

  test('of segments that acknowledge each other the one of the client goes first', () => {
    const segments = wire([], { fins: false });
    const forged: Segment[] = [
      { from: 'client', sequence: 1001, acknowledgement: 5001 + 4, flags: ACK, data: Buffer.from('one ') },
      { from: 'server', sequence: 5001, acknowledgement: 1001 + 4, flags: ACK, data: Buffer.from('two ') },
    ];
    expect(only([...segments, ...forged]).log.slice(0, 2)).toEqual(['C:one ', 'S:two ']);
    expect(only([...segments, ...forged.reverse()]).log.slice(0, 2)).toEqual(['C:one ', 'S:two ']);
  });

  test('a hole that the peer acknowledged is given up while the flow goes on', () => {
    const turns: Turn[] = Array.from({ length: 6000 }, (_, i) => ({
      from: i % 2 === 0 ? 'client' : 'server',
      text: `line ${i}\r\n`,
    }));
    const segments = wire(turns);
    const lost = data(segments)[10]!;
    const rest = segments.filter((_, i) => i !== lost);
    rest.forEach((s, i) => (s.time = i * 10e6));
    const flow = only(rest);
    expect(flow.gaps[0]).toEqual([9]);
    expect(flow.log.findIndex((l) => l === 'C!gap 9')).toBe(10);
    expect(flow.text[1]).toBe(
      turns
        .filter((t) => t.from === 'server')
        .map((t) => t.text)
        .join(''),
    );
  });
});

const someTurns = fc.array(
  fc.record({
    from: fc.constantFrom('client' as const, 'server' as const),
    text: fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Every byte with the number of bytes of the other side handed on before it: order of cause must hold. */
function causes(turns: readonly Turn[]): number[][] {
  const seen = { client: 0, server: 0 };
  const out: number[][] = [[], []];
  for (const turn of turns) {
    const other = turn.from === 'client' ? seen.server : seen.client;
    for (let i = 0; i < turn.text.length; i++) out[turn.from === 'client' ? 0 : 1]!.push(other);
    seen[turn.from] += turn.text.length;
  }
  return out;
}

describe('properties', () => {
  test('any size, order and repetition, across the wrap, gives the same bytes in an order that respects cause', () => {
    fc.assert(
      fc.property(
        someTurns,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (turns, size, wrap, random) => {
          const options = wrap ? { size, clientIsn: 0xfffffff0, serverIsn: 0x7ffffff8 } : { size };
          const segments = wire(turns, options);
          const next = (): number => random.next().value as number;
          const mixed = segments
            .flatMap((s) => (next() % 4 === 0 ? [s, s] : [s]))
            .map((s) => ({ s, key: next() }))
            .sort((a, b) => a.key - b.key)
            .map((entry) => entry.s);
          const flow = only(mixed);
          const texts = (from: string) =>
            turns
              .filter((t) => t.from === from)
              .map((t) => t.text)
              .join('');
          expect(flow.text).toEqual([texts('client'), texts('server')]);
          expect(flow.gaps).toEqual([[], []]);
          const handed = [0, 0];
          const wanted = causes(turns);
          for (const entry of flow.log) {
            const text = entry.slice(2);
            if (entry[1] === '!') continue;
            const side = entry.startsWith('C') ? 0 : 1;
            expect(handed[1 - side]).toBeGreaterThanOrEqual(wanted[side]![handed[side]! + text.length - 1]!);
            handed[side]! += text.length;
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('random segments never throw, and no byte is handed on twice', () => {
    const segment = fc.record({
      from: fc.constantFrom('client' as const, 'server' as const),
      sequence: fc.oneof(fc.integer({ min: 990, max: 1060 }), fc.integer()),
      acknowledgement: fc.oneof(fc.integer({ min: 990, max: 1060 }), fc.integer()),
      flags: fc.integer({ min: 0, max: 63 }),
      data: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
      time: fc.integer({ min: 0, max: 1e12 }),
    });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 60 }), (segments) => {
        for (const session of play(segments).sessions) {
          expect(session.reason).toBeDefined();
          expect(session.text[0].length).toBe(session.flow.stats[0].bytes);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any lost segments leave gaps of exactly their bytes', () => {
    fc.assert(
      fc.property(
        someTurns,
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (turns, size, picks) => {
          const segments = wire(turns, { size });
          const candidates = data(segments);
          const lost = new Set(picks.map((p) => candidates[p % candidates.length]!));
          const flow = only(segments.filter((_, i) => !lost.has(i)));
          const bytes = (from: string) =>
            [...lost].reduce(
              (sum, i) => sum + (segments[i]!.from === from ? segments[i]!.data.length : 0),
              0,
            );
          expect(flow.flow.stats[0].gapBytes).toBe(bytes('client'));
          expect(flow.flow.stats[1].gapBytes).toBe(bytes('server'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
