/** Books as records of the document. */
import { captureOf, frameOf } from '../../base/frame-id.ts';
import { isoTime, type Clock } from '../../base/time.ts';
import { listsOf, type Book, type Change, type Contact } from './book.ts';
import type { Presence } from './presence.ts';
import type { AccountRecord, ChangeRecord, ContactRecord } from './schema.ts';

function statesOf(presence: Presence, clock: Clock): ContactRecord['states'] {
  return [...presence.stretches()].map(({ state, from, to }) => ({
    state,
    from: isoTime(clock, from),
    to: to === null ? null : isoTime(clock, to),
  }));
}

export function contactRecord(contact: Contact, clock: Clock): ContactRecord {
  const { account, network, id, name, capabilities, message, media, picture } = contact;
  return {
    account,
    network,
    id,
    name,
    lists: listsOf(contact.lists),
    groups: [...contact.groups],
    phones: Object.fromEntries(contact.phones),
    capabilities,
    message,
    media,
    picture,
    states: statesOf(contact.presence, clock),
  };
}

export function changeRecord(change: Change, clock: Clock, several: boolean): ChangeRecord {
  const capture = several ? { capture: captureOf(change.frame) } : {};
  return { ...change, time: isoTime(clock, change.time), frame: frameOf(change.frame), ...capture };
}

/** An account without its contacts and changes, which may be many. */
export function accountHead(
  book: Book,
  clock: Clock,
): Omit<AccountRecord, 'contacts' | 'changes' | 'missing'> {
  const { account, name, privacy, prompt, message } = book;
  return {
    account,
    name,
    sessions: [...book.sessions],
    versions: [...book.versions].sort(),
    settings: { privacy, prompt },
    message,
    phones: Object.fromEntries(book.phones),
    states: statesOf(book.presence, clock),
    groups: [...book.groups].map(([id, groupName]) => ({ id, name: groupName })),
  };
}
