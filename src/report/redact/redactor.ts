/**
 * Pieces of captured text as a redacted report shows them. `content` replaces what people wrote by `[redacted:N]`, N the
 * length in bytes; `accounts` replaces accounts and names by pseudonyms. What nobody can classify is replaced in
 * either case.
 */
import { KnownNames, Pseudonyms } from './pseudonyms.ts';

/** What is to be redacted. */
export interface Redaction {
  readonly content: boolean;
  readonly accounts: boolean;
}

/** What a word, a field or an element holds. */
export type Kind =
  /** Part of the structure. */
  | 'keep'
  | 'account'
  | 'name'
  /** Written by a person. */
  | 'text'
  /** An MSNObject, or something unknown. */
  | 'object'
  /** Not shown, whatever is asked for. */
  | 'unknown';

const MARKED = /^\[(?:masked|redacted):\d+\]$/;
/** Longer ones may be telephone numbers. */
const SMALL_NUMBER = /^-?\d{1,6}$/;
/** Words of the protocol that stand in lines of any shape. */
const KEYWORDS =
  /^(?:NLN|BSY|IDL|BRB|AWY|PHN|LUN|HDN|FLN|FL|AL|BL|RL|PL|OK|SB|NS|CKI|TWN|MD5|SSO|SHA|CTP|CVR0|MSNP\d{1,2}|U|N|A|D|I|S)$/;
/** The account of the official product in answers to challenges; nobody's. */
const PRODUCT = 'msmsgs@msnmsgr.com';
/** Words as far as accounts go: none of these characters stands in one. */
const TOKENS = /[^\s<>"'`();,:=&?\\/\0[\]{}|]+/g;
const AT = /@|%(?:25)*40/i;
const STRUCTURE = /^[\x20-\x7e]{0,128}$/;
const DIGIT = /^\d?$/;
/** In front of an account its network, behind it its endpoint. */
const ADDRESS = /^(\d{1,3}:)?([^;]*)(;.*)?$/s;
export const REDACTED_DOMAIN = 'redacted.example';

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** `[redacted:N]`; what is replaced already stays. */
export function marker(text: string | Buffer): string {
  if (typeof text === 'string' && MARKED.test(text)) return text;
  const length = Buffer.byteLength(text);
  return length === 0 ? '' : `[redacted:${length}]`;
}

export class Redactor {
  readonly redaction: Redaction;
  readonly #accounts: Pseudonyms;
  readonly #names: Pseudonyms;
  readonly #known = new KnownNames();

  /** `onLimit` hears that pseudonyms are used up, each time. */
  constructor(redaction: Redaction, onLimit: () => void) {
    this.redaction = redaction;
    this.#accounts = new Pseudonyms(onLimit);
    this.#names = new Pseudonyms(onLimit);
  }

  /** A text by its kind. */
  piece(kind: Kind, text: string): string {
    if (text === '' || MARKED.test(text)) return text;
    switch (kind) {
      case 'keep':
        return STRUCTURE.test(text) ? this.scrub(text) : marker(text);
      case 'account':
        return this.address(text);
      case 'name':
        return this.name(text);
      case 'text':
        return this.text(text);
      default:
        return this.#unknown(text);
    }
  }

  #unknown(text: string): string {
    if (SMALL_NUMBER.test(text) || KEYWORDS.test(text)) return text;
    const isAddress = this.redaction.accounts && AT.test(text) && !/\s/.test(text) && !text.includes('<');
    return isAddress && !this.redaction.content ? this.address(text) : marker(text);
  }

  /** An account, with the number of its network and its endpoint where they stand there. */
  address(text: string): string {
    if (!this.redaction.accounts) return text;
    const [, network = '', account = '', endpoint = ''] = ADDRESS.exec(text) ?? [];
    return network + this.account(account) + this.scrub(endpoint);
  }

  account(account: string): string {
    if (!this.redaction.accounts || account === '') return account;
    const key = decoded(account).trim().toLowerCase();
    if (key === PRODUCT || key.endsWith(`@${REDACTED_DOMAIN}`)) return account;
    // Messages of the server itself have no account; one digit says nothing.
    if (key === 'hotmail' || DIGIT.test(key)) return account;
    return `user${this.#accounts.numberOf(key)}@${REDACTED_DOMAIN}`;
  }

  /** A name, percent-encoded or not. An account in its place is one. */
  name(text: string): string {
    if (!this.redaction.accounts) return text;
    const name = decoded(text).trim();
    if (name === '' || DIGIT.test(name) || name === 'Hotmail') return text;
    if (AT.test(name) && !/\s/.test(name)) return this.address(name);
    this.#known.add(name);
    return `name${this.#names.numberOf(name)}`;
  }

  /** What a person wrote. */
  text(text: string): string {
    return this.redaction.content ? marker(text) : this.scrub(text);
  }

  /** Without accounts and known names, if those are to be redacted. */
  scrub(text: string): string {
    if (!this.redaction.accounts || text === '') return text;
    const named = this.#known.replaceIn(text, (name) => this.name(name));
    if (!AT.test(named)) return named;
    return named.replaceAll(TOKENS, (token) => {
      const at = token.search(/[.!*_~-]+$/);
      const account = at > 0 ? token.slice(0, at) : token;
      return AT.test(account) ? this.account(account) + token.slice(account.length) : token;
    });
  }
}
