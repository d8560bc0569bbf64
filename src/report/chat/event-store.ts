/**
 * Events of all conversations while they grow: a little of each in memory, the rest as stretches of one temporary
 * file, so that chats of any size need flat memory.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { CHAT_SHELF_CHARACTERS, MAX_CHAT_CHARACTERS } from '../../base/limits.ts';

export class EventStore {
  #fd = -1;
  #size = 0;
  /** Characters in all shelves. */
  held = 0;

  shelf(): Shelf {
    return new Shelf(this);
  }

  get isFull(): boolean {
    return this.held > MAX_CHAT_CHARACTERS;
  }

  /** Appends text; gives its place and length in bytes. */
  append(text: string): readonly [offset: number, length: number] {
    if (this.#fd < 0) this.#open();
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;)
      at += writeSync(this.#fd, bytes, at, bytes.length - at, this.#size + at);
    const offset = this.#size;
    this.#size += bytes.length;
    return [offset, bytes.length];
  }

  read(offset: number, length: number): string {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#fd, bytes, at, length - at, offset + at);
      if (count === 0) break;
      at += count;
    }
    return bytes.toString('utf8');
  }

  /** Gives up the file; may be called again. */
  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #open(): void {
    const path = join(tmpdir(), `msnscan-${randomBytes(9).toString('hex')}`);
    this.#fd = openSync(path, 'wx+', 0o600);
    // The file lives as long as it is open, whatever ends the program.
    unlinkSync(path);
  }
}

/** The lines of one conversation, in order; a line holds no newline. */
export class Shelf {
  readonly #store: EventStore;
  #lines: string[] = [];
  #characters = 0;
  /** Offset and length of the stretches in the file. */
  readonly #stretches: number[] = [];

  constructor(store: EventStore) {
    this.#store = store;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    this.#store.held += line.length;
    if (this.#characters > CHAT_SHELF_CHARACTERS || this.#store.isFull) this.#spill();
  }

  /** All lines, a stretch at a time. */
  *lines(): Generator<string> {
    for (let i = 0; i < this.#stretches.length; i += 2) {
      const text = this.#store.read(this.#stretches[i] ?? 0, this.#stretches[i + 1] ?? 0);
      yield* text.split('\n').slice(0, -1);
    }
    yield* this.#lines;
  }

  /** Takes over what `other` holds. */
  take(other: Shelf): void {
    for (const line of other.lines()) this.add(line);
    other.clear();
  }

  clear(): void {
    this.#store.held -= this.#characters;
    this.#characters = 0;
    this.#lines = [];
    this.#stretches.length = 0;
  }

  #spill(): void {
    this.#stretches.push(...this.#store.append(`${this.#lines.join('\n')}\n`));
    this.#store.held -= this.#characters;
    this.#characters = 0;
    this.#lines = [];
  }
}
