/**
 * Command and transaction records as JSON, straight from the decoder's bytes: the two kinds that a report has
 * millions of. Equal to JSON.stringify of the records in records.ts.
 */
import { isUtf8 } from 'node:buffer';
import type { CommandInfo, SettledTransaction, TransactionState } from '../analysis/sink.ts';
import { OUTPUT_BLOCK_BYTES } from '../base/limits.ts';
import type { Clock } from '../base/time.ts';
import { LINE, type Command } from '../msnp/command.ts';
import { maskedLine, maskedVerb } from '../msnp/secrets.ts';
import { CLIENT } from '../tcp/handler.ts';
import { contentTypeOf, shownPayload } from './content.ts';
import { errorOf } from './error-record.ts';
import {
  ascii,
  TimeWriter,
  writeBytesText,
  writeConstant,
  writeNull,
  writeNumber,
  writeNumberOrNull,
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
const COMMA = ascii(',');
const VERB = ascii('],"verb":');
const TRID = ascii(',"trid":');
const TRID_TEXT = ascii(',"tridText":');
const ARGS = ascii(',"args":[');
const RAW = ascii('],"raw":');
const RAW_BASE64 = ascii(',"rawBase64":"');
const QUOTE = ascii('"');
const CRLF_PAYLOAD = ascii(',"newline":"crlf","payload":');
const LF_PAYLOAD = ascii(',"newline":"lf","payload":');
const LENGTH = ascii('{"length":');
const CAPTURED = ascii(',"captured":');
const CONTENT_TYPE = ascii(',"contentType":');
const TEXT = ascii(',"text":');
const NO_CONTENT = ascii(',"text":null,"base64":null}');
const NO_BASE64 = ascii(',"base64":null}');
const NO_TEXT_BASE64 = ascii(',"text":null,"base64":"');
const QUOTE_BRACE = ascii('"}');
const ANSWERS = ascii(',"decoded":null,"answers":');
const LATENCY = ascii(',"latencyMs":');
const END = ascii('}');

const TYPED_TRANSACTION = ascii('{"type":"transaction","session":');
const TRANSACTION = ascii('{"session":');
const TX_VERB = ascii(',"verb":');
const REQUEST = ascii(',"request":');
const REPLIES = ascii(',"replies":[');
const STATES: Readonly<Record<TransactionState, Uint8Array>> = {
  answered: ascii('],"state":"answered","latencyMs":'),
  error: ascii('],"state":"error","latencyMs":'),
  'no-reply-expected': ascii('],"state":"no-reply-expected","latencyMs":'),
  unanswered: ascii('],"state":"unanswered","latencyMs":'),
  unknown: ascii('],"state":"unknown","latencyMs":'),
};
const ERROR = ascii(',"error":');

/** Bytes that a byte of the line can become: six in `raw`, six and its share of `\",\"` in `args`. */
const WORST_OF_LINE = 14;

const SPACE = 0x20;
const TAB = 0x09;
const SUSPECT = LINE.unknown | LINE.codeLowercase | LINE.codeMalformed | LINE.codeDigits | LINE.bareCr;
const ODD_VERB = LINE.codeLowercase | LINE.codeDigits | LINE.codeMalformed | LINE.unknown;

/** Writes records into `output`; one for each output, made when the clock is known. */
export class RecordWriter {
  readonly #output: Output;
  readonly #privacy: Privacy;
  readonly #times: TimeWriter;
  readonly #commandHead: Uint8Array;
  readonly #transactionHead: Uint8Array;

  /** `typed`: records begin with their `type`, as in NDJSON. */
  constructor(output: Output, clock: Clock, privacy: Privacy, typed: boolean) {
    this.#output = output;
    this.#privacy = privacy;
    this.#times = new TimeWriter(clock);
    this.#commandHead = typed ? TYPED_COMMAND : COMMAND;
    this.#transactionHead = typed ? TYPED_TRANSACTION : TRANSACTION;
  }

  command(command: Command, info: CommandInfo): void {
    const output = this.#output;
    writeConstant(output, this.#commandHead);
    writeNumber(output, info.id);
    writeConstant(output, SESSION);
    writeNumber(output, info.session.id);
    writeConstant(output, command.from === CLIENT ? FROM_CLIENT : FROM_SERVER);
    this.#times.write(output, command.lastTime);
    writeConstant(output, FRAMES);
    writeNumber(output, command.firstFrame);
    writeConstant(output, COMMA);
    writeNumber(output, command.lastFrame);
    writeConstant(output, VERB);
    this.#verb(command);
    writeConstant(output, TRID);
    writeNumberOrNull(output, command.trid, -1);
    this.#line(command);
    writeConstant(output, command.newline === 'crlf' ? CRLF_PAYLOAD : LF_PAYLOAD);
    this.#payload(command);
    writeConstant(output, ANSWERS);
    writeNumberOrNull(output, info.answers, 0);
    writeConstant(output, LATENCY);
    this.#latency(info.latency);
    writeConstant(output, END);
  }

  transaction(transaction: SettledTransaction): void {
    const output = this.#output;
    writeConstant(output, this.#transactionHead);
    writeNumber(output, transaction.session);
    writeConstant(output, TRID);
    writeNumberOrNull(output, transaction.trid, -1);
    writeConstant(output, TX_VERB);
    writeText(output, transaction.verb);
    writeConstant(output, REQUEST);
    writeNumber(output, transaction.request);
    writeConstant(output, REPLIES);
    let first = true;
    for (const reply of transaction.replies) {
      if (!first) writeConstant(output, COMMA);
      first = false;
      writeNumber(output, reply);
    }
    writeConstant(output, STATES[transaction.state]);
    this.#latency(transaction.latency);
    writeConstant(output, ERROR);
    if (transaction.error === '') writeNull(output);
    else output.text(JSON.stringify(errorOf(transaction.error)));
    writeConstant(output, END);
  }

  #latency(nanos: number): void {
    if (nanos === -1) writeNull(this.#output);
    else this.#times.writeMillis(this.#output, nanos);
  }

  #verb(command: Command): void {
    const { verb } = command;
    if (verb.length !== 3 || (command.flags & ODD_VERB) !== 0) {
      writeText(this.#output, this.#privacy.showSecrets ? verb : maskedVerb(command));
      return;
    }
    const { bytes } = this.#output;
    const pos = this.#output.reserve(8);
    bytes[pos] = bytes[pos + 4] = 0x22;
    for (let i = 0; i < 3; i++) bytes[pos + 1 + i] = verb.charCodeAt(i);
    this.#output.length = pos + 5;
  }

  /** From `tridText` to `raw` and `rawBase64`. */
  #line(command: Command): void {
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

  #payload(command: Command): void {
    const output = this.#output;
    if (command.payloadLength < 0) {
      writeNull(output);
      return;
    }
    writeConstant(output, LENGTH);
    writeNumber(output, command.payloadLength);
    writeConstant(output, CAPTURED);
    writeNumber(output, command.payloadEnd - command.payloadStart);
    writeConstant(output, CONTENT_TYPE);
    const type = contentTypeOf(command);
    if (type === '') writeNull(output);
    else writeText(output, type);
    if (this.#privacy.payload) this.#content(command, type);
    else writeConstant(output, NO_CONTENT);
  }

  #content(command: Command, type: string): void {
    const output = this.#output;
    const payload = shownPayload(command, type, this.#privacy.showSecrets);
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

/** Cheap, and never wrong in the dangerous direction: only lines of these kinds are looked at word by word. */
export function mayHoldSecret(command: Command): boolean {
  return command.row === undefined || command.row.secrets !== undefined || (command.flags & SUSPECT) !== 0;
}
