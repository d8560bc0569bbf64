import { describe, expect, it } from 'vitest';
import { CLIENT, SERVER } from '../../src/tcp/handler.ts';
import type { Side } from '../../src/tcp/handler.ts';
import { CONVERSATIONS } from './conversations.ts';
import { cut, decode, substance } from './support.ts';

/** Each line with its newline, and what must come out. */
function streamOf(index: number, side: 'C' | 'S'): { text: string; lines: (readonly [string, string])[] } {
  const exchanges = CONVERSATIONS[index]!.exchanges.filter((exchange) => exchange[0] === side);
  const lines = exchanges.map(([, line, payload]) => [line, payload ?? ''] as const);
  return { text: lines.map(([line, payload]) => `${line}\r\n${payload}`).join(''), lines };
}

const cases = CONVERSATIONS.flatMap((conversation, index) =>
  (['C', 'S'] as const).map((side) => ({ name: `${conversation.title}: ${side}`, index, side })),
);

describe('conversations', () => {
  it.each(cases)('$name is decoded whole, command by command', ({ index, side }) => {
    const from: Side = side === 'C' ? CLIENT : SERVER;
    const { text, lines } = streamOf(index, side);
    const found = decode(from, [text]);
    expect(found.commands.map((c) => [c.line, c.payload])).toEqual(lines);
    expect(found.faults).toEqual([]);
    for (const c of found.commands) {
      expect(c.row, c.line).toBeDefined();
      expect(c.flags, c.line).toBe(0);
    }
  });

  it.each(cases)('$name comes out the same in pieces of 1 to n bytes', ({ index, side }) => {
    const from: Side = side === 'C' ? CLIENT : SERVER;
    const { text } = streamOf(index, side);
    const whole = substance(decode(from, [text]));
    const step = Math.max(1, Math.floor(text.length / 60));
    for (let size = 1; size < text.length; size += size < 40 ? 1 : step) {
      expect(substance(decode(from, cut(text, size)))).toEqual(whole);
    }
  });

  it.each(cases)(
    '$name cut off anywhere gives its whole commands and at most one unfinished thing',
    ({ index, side }) => {
      const from: Side = side === 'C' ? CLIENT : SERVER;
      const { text, lines } = streamOf(index, side);
      for (let end = 0; end < text.length; end++) {
        const found = decode(from, [text.slice(0, end)], { end: 'capture-end' });
        const got = found.commands.map((c) => c.line);
        expect(got).toEqual(lines.slice(0, got.length).map(([line]) => line));
        expect(found.faults.every((fault) => fault.kind === 'unfinished-line')).toBe(true);
        expect(found.faults.length).toBeLessThanOrEqual(1);
        let done = 0;
        const whole = lines.filter(([line, payload]) => (done += line.length + 2 + payload.length) <= end);
        expect(got.length).toBeGreaterThanOrEqual(whole.length);
      }
    },
  );
});

describe('provenance', () => {
  it('names the frames and times of the first and the last byte', () => {
    const { text, lines } = streamOf(10, 'C');
    for (const size of [1, 2, 3, 7, 50, 131, 1000]) {
      const found = decode(CLIENT, cut(text, size));
      let start = 0;
      for (const [index, [line, payload]] of lines.entries()) {
        const end = start + line.length + 2 + payload.length;
        const frames = [Math.floor(start / size) + 1, Math.floor((end - 1) / size) + 1];
        expect(found.commands[index]!.frames, line).toEqual(frames);
        expect(found.commands[index]!.times, line).toEqual(frames.map((frame) => frame * 1000));
        start = end;
      }
    }
  });
});
