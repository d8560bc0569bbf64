/** Runs the program on a capture of the lab and reads its documents back. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { SessionKey } from './expectation.ts';

/** Sessions, chats and contacts as the program tells them: the fields that the tests look at. */
export interface SessionRecord {
  readonly id: number;
  readonly transport: 'tcp' | 'http';
  readonly client: { readonly port: number };
  readonly role: string;
  readonly account: string | null;
  readonly version: string | null;
  readonly invitedBy: number | null;
  readonly conversation: number;
  readonly participants: readonly {
    readonly account: string;
    readonly joined: string | null;
    readonly left: string | null;
  }[];
}

export interface ChatEvent {
  readonly type: string;
  readonly session: number;
  readonly alsoIn: readonly { readonly session: number }[];
  readonly from: string | null;
  readonly text?: string;
  /** Of a datacast and of an offer. */
  readonly what?: string;
  /** Name of an offered file. */
  readonly title?: string | null;
}

export interface Conversation {
  readonly sessions: readonly number[];
  readonly events: readonly ChatEvent[];
}

export interface AccountRecord {
  readonly account: string | null;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly contacts: readonly {
    readonly account: string;
    readonly lists: readonly string[];
    /** Ids. */
    readonly groups: readonly string[];
  }[];
}

const PROGRAM = resolve(import.meta.dirname, '../../bin/msnscan.js');
const OUTPUT_BYTES = 256 * 1024 * 1024;

/** The captures of the lab; undefined when there are none on this machine. */
export function labFolder(): string | undefined {
  const folder = process.env['MSNSCAN_CAPTURES'];
  return folder === undefined ? undefined : join(folder, 'lab');
}

function msnscan(args: readonly string[]): string {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', maxBuffer: OUTPUT_BYTES });
  if (run.status !== 0) throw new Error(`msnscan ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

export function sessionsOf(file: string): SessionRecord[] {
  const records = msnscan([file, '--ndjson', '--no-payload', '--quiet'])
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('{"type":"session"'))
    .map((line) => JSON.parse(line) as SessionRecord);
  return records.sort((a, b) => a.id - b.id);
}

export function conversationsOf(file: string): readonly Conversation[] {
  const document = JSON.parse(msnscan(['chat', '--json', '--quiet', file])) as {
    conversations: Conversation[];
  };
  return document.conversations;
}

export function accountsOf(file: string): readonly AccountRecord[] {
  const document = JSON.parse(msnscan(['contacts', '--json', '--quiet', file])) as {
    accounts: AccountRecord[];
  };
  return document.accounts;
}

/** The keys of sessions, by id: client ports, and for gateway sessions their number. */
export function keysOf(sessions: readonly SessionRecord[]): ReadonlyMap<number, SessionKey> {
  const gateway = sessions.filter(({ transport }) => transport === 'http').map(({ id }) => id);
  return new Map(
    sessions.map(({ id, transport, client }) => [
      id,
      transport === 'tcp' ? client.port : (`gw${gateway.indexOf(id) + 1}` as const),
    ]),
  );
}
