/** Commands for the page: a slim index by columns that is read at once, and details that are read when shown. */
import type { CommandInfo } from '../../analysis/sink.ts';
import {
  MAX_PAGE_COMMANDS,
  MAX_PAGE_COMMANDS_CHARACTERS,
  MAX_PAGE_LINE_CHARACTERS,
  MAX_PAGE_PAYLOAD_BYTES,
  MAX_PAGE_SUMMARY_CHARACTERS,
  PAGE_DETAILS_PER_BLOCK,
  PAGE_ROWS_PER_BLOCK,
} from '../../base/limits.ts';
import type { Command } from '../../msnp/command.ts';
import { LISTS_ROWS } from '../../msnp/commands/lists.ts';
import { LOGIN_ROWS } from '../../msnp/commands/login.ts';
import { MESSAGES_ROWS } from '../../msnp/commands/messages.ts';
import { PRESENCE_ROWS } from '../../msnp/commands/presence.ts';
import { SWITCHBOARD_ROWS } from '../../msnp/commands/switchboard.ts';
import { ERROR_ROW } from '../../msnp/lookup.ts';
import type { CommandRow } from '../../msnp/row.ts';
import type { BlockSink } from '../output.ts';
import type { CommandRecord } from '../schema.ts';
import type { Speech } from '../speech.ts';
import { Spool } from '../spool.ts';
import { blockElement, BlockSeries, inertJson } from './blocks.ts';
import { bounded, cutText } from './bounded.ts';
import { BIT, type Kind, type PageCommands, type PageDetails, type PageRow } from './page-data.ts';

/** What is said in a switchboard, and whether it arrived. */
function isTalk({ payload, answers = [] }: CommandRow): boolean {
  return payload !== 'none' || TALK_VERBS.has(answers[0] ?? '');
}

const TALK_VERBS: ReadonlySet<string> = new Set(
  SWITCHBOARD_ROWS.filter(({ payload }) => payload !== 'none').map(({ verb }) => verb),
);
/** Of a row that is in several, the last counts. */
const TABLES: readonly (readonly [Kind, readonly CommandRow[]])[] = [
  ['login', LOGIN_ROWS],
  ['lists', LISTS_ROWS],
  ['presence', PRESENCE_ROWS],
  ['messages', MESSAGES_ROWS],
  ['switchboard', SWITCHBOARD_ROWS],
  ['messages', SWITCHBOARD_ROWS.filter(isTalk)],
  ['error', [ERROR_ROW]],
];
const KIND_OF: ReadonlyMap<CommandRow, Kind> = new Map(
  TABLES.flatMap(([kind, rows]) => rows.map((row) => [row, kind] as const)),
);

type Columns = { readonly [K in keyof PageCommands]: PageCommands[K] };

const newColumns = (): Columns => ({
  session: [],
  id: [],
  bits: [],
  time: [],
  frame: [],
  frames: [],
  capture: [],
  lastCapture: [],
  verb: [],
  trid: [],
  answers: [],
  latency: [],
  length: [],
  row: [],
  line: [],
  summary: [],
});

/** One command as all its sources see it. */
export interface Shown {
  readonly command: Command;
  readonly info: CommandInfo;
  readonly record: CommandRecord;
  readonly speech: Speech;
  readonly ticks: number;
}

/** Grows up to the page's limits; what lies beyond is left to the caller to count. */
export class CommandIndex {
  readonly #spool = new Spool();
  readonly #details = new BlockSeries('details', PAGE_DETAILS_PER_BLOCK);
  readonly #rows = new Map<CommandRow, number>();
  #columns = newColumns();
  #characters = 0;
  #count = 0;

  /** Commands of the page so far. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= MAX_PAGE_COMMANDS || this.#characters >= MAX_PAGE_COMMANDS_CHARACTERS;
  }

  /** The rows of the table that commands have, in the order of their numbers. */
  get rows(): readonly PageRow[] {
    return [...this.#rows.keys()].map((row) => ({
      verb: row.verb,
      from: row.from,
      kind: KIND_OF.get(row) ?? 'unknown',
      params: row.params,
      meaning: row.meaning,
    }));
  }

  add({ command, info, record, speech, ticks }: Shown): void {
    const columns = this.#columns;
    const line = cutText(record.raw, MAX_PAGE_LINE_CHARACTERS);
    const summary = cutText(speech.text, MAX_PAGE_SUMMARY_CHARACTERS);
    columns.session.push(record.session);
    columns.id.push(record.id);
    columns.bits.push(bitsOf(record, speech, line.length < record.raw.length));
    columns.time.push(ticks);
    columns.frame.push(record.frames[0]);
    columns.frames.push(record.frames[1] - record.frames[0]);
    if (record.captures !== undefined) {
      columns.capture.push(record.captures[0]);
      columns.lastCapture.push(record.captures[1]);
    }
    columns.verb.push(record.verb);
    columns.trid.push(record.trid ?? -1);
    columns.answers.push(info.answers);
    columns.latency.push(record.latencyMs ?? -1);
    columns.length.push(record.payload?.length ?? -1);
    columns.row.push(this.#rowOf(command.row));
    columns.line.push(line);
    columns.summary.push(summary.length < speech.text.length ? `${summary}…` : summary);
    this.#characters += line.length + summary.length + this.#details.add(detailsOf(record, line));
    this.#count++;
    if (columns.id.length >= PAGE_ROWS_PER_BLOCK) this.#write();
  }

  drain(sink: BlockSink): void {
    if (this.#columns.id.length > 0) this.#write();
    this.#spool.drain(sink);
    this.#details.drain(sink);
  }

  close(): void {
    this.#spool.close();
    this.#details.close();
  }

  #rowOf(row: CommandRow | undefined): number {
    if (row === undefined) return -1;
    const known = this.#rows.get(row);
    if (known !== undefined) return known;
    this.#rows.set(row, this.#rows.size);
    return this.#rows.size - 1;
  }

  #write(): void {
    this.#spool.write(Buffer.from(blockElement('commands', inertJson(this.#columns))));
    this.#columns = newColumns();
  }
}

function bitsOf(record: CommandRecord, { isSpeech }: Speech, isCut: boolean): number {
  const { payload } = record;
  return (
    (record.from === 'server' ? BIT.server : 0) |
    (record.tridText === null ? 0 : BIT.trid) |
    (isSpeech ? BIT.speech : 0) |
    (payload !== null && payload.captured < payload.length ? BIT.partial : 0) |
    (record.newline === 'lf' ? BIT.lineFeed : 0) |
    (isCut ? BIT.cutLine : 0)
  );
}

/** 0 when the index says all. */
function detailsOf(record: CommandRecord, line: string): PageDetails | 0 {
  const { raw, rawBase64, payload, decoded } = record;
  const isCut = line.length < raw.length;
  if (payload === null && rawBase64 === undefined && !isCut) return 0;
  const shown = cutText(raw, MAX_PAGE_PAYLOAD_BYTES);
  return {
    ...(isCut ? { raw: shown } : {}),
    ...(shown.length < raw.length ? { moreLine: raw.length - shown.length } : {}),
    ...(rawBase64 === undefined ? {} : { rawBase64: rawBase64.slice(0, BASE64_CHARACTERS) }),
    ...(payload === null ? {} : payloadOf(payload)),
    ...(decoded === null ? {} : { decoded: bounded(decoded) as CommandRecord['decoded'] }),
  };
}

/** Four characters for three bytes. */
const BASE64_CHARACTERS = (MAX_PAGE_PAYLOAD_BYTES / 3) * 4;

function payloadOf(payload: NonNullable<CommandRecord['payload']>): PageDetails {
  const { length, captured, contentType } = payload;
  const text = payload.text === null ? null : cutText(payload.text, MAX_PAGE_PAYLOAD_BYTES);
  const base64 = payload.base64?.slice(0, BASE64_CHARACTERS) ?? null;
  const more =
    text !== null && payload.text !== null
      ? Buffer.byteLength(payload.text) - Buffer.byteLength(text)
      : (((payload.base64?.length ?? 0) - (base64?.length ?? 0)) / 4) * 3;
  return {
    ...(captured < length ? { captured } : {}),
    ...(contentType === null ? {} : { contentType: cutText(contentType, MAX_PAGE_SUMMARY_CHARACTERS) }),
    ...(text === null ? {} : { text }),
    ...(base64 === null ? {} : { base64 }),
    ...(more > 0 ? { more: Math.round(more) } : {}),
  };
}
