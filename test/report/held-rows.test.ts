import { describe, expect, test } from 'vitest';
import type { SessionView } from '../../src/analysis/sink.ts';
import { MAX_HELD_ROWS } from '../../src/base/limits.ts';
import { HeldRows } from '../../src/report/held-rows.ts';

function session(id: number, role: SessionView['role'], roleSettled: boolean): SessionView {
  return { id, role, roleSettled, endReason: null } as SessionView;
}

function collector(): { rows: HeldRows; out: string[] } {
  const out: string[] = [];
  const rows = new HeldRows(
    (text) => out.push(text),
    (id, role) => `${id}${role}`,
  );
  return { rows, out };
}

describe('rows held back', () => {
  test('appear under the role that their session turns out to have', () => {
    const { rows, out } = collector();
    rows.add(session(1, 'NS', false), 'a ', '');
    rows.addText('finding');
    expect(out).toEqual([]);
    rows.add(session(1, 'DS', true), 'b ', '');
    expect(out).toEqual(['a 1DS', 'finding', 'b 1DS']);
  });

  test('keep their order across sessions', () => {
    const { rows, out } = collector();
    rows.add(session(1, 'NS', false), 'a ', '');
    rows.add(session(2, 'SB', true), 'b ', '');
    rows.add(session(3, 'NS', false), 'c ', '');
    rows.update(session(1, 'NS', true));
    expect(out).toEqual(['a 1NS', 'b 2SB']);
    rows.flush();
    expect(out).toEqual(['a 1NS', 'b 2SB', 'c 3NS']);
  });

  test('are let go at the end of their session', () => {
    const { rows, out } = collector();
    rows.add(session(1, 'NS', false), 'a ', '');
    rows.update({ ...session(1, 'NS', false), endReason: 'fin' });
    expect(out).toEqual(['a 1NS']);
  });

  test('are never more than the limit', () => {
    const { rows, out } = collector();
    for (let i = 0; i < MAX_HELD_ROWS * 3; i++) rows.add(session(1, 'NS', false), `${i} `, '');
    expect(out.length).toBe(MAX_HELD_ROWS * 2);
    rows.update(session(1, 'DS', true));
    expect(out.length).toBe(MAX_HELD_ROWS * 3);
    expect(out.at(-1)).toBe(`${MAX_HELD_ROWS * 3 - 1} 1DS`);
  });

  test('are forgotten once they are let go, though their session never settles', () => {
    const { rows } = collector();
    for (let i = 0; i < MAX_HELD_ROWS * 5; i++) {
      rows.add(session(1, 'NS', false), `${i} `, '');
      rows.addText('finding');
    }
    expect(rows.kept).toBeLessThanOrEqual(MAX_HELD_ROWS * 2 + 1);
  });
});
