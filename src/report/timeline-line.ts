/** A line of the protocol as a row of the timeline shows it: code and TrID in columns of their own, an error by its name. */
import type { CommandInfo } from '../analysis/sink.ts';
import { LINE, type Command } from '../msnp/command.ts';
import { CLIENT } from '../tcp/handler.ts';
import { errorOf } from './error-record.ts';

/** Columns of the code and a TrID of three digits; longer ones push the rest to the right. */
const HEAD_WIDTH = 7;
/** Lines that are shown as they are: their blanks are what is wrong with them. */
const UNEVEN = LINE.tab | LINE.multipleBlanks | LINE.leadingBlank | LINE.codeMalformed | LINE.notMsnp;

export interface ShownLine {
  readonly text: string;
  /** Characters of the code, which is coloured. */
  readonly code: number;
  readonly way: 'client' | 'server' | 'unasked';
  /** The name of the error in `text`, '' when it is none. */
  readonly error: string;
}

/** `line` is the command's, masked and escaped. */
export function shownLine(line: string, command: Command, info: CommandInfo): ShownLine {
  const way = command.from === CLIENT ? 'client' : info.answers === 0 ? 'unasked' : 'server';
  const code = line.indexOf(' ');
  if ((command.flags & UNEVEN) !== 0) return { text: line, code: 0, way, error: '' };
  const end = command.hasTridWord && code >= 0 ? line.indexOf(' ', code + 1) : code;
  const error = errorText(command, info);
  const head = end < 0 ? line : line.slice(0, end);
  const rest = end < 0 ? '' : line.slice(end + 1);
  const behind = error === '' ? rest : rest === '' ? error : `${error}  ${rest}`;
  const text = behind === '' ? head : `${head.padEnd(HEAD_WIDTH)}  ${behind}`;
  return { text, code: code < 0 ? head.length : code, way, error };
}

/** `invalid-user (ADD)`: what the code of an error is called, and what failed. */
function errorText(command: Command, { answersVerb }: CommandInfo): string {
  const first = command.verb.charCodeAt(0);
  const isError = command.from !== CLIENT && first >= 0x30 && first <= 0x39;
  if (!isError) return '';
  const name = errorOf(command.verb).name ?? 'unknown-error';
  return answersVerb === '' ? name : `${name} (${answersVerb})`;
}
