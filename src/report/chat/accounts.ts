/** Accounts and names as words of a line have them. */
import { decodeName } from '../../analysis/session-view.ts';
import { keptText } from '../../base/kept-text.ts';
import { MAX_ID_CHARACTERS, MAX_NAME_CHARACTERS } from '../../base/limits.ts';
import { withoutEndpoint } from '../../msnp/endpoint.ts';

/** Accounts are compared without case. */
export const keyOf = (account: string): string => account.toLowerCase();

export function sameAccount(one: string, other: string): boolean {
  return one === other || keyOf(one) === keyOf(other);
}

/** `account;{guid}` apart; the guid in small letters, '' when there is none. */
export function splitAccount(word: string): readonly [account: string, endpoint: string] {
  const at = word.indexOf(';');
  return at < 0
    ? [word, '']
    : [word.slice(0, at), keptText(word.slice(at + 1), MAX_ID_CHARACTERS).toLowerCase()];
}

/** The account of `account`, `account;{guid}`, `1:account` and `1:account;epid={guid}`. */
export function bareAccount(word: string): string {
  return keptText(withoutEndpoint(word.replace(/^\d{1,2}:/, '')), MAX_NAME_CHARACTERS);
}

/** A friendly name as people read it; one that is not well encoded stays as it is. Null for none. */
export function readName(word: string | undefined): string | null {
  if (word === undefined || word === '') return null;
  return keptText(decodeName(word), MAX_NAME_CHARACTERS);
}
