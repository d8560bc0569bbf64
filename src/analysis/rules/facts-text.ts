/** Facts and texts that rules of several families share. */
import { MAX_QUOTED_CHARACTERS } from '../../base/limits.ts';
import type { Details } from '../../base/notice.ts';
import { type Command, TRID_NONE } from '../../msnp/command.ts';
import { maskedVerb, maskedWords } from '../../msnp/secrets.ts';
import { CLIENT } from '../../tcp/handler.ts';

/** Captured text as a finding quotes it: of bounded length. */
export function quoted(text: string): string {
  return text.length <= MAX_QUOTED_CHARACTERS ? text : `${text.slice(0, MAX_QUOTED_CHARACTERS)}...`;
}

/** Side and code of a line, secrets masked. */
export function lineFacts(command: Command): { from: string; verb: string } {
  return { from: command.from === CLIENT ? 'client' : 'server', verb: quoted(maskedVerb(command)) };
}

/** Code and TrID as sent, secrets masked. */
export function tridFacts(command: Command): { verb: string; trid: string } {
  const hasWord = command.hasTridWord || command.tridKind === TRID_NONE;
  return { verb: command.verb, trid: hasWord ? quoted(maskedWords(command)[1] ?? '') : '' };
}

/** A fact as text. */
export function text(details: Details, key: string): string {
  const value = details[key];
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}

/** `CHG 5`. */
export function named(details: Details): string {
  const trid = text(details, 'trid');
  return trid === '' || trid === '-1' ? text(details, 'verb') : `${text(details, 'verb')} ${trid}`;
}

const MILLIS_PER_SECOND = 1000;

/** `12.3 s`, below a second `340 ms`, below ten milliseconds `0.6 ms`: of a fact in milliseconds. */
export function waited(details: Details, key: string): string {
  const millis = Number(details[key]);
  if (millis >= MILLIS_PER_SECOND) return `${(millis / MILLIS_PER_SECOND).toFixed(1)} s`;
  return `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
}
