/**
 * Rows by session, in order of coming over all sessions: in memory up to a limit, then as a batch in a temporary file. What
 * a session has in one batch is one piece, which names the piece before it, so that memory holds one place a session.
 */
import { closeSync, readSync } from 'node:fs';
import { GROUPED_ROWS_CHARACTERS } from '../base/limits.ts';
import { openTemporaryFile, writeTemporary } from '../base/temporary-file.ts';

/** Ends a row; no row has it. */
const ROW_END = '\0';
/** Bytes before a piece: batch, length and place of the session's piece before. */
const HEAD_BYTES = 20;
const NOWHERE = -1;

export interface Row {
  readonly order: number;
  readonly session: number;
  readonly text: string;
}

interface Piece {
  readonly session: number;
  readonly batch: number;
  readonly at: number;
  readonly length: number;
}

export class RowBatches {
  #fd = -1;
  #size = 0;
  #batch = 0;
  /** Rows come in one order, whatever their session. */
  #order = 0;
  #characters = 0;
  readonly #pending = new Map<number, Row[]>();
  /** Where the last piece of each session is. */
  readonly #last = new Map<number, number>();

  /** `text` without NUL. */
  add(session: number, text: string): void {
    const row = { order: this.#order++, session, text };
    const rows = this.#pending.get(session);
    if (rows === undefined) this.#pending.set(session, [row]);
    else rows.push(row);
    this.#characters += text.length;
    if (this.#characters > GROUPED_ROWS_CHARACTERS) this.#spill();
  }

  /** All that have rows. */
  sessions(): number[] {
    return [...new Set([...this.#last.keys(), ...this.#pending.keys()])];
  }

  /** All rows of these sessions as they came. */
  *rowsOf(sessions: readonly number[]): Generator<Row> {
    const batches = new Map<number, Piece[]>();
    for (const session of sessions) {
      for (const piece of this.#piecesOf(session)) {
        const pieces = batches.get(piece.batch);
        if (pieces === undefined) batches.set(piece.batch, [piece]);
        else pieces.push(piece);
      }
    }
    const numbers = [...batches.keys()].sort((a, b) => a - b);
    for (const number of numbers)
      yield* inOrder((batches.get(number) ?? []).flatMap((piece) => this.#read(piece)));
    yield* inOrder(sessions.flatMap((session) => this.#pending.get(session) ?? []));
  }

  /** Gives up the file. */
  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #spill(): void {
    if (this.#fd < 0) this.#fd = openTemporaryFile();
    for (const [session, rows] of this.#pending) {
      const text = rows.map((row) => `${row.order} ${row.text}${ROW_END}`).join('');
      const body = Buffer.from(text);
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(this.#batch, 0);
      head.writeDoubleLE(body.length, 4);
      head.writeDoubleLE(this.#last.get(session) ?? NOWHERE, 12);
      this.#last.set(session, this.#size);
      writeTemporary(this.#fd, head);
      writeTemporary(this.#fd, body);
      this.#size += HEAD_BYTES + body.length;
    }
    this.#pending.clear();
    this.#characters = 0;
    this.#batch++;
  }

  #piecesOf(session: number): Piece[] {
    const pieces: Piece[] = [];
    const head = Buffer.alloc(HEAD_BYTES);
    for (let at = this.#last.get(session) ?? NOWHERE; at !== NOWHERE; at = head.readDoubleLE(12)) {
      readSync(this.#fd, head, 0, HEAD_BYTES, at);
      pieces.push({
        session,
        batch: head.readUInt32LE(0),
        at: at + HEAD_BYTES,
        length: head.readDoubleLE(4),
      });
    }
    return pieces;
  }

  #read({ session, at, length }: Piece): Row[] {
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#fd, bytes, 0, length, at);
    const rows = bytes.toString('utf8').split(ROW_END).slice(0, -1);
    return rows.map((row) => {
      const blank = row.indexOf(' ');
      return { order: Number(row.slice(0, blank)), session, text: row.slice(blank + 1) };
    });
  }
}

const inOrder = (rows: Row[]): Row[] => rows.sort((a, b) => a.order - b.order);
