/**
 * Rows of the timeline by session, or by conversation: the sessions of one switchboard, whoever was captured there, and
 * the other sessions of one client. They come out at the end, each group below its heading.
 */
import type { SessionView } from '../analysis/sink.ts';
import { MAX_GROUPED_SESSIONS } from '../base/limits.ts';
import type { Command } from '../msnp/command.ts';
import { addressText } from './address.ts';
import { RowBatches } from './row-batches.ts';
import { switchboardKey } from './switchboard-key.ts';

export const GROUPINGS = ['session', 'conversation'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Sessions and accounts that a heading names. */
const MAX_NAMED = 8;
/** Stands where the session's name will be; no row has it. */
const HOLE = '\x01';
/** Rows about no session, and, together, those of the sessions beyond the limit. */
const CAPTURE = 0;
const OTHERS = -1;

interface Grouped {
  role: SessionView['role'];
  version: string | null;
  account: string | null;
  ends: string;
  conversation: number;
  /** Of its switchboard; '' while it is not known. */
  switchboard: string;
  lastCommand: number;
}

/** What the rows need of the timeline. */
interface Writer {
  /** A session's column. */
  readonly name: (session: number, role: SessionView['role']) => string;
  /** Takes a heading as captured, for escaping, cutting and painting. */
  readonly heading: (text: string) => string;
  readonly emit: (text: string) => void;
}

export class GroupedRows {
  readonly #grouping: Grouping;
  readonly #writer: Writer;
  readonly #batches = new RowBatches();
  readonly #sessions = new Map<number, Grouped>();
  #leftOut = 0;
  /** A blank line stands between groups. */
  #hasGroups = false;

  constructor(grouping: Grouping, writer: Writer) {
    this.#grouping = grouping;
    this.#writer = writer;
  }

  /** A row of a command; `before` and `after` stand around the session's column. */
  add(command: Command, id: number, session: SessionView, before: string, after: string): void {
    const grouped = this.#of(session);
    if (grouped === undefined) {
      this.#batches.add(OTHERS, before + this.#writer.name(session.id, session.role) + after);
      return;
    }
    if (grouped.switchboard === '') grouped.switchboard = switchboardKey(command, session) ?? '';
    grouped.lastCommand = id;
    this.#batches.add(session.id, before + HOLE + after);
  }

  /** A row behind those of a session, 0 for none. */
  addText(session: number, text: string): void {
    const isOther = session !== CAPTURE && this.#isFull && !this.#sessions.has(session);
    this.#batches.add(isOther ? OTHERS : session, text);
  }

  /** What is known of a session at its end. */
  update(session: SessionView): void {
    if (this.#of(session) === undefined) this.#leftOut++;
  }

  /** Whether a row of the session that is added now stands below the command's: in its group there may be others. */
  isBelow(session: number, command: number): boolean {
    return this.#grouping === 'session' && this.#sessions.get(session)?.lastCommand === command;
  }

  /** Sessions beyond the limit. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Writes all groups, in order of their first sessions, and gives up the rows. */
  flush(): void {
    const groups = new Map<string, number[]>();
    for (const [id, session] of [...this.#sessions].sort(([one], [other]) => one - other)) {
      const key = this.#keyOf(id, session);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [id]);
      else group.push(id);
    }
    this.#write('Capture', [CAPTURE]);
    for (const ids of groups.values()) this.#write(this.#heading(ids), ids);
    const others = this.#batches.sessions().filter((id) => id !== CAPTURE && !this.#sessions.has(id));
    this.#write('Other sessions, in order of time', others);
    this.close();
  }

  close(): void {
    this.#batches.close();
  }

  get #isFull(): boolean {
    return this.#sessions.size >= MAX_GROUPED_SESSIONS;
  }

  #of(session: SessionView): Grouped | undefined {
    const { id, role, version, account, conversation, flow } = session;
    let grouped = this.#sessions.get(id);
    if (grouped === undefined) {
      if (this.#isFull) return undefined;
      grouped = { role, version, account, conversation, ends: '', switchboard: '', lastCommand: 0 };
      grouped.ends = `${endText(flow.client)} - ${endText(flow.server)}`;
      this.#sessions.set(id, grouped);
    }
    grouped.role = role;
    grouped.version = version;
    grouped.account = account;
    grouped.conversation = conversation;
    return grouped;
  }

  #keyOf(id: number, { switchboard, role, conversation }: Grouped): string {
    if (this.#grouping === 'session') return String(id);
    if (switchboard !== '') return `switchboard ${switchboard}`;
    return role === 'SB' ? `session ${id}` : `client ${conversation}`;
  }

  #heading(ids: readonly number[]): string {
    const sessions = ids.flatMap((id) => this.#sessions.get(id) ?? []);
    const [first] = sessions;
    if (first === undefined) return '';
    const shownIds = ids.slice(0, MAX_NAMED).join(', ');
    const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : '';
    const name = `${ids.length === 1 ? 'Session' : 'Sessions'} ${shownIds}${more}`;
    const versions = distinct(sessions.map(({ version }) => version));
    const accounts = distinct(sessions.map(({ account }) => account));
    const where = this.#grouping === 'session' ? first.ends : placeOf(first);
    return [name, where, versions, accounts].filter((part) => part !== '').join('  ');
  }

  #write(heading: string, ids: readonly number[]): void {
    const { emit, name } = this.#writer;
    let hasRows = false;
    const names = new Map(ids.map((id) => [id, name(id, this.#sessions.get(id)?.role ?? 'unknown')]));
    for (const { session, text } of this.#batches.rowsOf(ids)) {
      if (!hasRows) emit(`${this.#hasGroups ? '\n' : ''}${this.#writer.heading(heading)}\n`);
      hasRows = true;
      this.#hasGroups = true;
      emit(text.replace(HOLE, names.get(session) ?? ''));
    }
  }
}

const endText = (end: SessionView['flow']['client']): string => `${addressText(end)} ${end.port}`;

/** Of a switchboard its server. */
const placeOf = ({ role, ends }: Grouped): string =>
  role === 'SB' ? `switchboard ${ends.slice(ends.indexOf(' - ') + 3)}` : '';

function distinct(words: readonly (string | null)[]): string {
  const known = [...new Set(words)].filter((word) => word !== null);
  const more = known.length > MAX_NAMED ? `, ${known.length - MAX_NAMED} more` : '';
  return known.slice(0, MAX_NAMED).join(', ') + more;
}
