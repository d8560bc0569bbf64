/** The lanes of a ladder: clients, servers and the people who are only heard of, for the sessions in view. */
import type { PageSession } from '../page-data.ts';

export interface Lane {
  readonly key: string;
  readonly title: string;
  readonly subtitle: string;
  readonly type: 'client' | 'server' | 'person';
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly clientOf: ReadonlyMap<number, number>;
  readonly serverOf: ReadonlyMap<number, number>;
  /** By account in small letters. */
  readonly personOf: ReadonlyMap<string, number>;
}

/** Conversation in which the client of an account (small letters) was captured. */
export type Elsewhere = ReadonlyMap<string, number>;

/** More lanes than this do not fit on a screen; then servers of one role, and then clients, share one. */
export const MAX_LANES = 7;

const ROLE_ORDER: readonly PageSession['role'][] = ['DS', 'NS', 'SB', 'unknown'];
const ROLE_NAMES: Readonly<Record<PageSession['role'], string>> = {
  DS: 'dispatch',
  NS: 'notification',
  SB: 'switchboard',
  unknown: 'server',
};

/** How much is put together. */
interface Merging {
  readonly roles: boolean;
  readonly clients: boolean;
  readonly persons: boolean;
}

const STEPS: readonly Merging[] = [
  { roles: false, clients: false, persons: false },
  { roles: true, clients: false, persons: false },
  { roles: true, clients: false, persons: true },
  { roles: true, clients: true, persons: true },
];

const USUAL_PORT = 1863;

const end = ({ address, port }: PageSession['server']): string => `${address} ${port}`;

function clientLane(session: PageSession, isMerged: boolean): Lane {
  if (isMerged) return { key: 'client', title: 'clients', subtitle: '', type: 'client' };
  const { address } = session.client;
  const key = session.account?.toLowerCase() ?? address;
  return { key: `client ${key}`, title: session.account ?? address, subtitle: address, type: 'client' };
}

function serverLane(session: PageSession, isMerged: boolean): Lane {
  const { role } = session;
  const title = role === 'unknown' ? 'server' : role;
  if (isMerged) return { key: role, title, subtitle: ROLE_NAMES[role], type: 'server' };
  const { address, port } = session.server;
  const subtitle = port === USUAL_PORT ? address : end(session.server);
  return { key: `${role} ${end(session.server)}`, title, subtitle, type: 'server' };
}

function build(sessions: readonly PageSession[], elsewhere: Elsewhere, merging: Merging): Lanes {
  const clients = new Map<string, Lane>();
  const servers = new Map<string, Lane & { rank: number }>();
  for (const session of sessions) {
    const client = clientLane(session, merging.clients);
    const server = serverLane(session, merging.roles);
    if (!clients.has(client.key)) clients.set(client.key, client);
    const rank = ROLE_ORDER.indexOf(session.role);
    if (!servers.has(server.key)) servers.set(server.key, { ...server, rank });
  }
  const own = new Set(sessions.map(({ account }) => account?.toLowerCase()));
  const persons = new Map<string, Lane>();
  if (!merging.persons) {
    for (const { account } of sessions.flatMap(({ participants }) => participants)) {
      const key = account.toLowerCase();
      if (own.has(key) || persons.has(key)) continue;
      const conversation = elsewhere.get(key);
      const subtitle = conversation === undefined ? 'not captured' : `in conv. ${conversation}`;
      persons.set(key, { key: `person ${key}`, title: account, subtitle, type: 'person' });
    }
  }
  const [first, ...others] = clients.values();
  const ordered = [...servers.values()].sort((a, b) => a.rank - b.rank);
  const lanes = [...(first === undefined ? [] : [first]), ...ordered, ...others, ...persons.values()];
  const place = new Map(lanes.map(({ key }, i) => [key, i]));
  const placeOf = (lane: Lane): number => place.get(lane.key) ?? 0;
  return {
    lanes,
    clientOf: new Map(sessions.map((one) => [one.id, placeOf(clientLane(one, merging.clients))])),
    serverOf: new Map(sessions.map((one) => [one.id, placeOf(serverLane(one, merging.roles))])),
    personOf: new Map([...persons].map(([key, lane]) => [key, placeOf(lane)])),
  };
}

/** At most `MAX_LANES`, unless there are more roles than that. */
export function lanesOf(sessions: readonly PageSession[], elsewhere: Elsewhere = new Map()): Lanes {
  let lanes: Lanes | undefined;
  for (const merging of STEPS) {
    lanes = build(sessions, elsewhere, merging);
    if (lanes.lanes.length <= MAX_LANES) return lanes;
  }
  return lanes ?? build(sessions, elsewhere, { roles: true, clients: true, persons: true });
}
