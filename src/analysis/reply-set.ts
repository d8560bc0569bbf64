/**
 * Answers of several lines: numbered ones (LST, LSG, FND, IRO with index and total) and the lists of SYN whose lines
 * are announced and counted (framing.md 2.2). Tells what is missing, out of step or too many.
 */
import { BARE_SET_SINCE, LIST_SET } from './strategies.ts';

/** What is wrong with a set: found at a line, or at its end. */
export interface SetTrouble {
  readonly kind: 'incomplete' | 'overrun';
  /** `LST FL`, `contacts`, `IRO`. */
  readonly part: string;
  readonly reason: 'index' | 'total' | 'end' | 'overrun';
  readonly seen: number;
  readonly total: number;
}

/** Parts that one set may have; more are no set that a server sends. */
const MAX_PARTS = 8;
/** The list that ends a SYN set with TrIDs. */
const LAST_LIST = 'LST RL';

interface Part {
  seen: number;
  total: number;
  reported: boolean;
}

export class ReplySet {
  /** All lines that end it have come. */
  isDone = false;
  /** Of the last line. */
  lastTime: number;
  readonly #verb: string;
  readonly #parts = new Map<string, Part>();
  #trouble: SetTrouble | undefined = undefined;

  constructor(verb: string, time: number) {
    this.#verb = verb;
    this.lastTime = time;
  }

  /** The set of SYN begins: `words` are those of its answer, `asked` those of the request. */
  static announced(
    asked: readonly string[],
    words: readonly string[],
    time: number,
    minVersion: number,
  ): ReplySet {
    const set = new ReplySet(LIST_SET, time);
    if (words.length > 2) {
      set.#announce('contacts', words.at(-2));
      set.#announce('groups', words.at(-1));
      set.#checkCounts();
    } else {
      // Without counts the cache of the client is current, unless the set is one with TrIDs and another version.
      const current = words[0] === asked[0] && asked[0] !== '0';
      set.isDone = current || words.length === 2 || minVersion >= BARE_SET_SINCE;
    }
    return set;
  }

  /** Takes one line; gives what is wrong with it. `hasTrid`: the line carries the TrID of the request. */
  line(verb: string, words: readonly string[], hasTrid: boolean, time: number): SetTrouble | undefined {
    this.lastTime = time;
    this.#trouble = undefined;
    LINES[verb]?.(this, words, hasTrid);
    return this.#trouble;
  }

  /** Parts that are not full, each told once. */
  missing(): SetTrouble[] {
    const troubles: SetTrouble[] = [];
    for (const [part, { seen, total, reported }] of this.#parts) {
      if (reported || seen >= total) continue;
      troubles.push({ kind: 'incomplete', part, reason: 'end', seen, total });
    }
    const counted = troubles.filter(({ part }) => part === 'contacts' || part === 'groups');
    // The counts of SYN announce one set.
    return counted.length === 2 ? troubles.filter(({ part }) => part !== 'groups') : troubles;
  }

  /** A numbered line: `index` of `total`. `0 0` is an empty part. */
  numbered(part: string, index: number, total: number): void {
    if (!Number.isInteger(index) || !Number.isInteger(total)) return;
    const run = this.#parts.get(part) ?? this.#open(part, total);
    if (run === undefined) return;
    if (index > total) this.#report(run, 'overrun', part, index, total);
    else if (total !== run.total) this.#report(run, 'total', part, index, total);
    else if (index !== run.seen + 1 && total > 0) this.#report(run, 'index', part, index, total);
    run.seen = index;
    run.total = total;
    if (index >= total && (this.#verb !== LIST_SET || part === LAST_LIST)) this.isDone = true;
  }

  /** A line that was announced by number. */
  counted(part: string): void {
    const run = this.#parts.get(part);
    if (run === undefined) return;
    run.seen++;
    if (run.seen > run.total) this.#report(run, 'overrun', part, run.seen, run.total);
    this.#checkCounts();
  }

  #announce(part: string, count: string | undefined): void {
    if (count !== undefined && /^\d{1,9}$/.test(count)) this.#open(part, Number(count));
  }

  #checkCounts(): void {
    this.isDone = [...this.#parts.values()].every(({ seen, total }) => seen >= total);
  }

  #open(part: string, total: number): Part | undefined {
    if (this.#parts.size >= MAX_PARTS) return undefined;
    const run = { seen: 0, total, reported: false };
    this.#parts.set(part, run);
    return run;
  }

  #report(run: Part, reason: SetTrouble['reason'], part: string, seen: number, total: number): void {
    if (run.reported) return;
    run.reported = true;
    this.#trouble = { kind: reason === 'overrun' ? 'overrun' : 'incomplete', part, reason, seen, total };
  }
}

/** How the lines of a set are read: words after the TrID. */
const LINES: Readonly<Record<string, (set: ReplySet, words: readonly string[], hasTrid: boolean) => void>> = {
  IRO: (set, words) => {
    set.numbered('IRO', count(words[0]), count(words[1]));
  },
  FND: (set, words) => {
    set.numbered('FND', count(words[0]), count(words[1]));
  },
  LSG: (set, words, hasTrid) => {
    if (hasTrid) set.numbered('LSG', count(words[1]), count(words[2]));
    else set.counted('groups');
  },
  LST: (set, words, hasTrid) => {
    if (hasTrid) set.numbered(`LST ${words[0] ?? ''}`, count(words[2]), count(words[3]));
    else set.counted('contacts');
  },
};

/** Lines that count or are numbered. */
export function countsInSet(verb: string): boolean {
  return verb in LINES;
}

function count(word: string | undefined): number {
  return word !== undefined && /^\d{1,9}$/.test(word) ? Number(word) : NaN;
}
