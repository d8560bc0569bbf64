/** Changes of presence that a command of the server tells of, read from its record: what that hides stays hidden. */
import { presenceWords } from '../contacts/presence-lines.ts';
import type { CommandRecord } from '../schema.ts';

/** Somebody's state; `account` is null for the session's own. */
interface Told {
  readonly account: string | null;
  readonly state: string;
}

type Reader = (record: CommandRecord, version: number) => Told | undefined;

const bare = (word: string): string => word.replace(/^\d{1,2}:/, '').replace(/;.*$/, '');

const online: Reader = ({ args }, version) => {
  const found = presenceWords(args, version);
  return found && { account: bare(found.word), state: found.state };
};

const offline: Reader = ({ args: [word] }) =>
  word === undefined ? undefined : { account: bare(word), state: 'FLN' };

const own: Reader = ({ args: [state] }) => (state === undefined ? undefined : { account: null, state });

/** Presence of MSNP21 is a document. */
const published: Reader = ({ decoded, args }) => {
  if (decoded?.kind !== 'blocks' || decoded.from === null || decoded.body?.kind !== 'xml') return undefined;
  const { fields } = decoded.body;
  const path = Object.keys(fields).find((key) => /^user\/s(\[\d+\])?\/Status$/.test(key));
  const isGone = args[0] === 'DEL' && Object.values(fields).includes('IM');
  const state = path === undefined ? (isGone ? 'FLN' : undefined) : fields[path];
  return state === undefined ? undefined : { account: bare(decoded.from), state };
};

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['ILN', online],
  ['NLN', online],
  ['FLN', offline],
  ['CHG', own],
  ['NFY', published],
]);

/** What the command tells; `version` as in session records. */
export function presenceOf(record: CommandRecord, version: string | null): Told | undefined {
  if (record.from !== 'server') return undefined;
  return READERS.get(record.verb)?.(record, Number(/^MSNP(\d+)$/.exec(version ?? '')?.[1] ?? 0));
}
