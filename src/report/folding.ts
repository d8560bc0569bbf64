/**
 * Findings of one kind that never end: of each rule and severity so many are shown of a session, the rest are counted and
 * told in one notice at its end. Stands behind the filters, so that what is shown and counted is what was asked for.
 */
import type { Finding, Severity } from '../analysis/finding.ts';
import { captureOf, frameOf } from '../base/frame-id.ts';
import { MAX_FINDINGS_PER_ID, MAX_LATE_SESSIONS_PER_SHARD } from '../base/limits.ts';
import type { Notice } from '../base/notice.ts';
import { countText } from './units.ts';

/** What was not shown of one kind. */
export interface Fold {
  readonly session: number;
  readonly id: string;
  readonly severity: Severity;
  /** Of all, shown or not. */
  readonly count: number;
  /** Of the ones that were not shown. */
  readonly firstFrame: number;
  readonly lastFrame: number;
}

interface Kind {
  readonly id: string;
  readonly severity: Severity;
  count: number;
  firstFrame: number;
  lastFrame: number;
}

/** Few: an array is searched as fast as a map, and takes less. */
type Kinds = Kind[];

const FIRST_SESSIONS = 1024;

export class Folding {
  readonly #onFolds: (session: number, folds: readonly Fold[]) => void;
  /** Sessions that have findings. */
  readonly #open = new Map<number, Kinds>();
  /** By session: 0 while it is open, its shard and one afterwards. */
  #ended = new Uint8Array(0);
  /** By shard: sessions with findings that came behind their end, in order of the latest. */
  readonly #late: (Map<number, Kinds> | undefined)[] = [];

  /** `onFolds` hears what was folded of a session that gives way to another one: too many have ended and go on. */
  constructor(onFolds: (session: number, folds: readonly Fold[]) => void) {
    this.#onFolds = onFolds;
  }

  /** Counts a finding; whether it is to be shown. */
  admits({ session, id, severity, frame }: Finding): boolean {
    const kinds = this.#kindsOf(session);
    const kind = kinds.find((one) => one.id === id && one.severity === severity);
    if (kind === undefined) {
      kinds.push({ id, severity, count: 1, firstFrame: 0, lastFrame: 0 });
      return true;
    }
    if (++kind.count <= MAX_FINDINGS_PER_ID) return true;
    if (kind.count === MAX_FINDINGS_PER_ID + 1) kind.firstFrame = frame;
    kind.lastFrame = frame;
    return false;
  }

  /** A session has ended: what was folded of it. What comes for it later is counted anew. */
  end(session: number, shard: number): Fold[] {
    this.#markEnded(session, shard);
    const kinds = this.#open.get(session);
    if (kinds === undefined) return [];
    this.#open.delete(session);
    return foldsOf(session, kinds);
  }

  /** What was folded and not told yet. */
  rest(): Fold[] {
    const all = [this.#open, ...this.#late.flatMap((late) => late ?? [])];
    return all.flatMap((sessions) => [...sessions].flatMap(([session, kinds]) => foldsOf(session, kinds)));
  }

  #kindsOf(session: number): Kinds {
    const ended = this.#ended[session] ?? 0;
    if (ended !== 0) return this.#lateKindsOf(session, ended - 1);
    let kinds = this.#open.get(session);
    if (kinds === undefined) this.#open.set(session, (kinds = []));
    return kinds;
  }

  #lateKindsOf(session: number, shard: number): Kinds {
    const late = (this.#late[shard] ??= new Map<number, Kinds>());
    const kinds = late.get(session) ?? [];
    late.delete(session);
    late.set(session, kinds);
    if (late.size > MAX_LATE_SESSIONS_PER_SHARD) this.#forgetOldest(late);
    return kinds;
  }

  #forgetOldest(late: Map<number, Kinds>): void {
    for (const [session, kinds] of late) {
      late.delete(session);
      const folds = foldsOf(session, kinds);
      if (folds.length > 0) this.#onFolds(session, folds);
      return;
    }
  }

  #markEnded(session: number, shard: number): void {
    if (session >= this.#ended.length) {
      const grown = new Uint8Array(Math.max(FIRST_SESSIONS, 2 * session));
      grown.set(this.#ended);
      this.#ended = grown;
    }
    this.#ended[session] = shard + 1;
  }
}

function foldsOf(session: number, kinds: Kinds): Fold[] {
  return kinds.filter(({ count }) => count > MAX_FINDINGS_PER_ID).map((kind) => ({ session, ...kind }));
}

/** One order, whoever counted. */
export function inOrder(folds: readonly Fold[]): Fold[] {
  const key = ({ id, severity }: Fold): string => `${id} ${severity}`;
  return [...folds].sort((a, b) => a.session - b.session || (key(a) < key(b) ? -1 : 1));
}

export function foldNotice({ session, id, severity, count, firstFrame, lastFrame }: Fold): Notice {
  const shown = MAX_FINDINGS_PER_ID;
  const folded = count - shown;
  const frames = {
    firstFrame: frameOf(firstFrame),
    lastFrame: frameOf(lastFrame),
    ...(captureOf(firstFrame) === captureOf(lastFrame) ? {} : { lastCapture: captureOf(lastFrame) }),
  };
  return {
    code: 'findings-folded',
    frame: firstFrame,
    session,
    message: `${countText(folded, `more ${severity}`)} of ${id} ${folded === 1 ? 'is' : 'are'} counted and not shown, ${count} in all`,
    details: { id, severity, shown, count, folded, ...frames },
  };
}
