/**
 * Rows in order, held back while the role of the oldest one's session may still change: a dispatch server looks like
 * a notification server until it redirects, and its first line should already say DS. Bounded by MAX_HELD_ROWS.
 */
import type { SessionView } from '../analysis/sink.ts';
import { MAX_HELD_ROWS } from '../base/limits.ts';

/** A row with a hole for the session's name; session 0 has none. */
interface HeldRow {
  readonly session: number;
  readonly before: string;
  readonly after: string;
}

interface OpenSession {
  role: SessionView['role'];
  settled: boolean;
  /** Of its rows that are held. */
  rows: number;
}

export class HeldRows {
  readonly #emit: (text: string) => void;
  readonly #name: (session: number, role: SessionView['role']) => string;
  #rows: HeldRow[] = [];
  /** Rows before this are gone. */
  #head = 0;
  readonly #sessions = new Map<number, OpenSession>();

  /** `name` writes a session's column; `emit` gets whole rows in order. */
  constructor(emit: (text: string) => void, name: (session: number, role: SessionView['role']) => string) {
    this.#emit = emit;
    this.#name = name;
  }

  /** A row of a session. */
  add(session: SessionView, before: string, after: string): void {
    if (this.#rows.length === 0 && session.roleSettled) {
      this.#emit(before + this.#name(session.id, session.role) + after);
      return;
    }
    const open = this.#sessions.get(session.id);
    if (open === undefined) {
      this.#sessions.set(session.id, { role: session.role, settled: session.roleSettled, rows: 1 });
    } else {
      open.rows++;
    }
    this.#rows.push({ session: session.id, before, after });
    this.update(session);
    this.#limit();
  }

  /** A row that belongs behind those held. */
  addText(text: string): void {
    if (this.#rows.length === 0) this.#emit(text);
    else this.#rows.push({ session: 0, before: text, after: '' });
    this.#limit();
  }

  /** Rows in memory, those that are gone but not cleared away included. */
  get kept(): number {
    return this.#rows.length;
  }

  /** What is known of a session now; at its end its role counts as settled. */
  update(session: SessionView): void {
    const open = this.#sessions.get(session.id);
    if (open === undefined) return;
    open.role = session.role;
    open.settled ||= session.roleSettled || session.endReason !== null;
    if (open.settled) this.#drain();
  }

  /** Hands on everything, settled or not. */
  flush(): void {
    while (this.#head < this.#rows.length) this.#release();
    this.#compact();
  }

  #limit(): void {
    if (this.#rows.length - this.#head <= MAX_HELD_ROWS) return;
    this.#release();
    this.#compact();
  }

  #drain(): void {
    for (;;) {
      const row = this.#rows[this.#head];
      if (row === undefined) break;
      if (row.session !== 0 && this.#sessions.get(row.session)?.settled !== true) break;
      this.#release();
    }
    this.#compact();
  }

  #release(): void {
    const row = this.#rows[this.#head];
    if (row === undefined) return;
    this.#head++;
    const open = this.#sessions.get(row.session);
    if (open === undefined) {
      this.#emit(row.before);
      return;
    }
    this.#emit(row.before + this.#name(row.session, open.role) + row.after);
    if (--open.rows === 0) this.#sessions.delete(row.session);
  }

  #compact(): void {
    if (this.#head < this.#rows.length && this.#head < MAX_HELD_ROWS) return;
    this.#rows = this.#rows.slice(this.#head);
    this.#head = 0;
  }
}
