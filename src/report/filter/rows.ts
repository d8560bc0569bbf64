/**
 * The filters: one row each. A row judges sessions, commands or findings; what it has no word on, it lets pass.
 * `open` is said of what is not known yet: who has signed in, which role a session has.
 */
import type { Finding } from '../../analysis/finding.ts';
import type { CommandInfo, SessionView } from '../../analysis/sink.ts';
import { MAX_UNSIGNED_COMMANDS } from '../../base/limits.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import { words } from '../../msnp/words.ts';
import type { Ends, Endpoint, Flow } from '../../tcp/flow.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { addressText, communityId } from '../address.ts';
import { KnownCommands } from './known-commands.ts';
import type { NumberRange, Selection, TimeBound } from './selection.ts';

export type Verdict = 'yes' | 'no' | 'open';

export interface Filter {
  session?(session: SessionView): Verdict;
  command?(command: Command, info: CommandInfo): Verdict;
  /** Of findings about no command, unless `always` is set. */
  finding?(finding: Finding): boolean;
  /** Nothing more comes of a session. */
  endSession?(session: number): void;
  /** `finding` judges those about commands too. */
  readonly always?: true;
}

/** When the capture began, for times since then. */
export interface Beginning {
  readonly clock: Clock;
  readonly firstTime: number;
}

const yes = (does: boolean): Verdict => (does ? 'yes' : 'no');
const within = (ranges: readonly NumberRange[], value: number): boolean =>
  ranges.some(([from, to]) => value >= from && value <= to);

/** Whether nobody can say yet who has signed in. */
function isYoung(session: SessionView): boolean {
  const [client, server] = session.commands;
  return session.account === null && session.endReason === null && client + server <= MAX_UNSIGNED_COMMANDS;
}

/** Accounts stand in lines as words, alone or with a place behind them: `a@example.com;{...}`. */
function namesOneOf(command: Command, accounts: ReadonlySet<string>): boolean {
  return words(command).some((word) => accounts.has((word.split(';', 1)[0] ?? '').toLowerCase()));
}

function accountFilter(list: readonly string[]): Filter {
  const accounts = new Set(list.map((account) => account.toLowerCase()));
  const named = new KnownCommands();
  const isIn = (account: string | null): boolean => account !== null && accounts.has(account.toLowerCase());
  const session = (one: SessionView): Verdict => {
    if (isIn(one.account) || one.participants.some(({ account }) => isIn(account))) return 'yes';
    return isYoung(one) ? 'open' : 'no';
  };
  return {
    session,
    command: (command, info) => {
      const { id } = info.session;
      const isNamed = namesOneOf(command, accounts);
      // What answers a line that names somebody is about him too.
      if (isNamed && command.from === CLIENT) named.add(id, info.id);
      if (isNamed || (info.answers !== 0 && named.has(id, info.answers))) return 'yes';
      return session(info.session);
    },
    endSession: (id) => {
      named.endSession(id);
    },
  };
}

/** One form for each address; what is no address stays as it is. */
function canonicalAddress(text: string): string {
  if (!text.includes(':')) return text;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return text;
  }
}

/** Judges a flow once, and again when another connection carries it. */
function flowsWhere(passes: (connection: Ends) => boolean): Filter {
  const judged = new WeakMap<Flow, { readonly carriers: number; readonly verdict: Verdict }>();
  return {
    session: ({ flow }) => {
      const known = judged.get(flow);
      if (known?.carriers === flow.carriers.length) return known.verdict;
      const verdict = yes(passes(flow) || flow.carriers.some(passes));
      judged.set(flow, { carriers: flow.carriers.length, verdict });
      return verdict;
    },
  };
}

function hostFilter(list: readonly string[]): Filter {
  const hosts = new Set(list.map(canonicalAddress));
  const isHost = (end: Endpoint): boolean => hosts.has(canonicalAddress(addressText(end)));
  return flowsWhere(({ client, server }) => isHost(client) || isHost(server));
}

function flowFilter(list: readonly string[]): Filter {
  const flows = new Set(list);
  const end = (one: Endpoint): string => {
    const address = addressText(one);
    return one.ipVersion === 6 ? `[${address}]:${one.port}` : `${address}:${one.port}`;
  };
  return flowsWhere(
    ({ client, server }) =>
      flows.has(communityId(client, server)) ||
      flows.has(`${end(client)}-${end(server)}`) ||
      flows.has(`${end(server)}-${end(client)}`),
  );
}

function timeFilter(bound: TimeBound, { clock, firstTime }: Beginning, isSince: boolean): Filter {
  const at =
    bound.kind === 'relative' ? bound.millis : (bound.seconds - clock.baseSeconds) * 1e9 + bound.nanos;
  const passes = (time: number): boolean => {
    const value = bound.kind === 'relative' ? Math.round((time - firstTime) / 1e6) : time;
    return isSince ? value >= at : value <= at;
  };
  return {
    command: (command) => yes(passes(command.lastTime)),
    finding: (finding) => passes(finding.time),
  };
}

type Maker<T> = (value: NonNullable<T>, beginning: Beginning) => Filter;
type Makers = { readonly [K in Exclude<keyof Selection, 'context'>]-?: Maker<Selection[K]> };

/** The table. */
const FILTERS: Makers = {
  account: accountFilter,
  host: hostFilter,
  flow: flowFilter,
  session: (ranges) => ({ session: ({ id }) => yes(within(ranges, id)) }),
  role: (roles) => ({
    session: ({ role, roleSettled, endReason }) =>
      roleSettled || endReason !== null ? yes(roles.includes(role)) : 'open',
  }),
  command: (verbs) => {
    const wanted = new Set(verbs.map((verb) => verb.toUpperCase()));
    return {
      command: ({ verb }, { answersVerb }) =>
        yes(wanted.has(verb.toUpperCase()) || wanted.has(answersVerb.toUpperCase())),
      finding: () => false,
    };
  },
  trid: (ranges) => ({ command: ({ trid }) => yes(within(ranges, trid)), finding: () => false }),
  since: (bound, beginning) => timeFilter(bound, beginning, true),
  until: (bound, beginning) => timeFilter(bound, beginning, false),
  severity: (severities) => ({ finding: ({ severity }) => severities.includes(severity), always: true }),
  finding: (ids) => ({ finding: ({ id }) => ids.includes(id), always: true }),
};

/** The filters of a selection, once it is known when the capture begins. */
export function makeFilters(selection: Selection, beginning: Beginning): readonly Filter[] {
  return (Object.keys(FILTERS) as (keyof Makers)[]).flatMap((name) => {
    const value = selection[name];
    if (value === undefined) return [];
    return [(FILTERS[name] as Maker<typeof value>)(value, beginning)];
  });
}

/** No when one filter says no, open when one is; a filter that says nothing lets pass. */
export function joined(filters: readonly Filter[], judge: (filter: Filter) => Verdict | undefined): Verdict {
  let verdict: Verdict = 'yes';
  for (const filter of filters) {
    const one = judge(filter);
    if (one === 'no') return 'no';
    if (one === 'open') verdict = 'open';
  }
  return verdict;
}

/** All that can be said of a session of which nothing was heard yet. */
export function isChosenNumber({ session }: Selection, id: number): boolean {
  return session === undefined || within(session, id);
}
