/** Who was there when: presence as the server told it, and stays in switchboards. */
import type { Model } from './model.ts';

export interface Stay {
  /** Seconds since the first frame. */
  readonly from: number;
  readonly to: number;
  /** `NLN`, `AWY` ..., or `in session 4`. */
  readonly state: string;
  readonly session: number;
}

export interface Person {
  readonly account: string;
  readonly presence: readonly Stay[];
  readonly rooms: readonly Stay[];
}

interface Draft {
  readonly account: string;
  readonly presence: Stay[];
  readonly rooms: Stay[];
}

/** Everybody in alphabetical order. */
export function staysOf(model: Model): readonly Person[] {
  const people = new Map<string, Draft>();
  const draft = (account: string): Draft => {
    const key = account.toLowerCase();
    let found = people.get(key);
    if (found === undefined) people.set(key, (found = { account, presence: [], rooms: [] }));
    return found;
  };
  readPresence(model, draft);
  readRooms(model, draft);
  return [...people.values()].sort((a, b) => (a.account.toLowerCase() < b.account.toLowerCase() ? -1 : 1));
}

/** A state holds until the next one of the same session, or until that session ends. */
function readPresence(model: Model, draft: (account: string) => Draft): void {
  const open = new Map<string, { account: string; from: number; state: string; session: number }>();
  const close = (key: string, to: number): void => {
    const found = open.get(key);
    open.delete(key);
    if (found === undefined || found.state === 'FLN') return;
    draft(found.account).presence.push({
      from: found.from,
      to,
      state: found.state,
      session: found.session,
    });
  };
  for (const [ticks, session, told, state] of model.presence) {
    const account = told ?? model.sessionOf(session)?.account ?? null;
    if (account === null) continue;
    const key = `${session} ${account.toLowerCase()}`;
    if (open.get(key)?.state === state) continue;
    const from = model.seconds(ticks);
    close(key, from);
    open.set(key, { account, from, state, session });
  }
  for (const [key, { session }] of open) {
    const end = model.sessionOf(session)?.to;
    close(key, model.seconds(end ?? model.meta.start));
  }
}

function readRooms(model: Model, draft: (account: string) => Draft): void {
  for (const session of model.sessions) {
    if (session.role !== 'SB') continue;
    const start = model.seconds(session.from);
    const end = model.seconds(session.to);
    const state = `session ${session.id}`;
    if (session.account !== null) {
      draft(session.account).rooms.push({ from: start, to: end, state, session: session.id });
    }
    for (const { account, joined, left } of session.participants) {
      const from = joined === null ? start : model.seconds(model.ticksOf(joined));
      const to = left === null ? end : model.seconds(model.ticksOf(left));
      draft(account).rooms.push({ from, to, state, session: session.id });
    }
  }
}
