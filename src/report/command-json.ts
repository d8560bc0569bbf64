/**
 * Command and transaction records as JSON, straight from the decoder's bytes: the two kinds that a report has
 * millions of. Equal to JSON.stringify of the records in records.ts.
 */
import { isUtf8 } from 'node:buffer';
import { shardOf } from '../analysis/shard.ts';
import type { CommandInfo, SessionView, SettledTransaction, TransactionState } from '../analysis/sink.ts';
import { captureOf, frameOf } from '../base/frame-id.ts';
import { OUTPUT_BLOCK_BYTES } from '../base/limits.ts';
import type { Clock } from '../base/time.ts';
import { LINE, type Command } from '../msnp/command.ts';
import { maskedLine, maskedVerb } from '../msnp/secrets.ts';
import { CLIENT } from '../tcp/handler.ts';
import { contentTypeOf, shownPayload } from './content.ts';
import { Contents } from './decoded/contents.ts';
import { UsualContents } from './decoded/usual.ts';
import { errorOf } from './error-record.ts';
import {
  ascii,
  type Constant,
  putConstant,
  putNumber,
  putNumberOrNull,
  putPlainWords,
  putQuoted,
  TimeWriter,
  writeBytesText,
  writeConstant,
  writeNull,
  writeNumber,
  writeText,
} from './json-bytes.ts';
import type { Output } from './output.ts';

/** What of a command is shown. */
export interface Privacy {
  /** False replaces payload contents by null. */
  readonly payload: boolean;
  readonly showSecrets: boolean;
}

const TYPED_COMMAND = ascii('{"type":"command","id":');
const COMMAND = ascii('{"id":');
const SESSION = ascii(',"session":');
const FROM_CLIENT = ascii(',"from":"client","time":');
const FROM_SERVER = ascii(',"from":"server","time":');
const FRAMES = ascii(',"frames":[');
const CAPTURES = ascii('],"captures":[');
const COMMA = ascii(',');
const VERB = ascii('],"verb":');
const TRID = ascii(',"trid":');
const TRID_TEXT = ascii(',"tridText":');
const ARGS = ascii(',"args":[');
const NO_TRID_ARGS = ascii(',"tridText":null,"args":[');
const RAW = ascii('],"raw":');
const RAW_BASE64 = ascii(',"rawBase64":"');
const QUOTE = ascii('"');
const CRLF_PAYLOAD = ascii(',"newline":"crlf","payload":{"length":');
const LF_PAYLOAD = ascii(',"newline":"lf","payload":{"length":');
const CRLF_NO_PAYLOAD = ascii(',"newline":"crlf","payload":null');
const LF_NO_PAYLOAD = ascii(',"newline":"lf","payload":null');
const CAPTURED = ascii(',"captured":');
const CONTENT_TYPE = ascii(',"contentType":');
const TEXT = ascii(',"text":');
const NO_CONTENT = ascii(',"text":null,"base64":null}');
const NO_BASE64 = ascii(',"base64":null}');
const NO_TEXT_BASE64 = ascii(',"text":null,"base64":"');
const QUOTE_BRACE = ascii('"}');
const NO_DECODED = ascii(',"decoded":null');
const DECODED = ascii(',"decoded":');
const ANSWERS = ascii(',"answers":');
const LATENCY = ascii(',"latencyMs":');
const END = ascii('}');

const TYPED_TRANSACTION = ascii('{"type":"transaction","session":');
const TRANSACTION = ascii('{"session":');
const TX_VERB = ascii(',"verb":');
const REQUEST = ascii(',"request":');
const REPLIES = ascii(',"replies":[');
const STATES: Readonly<Record<TransactionState, Constant>> = {
  answered: ascii('],"state":"answered","latencyMs":'),
  error: ascii('],"state":"error","latencyMs":'),
  'no-reply-expected': ascii('],"state":"no-reply-expected","latencyMs":'),
  unanswered: ascii('],"state":"unanswered","latencyMs":'),
  unknown: ascii('],"state":"unknown","latencyMs":'),
};
const ERROR = ascii(',"error":');
const NO_ERROR = ascii(',"error":null}');

/** Bytes that a byte of the line can become: six in `raw`, six and its share of `\",\"` in `args`. */
const WORST_OF_LINE = 14;

const INCOMPLETE = LINE.payloadHoled | LINE.payloadTruncated;

/** Room for constants and numbers between two parts of any length. */
const HEAD_BYTES = 512;

const SPACE = 0x20;
const TAB = 0x09;
const SUSPECT = LINE.unknown | LINE.codeLowercase | LINE.codeMalformed | LINE.codeDigits | LINE.bareCr;
/** Lines that are not taken to be plain words with one blank between them. */
const UNUSUAL_LINE =
  SUSPECT |
  LINE.tab |
  LINE.multipleBlanks |
  LINE.trailingBlank |
  LINE.leadingBlank |
  LINE.controlByte |
  LINE.highByte;

/** Writes records into `output`; one for each output, made when the clock is known. */
export class RecordWriter {
  readonly #output: Output;
  readonly #privacy: Privacy;
  readonly #several: boolean;
  readonly #times: TimeWriter;
  /** By shard of the client. */
  readonly #contents: (Contents | undefined)[] = [];
  readonly #usual = new UsualContents();
  readonly #commandHead: Constant;
  readonly #transactionHead: Constant;

  /** `typed`: records begin with their `type`, as in NDJSON; `several`: there are several captures. */
  constructor(output: Output, clock: Clock, privacy: Privacy, typed: boolean, several: boolean) {
    this.#several = several;
    this.#output = output;
    this.#privacy = privacy;
    this.#times = new TimeWriter(clock);
    this.#commandHead = typed ? TYPED_COMMAND : COMMAND;
    this.#transactionHead = typed ? TYPED_TRANSACTION : TRANSACTION;
  }

  command(command: Command, info: CommandInfo): void {
    const output = this.#output;
    const { bytes, view } = output;
    let pos = this.#place(command, info);
    if (command.verb.length === 3 && (command.flags & SUSPECT) === 0) {
      pos = putCode(bytes, pos, command.verb);
    } else {
      output.length = pos;
      writeText(output, this.#privacy.showSecrets ? command.verb : maskedVerb(command));
      pos = output.reserve(HEAD_BYTES);
    }
    pos = putConstant(view, pos, TRID);
    output.length = putNumberOrNull(bytes, pos, command.trid, -1);
    this.#line(command);
    if (command.payloadLength >= 0) {
      this.#payload(command, info);
    } else {
      writeConstant(output, command.newline === 'crlf' ? CRLF_NO_PAYLOAD : LF_NO_PAYLOAD);
      writeConstant(output, NO_DECODED);
    }
    pos = output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, ANSWERS);
    pos = putNumberOrNull(bytes, pos, info.answers, 0);
    pos = putConstant(view, pos, LATENCY);
    pos = this.#times.putLatency(bytes, pos, info.latency);
    output.length = putConstant(view, pos, END);
  }

  transaction(transaction: SettledTransaction): void {
    const output = this.#output;
    const { bytes, view } = output;
    const { session, trid, verb, request, replies, state, latency, error } = transaction;
    let pos = output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, this.#transactionHead);
    pos = putNumber(bytes, pos, session);
    pos = putConstant(view, pos, TRID);
    pos = putNumberOrNull(bytes, pos, trid, -1);
    output.length = putConstant(view, pos, TX_VERB);
    writeText(output, verb);
    pos = output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, REQUEST);
    pos = putNumber(bytes, pos, request);
    output.length = putConstant(view, pos, REPLIES);
    for (let i = 0; i < replies.length; i++) {
      if (i > 0) writeConstant(output, COMMA);
      writeNumber(output, replies[i] ?? 0);
    }
    pos = output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, STATES[state]);
    pos = this.#times.putLatency(bytes, pos, latency);
    output.length = putConstant(view, pos, error === '' ? NO_ERROR : ERROR);
    if (error === '') return;
    output.text(JSON.stringify(errorOf(error)));
    writeConstant(output, END);
  }

  /** Puts everything before the verb. */
  #place(command: Command, info: CommandInfo): number {
    const { bytes, view } = this.#output;
    let pos = this.#output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, this.#commandHead);
    pos = putNumber(bytes, pos, info.id);
    pos = putConstant(view, pos, SESSION);
    pos = putNumber(bytes, pos, info.session.id);
    pos = putConstant(view, pos, command.from === CLIENT ? FROM_CLIENT : FROM_SERVER);
    pos = this.#times.put(bytes, pos, command.lastTime);
    pos = putConstant(view, pos, FRAMES);
    const { firstFrame, lastFrame } = command;
    pos = putNumber(bytes, pos, frameOf(firstFrame));
    pos = putConstant(view, pos, COMMA);
    pos = putNumber(bytes, pos, frameOf(lastFrame));
    if (this.#several) {
      pos = putConstant(view, pos, CAPTURES);
      pos = putNumber(bytes, pos, captureOf(firstFrame));
      pos = putConstant(view, pos, COMMA);
      pos = putNumber(bytes, pos, captureOf(lastFrame));
    }
    return putConstant(view, pos, VERB);
  }

  /** From `tridText` to `raw` and `rawBase64`. */
  #line(command: Command): void {
    if (this.#plainLine(command)) return;
    const mayMask = !this.#privacy.showSecrets && mayHoldSecret(command);
    const line = mayMask ? maskedLine(command) : command.bytes;
    const start = mayMask ? 0 : command.lineStart;
    const end = mayMask ? line.length : command.lineEnd;
    const worst = (end - start) * WORST_OF_LINE + 256;
    if (worst <= OUTPUT_BLOCK_BYTES) {
      // Room for everything at once, so that nothing is written out before it is known that all of it is UTF-8.
      const at = this.#output.reserve(worst);
      if (this.#words(command.hasTridWord, line, start, end)) {
        writeConstant(this.#output, RAW);
        if (writeBytesText(this.#output, line, start, end, false)) return;
      }
      this.#output.length = at;
    }
    this.#lineByStrings(command.hasTridWord, line.subarray(start, end));
  }

  /** The usual line, ASCII with one blank between two words and nothing to mask; false when it is another. */
  #plainLine(command: Command): boolean {
    if ((command.flags & UNUSUAL_LINE) !== 0) return false;
    if (!this.#privacy.showSecrets && mayHoldSecret(command)) return false;
    const { bytes: line, lineStart, lineEnd, hasTridWord } = command;
    const worst = (lineEnd - lineStart) * WORST_OF_LINE + HEAD_BYTES;
    if (worst > OUTPUT_BLOCK_BYTES) return false;
    const { bytes, view } = this.#output;
    let pos = this.#output.reserve(worst);
    let argsStart = blankFrom(line, lineStart, lineEnd) + 1;
    if (hasTridWord) {
      const tridEnd = blankFrom(line, argsStart, lineEnd);
      if (tridEnd <= argsStart) return false;
      pos = putPlainWords(bytes, putConstant(view, pos, TRID_TEXT), line, argsStart, tridEnd);
      if (pos < 0) return false;
      pos = putConstant(view, pos, ARGS);
      argsStart = tridEnd + 1;
    } else {
      pos = putConstant(view, pos, NO_TRID_ARGS);
    }
    pos = putPlainWords(bytes, pos, line, argsStart, lineEnd);
    if (pos < 0) return false;
    // All bytes behind the code were looked at; the code itself is one of the table's.
    this.#output.length = putQuoted(bytes, putConstant(view, pos, RAW), line, lineStart, lineEnd);
    return true;
  }

  /** Writes `tridText` and `args` without their end; false when a word is no UTF-8 or the TrID is not there. */
  #words(hasTrid: boolean, line: Buffer, start: number, end: number): boolean {
    const output = this.#output;
    writeConstant(output, TRID_TEXT);
    if (!hasTrid) writeNull(output);
    let index = 0;
    const firstArg = hasTrid ? 2 : 1;
    if (!hasTrid) writeConstant(output, ARGS);
    let i = start;
    while (i < end) {
      while (i < end && (line[i] === SPACE || line[i] === TAB)) i++;
      if (i === end) break;
      const wordStart = i;
      while (i < end && line[i] !== SPACE && line[i] !== TAB) i++;
      if (index > firstArg) writeConstant(output, COMMA);
      if (index > 0 && !writeBytesText(output, line, wordStart, i, false)) return false;
      if (index === 1 && hasTrid) writeConstant(output, ARGS);
      index++;
    }
    return !hasTrid || index > 1;
  }

  #lineByStrings(hasTrid: boolean, line: Buffer): void {
    const output = this.#output;
    const text = line.toString('utf8');
    const words = text.split(/[ \t]+/).filter((word) => word !== '');
    const firstArg = hasTrid ? 2 : 1;
    writeConstant(output, TRID_TEXT);
    output.text(JSON.stringify(hasTrid ? (words[1] ?? null) : null));
    writeConstant(output, ARGS);
    output.text(JSON.stringify(words.slice(firstArg)).slice(1, -1));
    writeConstant(output, RAW);
    writeText(output, text);
    if (isUtf8(line)) return;
    writeConstant(output, RAW_BASE64);
    output.text(line.toString('base64'));
    writeConstant(output, QUOTE);
  }

  /** Gives up what is kept of a session. */
  endSession({ id, flow }: SessionView): void {
    this.#contents[shardOf(flow.client)]?.endSession(id);
  }

  /** From `newline` to the decoded content. */
  #payload(command: Command, info: CommandInfo): void {
    const output = this.#output;
    const { bytes, view } = output;
    let pos = output.reserve(HEAD_BYTES);
    pos = putConstant(view, pos, command.newline === 'crlf' ? CRLF_PAYLOAD : LF_PAYLOAD);
    pos = putNumber(bytes, pos, command.payloadLength);
    pos = putConstant(view, pos, CAPTURED);
    pos = putNumber(bytes, pos, command.captured);
    output.length = putConstant(view, pos, CONTENT_TYPE);
    const type = contentTypeOf(command);
    if (type === '') writeNull(output);
    else writeText(output, type);
    if (this.#privacy.payload) {
      const payload = shownPayload(command, type, this.#privacy.showSecrets);
      this.#content(payload);
      this.#decoded(command, info, payload, type);
    } else {
      writeConstant(output, NO_CONTENT);
      writeConstant(output, NO_DECODED);
    }
  }

  #decoded(command: Command, info: CommandInfo, payload: Buffer, type: string): void {
    if (type !== '' && (command.flags & INCOMPLETE) === 0 && this.#usual.write(this.#output, payload)) return;
    const contents = (this.#contents[shardOf(info.session.flow.client)] ??= new Contents());
    const content = contents.of(command, info, payload);
    if (content === null) {
      writeConstant(this.#output, NO_DECODED);
      return;
    }
    writeConstant(this.#output, DECODED);
    this.#output.text(JSON.stringify(content));
  }

  #content(payload: Buffer): void {
    const output = this.#output;
    const at = output.reserve(payload.length * 6 + 64);
    writeConstant(output, TEXT);
    if (writeBytesText(output, payload, 0, payload.length, true)) {
      writeConstant(output, NO_BASE64);
      return;
    }
    output.length = at;
    writeConstant(output, NO_TEXT_BASE64);
    output.text(payload.toString('base64'));
    writeConstant(output, QUOTE_BRACE);
  }
}

/** Puts three letters or digits between quotes. */
function putCode(bytes: Uint8Array, pos: number, code: string): number {
  bytes[pos] = bytes[pos + 4] = 0x22;
  for (let i = 0; i < 3; i++) bytes[pos + 1 + i] = code.charCodeAt(i);
  return pos + 5;
}

/** The next blank, or the end. */
function blankFrom(line: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && line[at] !== SPACE) at++;
  return at;
}

/** Cheap, and never wrong in the dangerous direction: only lines of these kinds are looked at word by word. */
export function mayHoldSecret(command: Command): boolean {
  return command.row === undefined || command.row.secrets !== undefined || (command.flags & SUSPECT) !== 0;
}
