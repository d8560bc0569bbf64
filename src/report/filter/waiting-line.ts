/**
 * What waits, in its order: commands of which it is not known whether they are shown, and everything that came behind
 * them. The first goes as soon as it is decided, and so are the `context` commands behind it.
 */
import type { CommandInfo } from '../../analysis/sink.ts';
import { MAX_HELD_COMMANDS, MAX_HELD_COMMAND_BYTES } from '../../base/limits.ts';
import type { Command } from '../../msnp/command.ts';
import { Exchanges } from './exchanges.ts';
import type { HeldCommand } from './held-command.ts';

export interface Judge {
  /** Whether more has to be known. */
  isOpen(held: HeldCommand): boolean;
  /** Takes a command, decided or too old to wait on. */
  release(held: HeldCommand): void;
}

type Item = HeldCommand | (() => void);

export class WaitingLine {
  readonly #context: number;
  readonly #judge: Judge;
  readonly #exchanges = new Exchanges();
  #items: Item[] = [];
  /** Items before this are gone. */
  #head = 0;
  /** The commands among them by ordinal. */
  readonly #commands = new Map<number, HeldCommand>();
  #nextOrdinal = 0;
  /** All commands before this are decided. */
  #decided = 0;
  /** Commands up to this ordinal are shown for a finding before them. */
  #shownUntil = -1;
  #bytes = 0;

  constructor(context: number, judge: Judge) {
    this.#context = context;
    this.#judge = judge;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** A command joins; `command` and `info` are copies. */
  push(command: Command, info: CommandInfo, isWaiting: boolean): void {
    const ordinal = this.#nextOrdinal++;
    const exchange = this.#exchanges.enter(info);
    const isMarked = ordinal <= this.#shownUntil;
    const held: HeldCommand = { command, info, exchange, ordinal, isWaiting, isMarked };
    this.#exchanges.add(held);
    this.#commands.set(ordinal, held);
    this.#items.push(held);
    this.#bytes += command.bytes.length;
    while (this.#commands.size > MAX_HELD_COMMANDS || this.#bytes > MAX_HELD_COMMAND_BYTES) this.#next();
  }

  /** Runs `action` behind all that waits. */
  behind(action: () => void): void {
    if (this.isEmpty) action();
    else this.#items.push(action);
    if (this.#items.length - this.#head > 4 * MAX_HELD_COMMANDS) this.#next();
  }

  /** A finding shows a command, its exchange and what is around it. */
  mark(session: number, id: number): void {
    this.#exchanges.mark(session, id);
    const held = this.#exchanges.get(session, id);
    if (held === undefined || this.#context === 0) return;
    const last = held.ordinal + this.#context;
    for (let at = held.ordinal - this.#context; at <= last; at++) {
      const near = this.#commands.get(at);
      if (near !== undefined) near.isMarked = true;
    }
    this.#shownUntil = Math.max(this.#shownUntil, last);
  }

  /** The transaction of a request is settled. */
  settle(session: number, request: number): void {
    const held = this.#exchanges.get(session, request);
    if (held !== undefined) held.isWaiting = false;
  }

  endSession(session: number): void {
    this.#exchanges.settleAll(session);
  }

  /** Lets go what is decided; called before each command, when all findings about the one before have come. */
  advance(): void {
    if (this.isEmpty) return;
    for (;;) {
      const next = this.#commands.get(this.#decided);
      if (next === undefined || this.#judge.isOpen(next)) break;
      this.#decided++;
    }
    for (;;) {
      const item = this.#items[this.#head];
      if (item === undefined) break;
      if (typeof item !== 'function' && item.ordinal + this.#context >= this.#decided) break;
      this.#next();
    }
    this.#compact();
  }

  /** Lets go everything. */
  flush(): void {
    while (this.#head < this.#items.length) this.#next();
    this.#compact();
  }

  #next(): void {
    const item = this.#items[this.#head++];
    if (item === undefined) return;
    if (typeof item === 'function') {
      item();
      return;
    }
    this.#exchanges.remove(item);
    this.#commands.delete(item.ordinal);
    this.#bytes -= item.command.bytes.length;
    this.#decided = Math.max(this.#decided, item.ordinal + 1);
    this.#judge.release(item);
    this.#compact();
  }

  #compact(): void {
    if (this.#head < this.#items.length && this.#head < MAX_HELD_COMMANDS) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
