/** The report as the page holds it: columns of all commands in memory, details read when they are shown. */
import { isoTime, type Clock } from '../../../base/time.ts';
import {
  BIT,
  type Kind,
  type PageCommands,
  type PageDetails,
  type PageFinding,
  type PageMeta,
  type PageNotice,
  type PagePresence,
  type PageRow,
  type PageSession,
  type PageState,
} from '../page-data.ts';

/** What the page's file holds, block by block; tests build it without a document. */
export interface Blocks {
  readonly meta: PageMeta;
  readonly sessions: readonly PageSession[];
  readonly findings: readonly PageFinding[];
  readonly notices: readonly PageNotice[];
  readonly states: readonly PageState[];
  readonly presence: readonly PagePresence[];
  readonly commands: readonly PageCommands[];
  /** First command and JSON of each block of details, in order. */
  readonly details: readonly { readonly first: number; readonly json: () => string }[];
}

/** A line of the ladder that is no command: a hole, another notice, or a finding about no command. */
export type Extra =
  | { readonly at: number; readonly type: 'notice'; readonly notice: PageNotice }
  | { readonly at: number; readonly type: 'finding'; readonly finding: PageFinding };

/** Details that stay parsed; a search reads all of them once. */
const KEPT_DETAILS = 16;
const SEVERITIES = ['error', 'warning', 'note'] as const;
const NO_FINDINGS: readonly PageFinding[] = [];
const NO_REPLIES: readonly number[] = [];

/** Lower is worse. */
export const rankOf = (severity: PageFinding['severity']): number => SEVERITIES.indexOf(severity);

export class Model {
  readonly meta: PageMeta;
  readonly sessions: readonly PageSession[];
  readonly findings: readonly PageFinding[];
  readonly notices: readonly PageNotice[];
  readonly presence: readonly PagePresence[];
  readonly count: number;
  readonly session: Uint32Array;
  readonly id: Uint32Array;
  readonly bits: Uint8Array;
  readonly time: Float64Array;
  readonly frame: Float64Array;
  readonly frames: Float64Array;
  readonly capture: Uint32Array;
  readonly lastCapture: Uint32Array;
  readonly trid: Float64Array;
  readonly answers: Uint32Array;
  readonly latency: Float64Array;
  readonly length: Float64Array;
  readonly row: Int16Array;
  readonly verb: readonly string[];
  readonly line: readonly string[];
  readonly summary: readonly string[];
  /** Commands and extras in order: a command's number, or -1 minus that of an extra. */
  readonly items: Int32Array;
  readonly extras: readonly Extra[];
  readonly clock: Clock;
  /** The conversation in which the client of an account, in small letters, was captured first. */
  readonly conversations: ReadonlyMap<string, number>;
  readonly #blocks: Blocks['details'];
  readonly #parsed = new Map<number, readonly (PageDetails | 0)[]>();
  readonly #byId = new Map<number, Map<number, number>>();
  readonly #sessionById: ReadonlyMap<number, PageSession>;
  readonly #findingsOf = new Map<number, PageFinding[]>();
  readonly #replies = new Map<number, number[]>();
  readonly #states = new Map<number, PageState[2]>();

  constructor(blocks: Blocks) {
    this.meta = blocks.meta;
    this.clock = { baseSeconds: blocks.meta.baseSeconds, digits: blocks.meta.digits };
    this.sessions = [...blocks.sessions].sort((a, b) => a.id - b.id);
    this.#sessionById = new Map(this.sessions.map((session) => [session.id, session]));
    this.conversations = new Map(
      [...this.sessions]
        .reverse()
        .flatMap(({ account, conversation }) =>
          account === null ? [] : [[account.toLowerCase(), conversation] as const],
        ),
    );
    this.findings = blocks.findings;
    this.notices = blocks.notices;
    this.presence = blocks.presence;
    this.#blocks = blocks.details;
    const columns = <K extends keyof PageCommands>(name: K): PageCommands[K][] =>
      blocks.commands.map((block) => block[name]);
    this.session = Uint32Array.from(columns('session').flat());
    this.count = this.session.length;
    this.id = Uint32Array.from(columns('id').flat());
    this.bits = Uint8Array.from(columns('bits').flat());
    this.time = Float64Array.from(columns('time').flat());
    this.frame = Float64Array.from(columns('frame').flat());
    this.frames = Float64Array.from(columns('frames').flat());
    this.capture = Uint32Array.from(columns('capture').flat());
    this.lastCapture = Uint32Array.from(columns('lastCapture').flat());
    this.trid = Float64Array.from(columns('trid').flat());
    this.answers = Uint32Array.from(columns('answers').flat());
    this.latency = Float64Array.from(columns('latency').flat());
    this.length = Float64Array.from(columns('length').flat());
    this.row = Int16Array.from(columns('row').flat());
    this.verb = columns('verb').flat();
    this.line = columns('line').flat();
    this.summary = columns('summary').flat();
    this.#link(blocks.states);
    this.extras = this.#extras();
    this.items = this.#merge();
  }

  /** Undefined for one that the page leaves out. */
  sessionOf(id: number): PageSession | undefined {
    return this.#sessionById.get(id);
  }

  /** The command with this id of a session; undefined when it is not in the page. */
  find(session: number, id: number): number | undefined {
    return this.#byId.get(session)?.get(id);
  }

  findingsOf(command: number): readonly PageFinding[] {
    return this.#findingsOf.get(command) ?? NO_FINDINGS;
  }

  repliesOf(command: number): readonly number[] {
    return this.#replies.get(command) ?? NO_REPLIES;
  }

  /** The command that this one answers. */
  requestOf(command: number): number | undefined {
    const id = this.answers[command] ?? 0;
    return id === 0 ? undefined : this.find(this.session[command] ?? 0, id);
  }

  /** How the transaction of a request ended; undefined for a command that begins none. */
  stateOf(command: number): PageState[2] | undefined {
    return this.#states.get(command) ?? (this.#replies.has(command) ? 'answered' : undefined);
  }

  isServer(command: number): boolean {
    return ((this.bits[command] ?? 0) & BIT.server) !== 0;
  }

  rowOf(command: number): PageRow | undefined {
    return this.meta.rows[this.row[command] ?? -1];
  }

  kindOf(command: number): Kind {
    return this.rowOf(command)?.kind ?? 'unknown';
  }

  /** Verb and TrID. */
  nameOf(command: number): string {
    const trid = this.trid[command] ?? -1;
    return trid < 0 ? (this.verb[command] ?? '') : `${this.verb[command] ?? ''} ${trid}`;
  }

  details(command: number): PageDetails | undefined {
    const block = this.#blockOf(command);
    if (block < 0) return undefined;
    const found = this.parsedDetails(block)[command - (this.#blocks[block]?.first ?? 0)];
    return found === 0 ? undefined : found;
  }

  get detailBlocks(): number {
    return this.#blocks.length;
  }

  firstOf(block: number): number {
    return this.#blocks[block]?.first ?? this.count;
  }

  parsedDetails(block: number): readonly (PageDetails | 0)[] {
    const known = this.#parsed.get(block);
    if (known !== undefined) return known;
    const parsed = JSON.parse(this.#blocks[block]?.json() ?? '[]') as (PageDetails | 0)[];
    this.#parsed.set(block, parsed);
    for (const oldest of this.#parsed.keys()) {
      if (this.#parsed.size <= KEPT_DETAILS) break;
      this.#parsed.delete(oldest);
    }
    return parsed;
  }

  iso(ticks: number): string {
    return isoTime(this.clock, ticks * this.#unit);
  }

  /** Seconds since the first frame. */
  seconds(ticks: number): number {
    return ((ticks - this.meta.start) * this.#unit) / 1e9;
  }

  /** The other way round, from the ISO texts of records. */
  ticksOf(iso: string): number {
    const seconds = Date.parse(`${iso.slice(0, 19)}Z`) / 1000 - this.clock.baseSeconds;
    const fraction = Number(`0${/\.\d+/.exec(iso)?.[0] ?? ''}`);
    return (seconds + fraction) * (1e9 / this.#unit);
  }

  get #unit(): number {
    return this.clock.digits === 6 ? 1e3 : 1;
  }

  #blockOf(command: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.firstOf(middle) > command) high = middle - 1;
      else if (this.firstOf(middle + 1) <= command) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  #link(states: readonly PageState[]): void {
    for (let i = 0; i < this.count; i++) {
      const session = this.session[i] ?? 0;
      let ids = this.#byId.get(session);
      if (ids === undefined) this.#byId.set(session, (ids = new Map<number, number>()));
      ids.set(this.id[i] ?? 0, i);
    }
    for (let i = 0; i < this.count; i++) {
      const request = this.requestOf(i);
      if (request === undefined) continue;
      const replies = this.#replies.get(request);
      if (replies === undefined) this.#replies.set(request, [i]);
      else replies.push(i);
    }
    for (const [session, request, state] of states) {
      const at = this.find(session, request);
      if (at !== undefined) this.#states.set(at, state);
    }
    for (const finding of this.findings) {
      const at = this.commandOf(finding);
      if (at === undefined) continue;
      const known = this.#findingsOf.get(at);
      if (known === undefined) this.#findingsOf.set(at, [finding]);
      else known.push(finding);
    }
    for (const known of this.#findingsOf.values())
      known.sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
  }

  /** The command a finding is about, when the page has it. */
  commandOf({ session, command }: PageFinding): number | undefined {
    return session === null || command === null ? undefined : this.find(session, command);
  }

  #extras(): Extra[] {
    const notices = this.notices.map((notice): Extra => ({ at: notice.at, type: 'notice', notice }));
    const findings = this.findings
      .filter((finding) => this.commandOf(finding) === undefined)
      .map((finding): Extra => ({ at: finding.at, type: 'finding', finding }));
    return [...notices, ...findings].sort((a, b) => a.at - b.at);
  }

  #merge(): Int32Array {
    const items = new Int32Array(this.count + this.extras.length);
    let extra = 0;
    let length = 0;
    for (let i = 0; i <= this.count; i++) {
      while ((this.extras[extra]?.at ?? Infinity) <= i) items[length++] = -1 - extra++;
      if (i < this.count) items[length++] = i;
    }
    return items;
  }
}
