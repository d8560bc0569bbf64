/**
 * The face of the tool: who said what when, which reply belongs to it, what is wrong with it. Rows stream out as the
 * analysis settles them; the tables and totals follow at the end.
 *
 *         0.178     1 DS  ←  VER 1    MSNP8                                       178 ms
 *          time  session  direction  code, TrID, arguments, what the payload says   latency
 */
import type { Finding } from '../analysis/finding.ts';
import type { CommandInfo, SessionView } from '../analysis/sink.ts';
import { MAX_GROUPED_SESSIONS, MAX_LISTED_CAPTURES, MAX_TABLE_ROWS } from '../base/limits.ts';
import type { Notice } from '../base/notice.ts';
import type { Clock } from '../base/time.ts';
import type { Command } from '../msnp/command.ts';
import { maskedText, maskedVerb } from '../msnp/secrets.ts';
import { lineText } from '../msnp/words.ts';
import type { CaptureInfo, Report, Totals } from '../scan.ts';
import { CLIENT } from '../tcp/handler.ts';
import { addressText } from './address.ts';
import { captureLine } from './capture-list.ts';
import { closingText } from './closing.ts';
import { mayHoldSecret, type Privacy } from './command-json.ts';
import { CommandNames } from './command-names.ts';
import { escapeLong, escapeText } from './escape.ts';
import { frameText, noticePlace } from './frame-text.ts';
import { GroupedRows, type Grouping } from './grouped-rows.ts';
import { HeldRows } from './held-rows.ts';
import { Output, type BlockSink } from './output.ts';
import { PLAIN_PAINT, SEVERITY_LETTERS, type Paint } from './paint.ts';
import { summarise, type Speech } from './speech.ts';
import type { SessionRow } from './tables.ts';
import type { Tally } from './tally.ts';
import {
  createTimeColumn,
  secondsText,
  type TimeColumn,
  type TimeStyle,
  type TimeZone,
} from './time-column.ts';
import { shownLine, type ShownLine } from './timeline-line.ts';
import { countText, durationText } from './units.ts';
import { Columns, type MeasureText } from './width.ts';
import { titled, wrapWords } from './wrap.ts';

export interface TimelineOptions {
  readonly privacy: Privacy;
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  /** Columns of text beyond ASCII. */
  readonly measure: MeasureText;
  /** Arrows in ASCII. */
  readonly asciiArrows: boolean;
  /** Everything in ASCII. */
  readonly asciiOnly: boolean;
  /** Relative without it. */
  readonly time?: TimeStyle;
  /** UTC without it. */
  readonly zone?: TimeZone;
  /** Nothing is cut. */
  readonly full?: boolean;
  /** Rows of a session or a conversation together, at the end; in order of time without it. */
  readonly group?: Grouping;
  /** Long findings go on in lines of their own: for terminals, not for grep. */
  readonly wraps?: boolean;
}

const ID_WIDTH = 5;
/** Session, arrow and the blanks between them. */
const PREFIX_WIDTH = ID_WIDTH + 9;
const MIN_BODY_WIDTH = 24;
const MIN_SPEECH_WIDTH = 8;
const LATENCY_WIDTH = 9;
/** On wider terminals latencies stand behind this column all the same: the eye has to find their rows. */
const LATENCY_EDGE = 130;
const MAX_ACCOUNT_WIDTH = 32;
const ROLE_NAMES: Readonly<Record<SessionView['role'], string>> = {
  DS: 'DS',
  NS: 'NS',
  SB: 'SB',
  unknown: '??',
};

const PENDING_CHARACTERS = 16_384;

interface Arrows {
  readonly client: string;
  readonly reply: string;
  /** A line of the server that answers nothing. */
  readonly unasked: string;
}

export class TimelineReport implements Report {
  readonly #output: Output;
  readonly #options: TimelineOptions;
  readonly #tally: Tally;
  readonly #arrows: Arrows;
  readonly #columns: Columns;
  readonly #rows: HeldRows;
  /** In place of `#rows` when they are grouped. */
  readonly #groups: GroupedRows | undefined;
  readonly #names = new CommandNames();
  readonly #sessions: (SessionRow | undefined)[] = [];
  /** Rows that wait to be encoded together, which is much faster than one by one. */
  #pending = '';
  #firstTime = 0;
  readonly #time: TimeColumn;
  /** Columns before the command. */
  readonly #prefix: number;
  #several = false;
  /** Session and id of the command in the row before. */
  #lastSession = 0;
  #lastCommand = 0;

  constructor(sink: BlockSink, options: TimelineOptions, tally: Tally) {
    const { paint, asciiArrows } = options;
    this.#output = new Output(sink);
    this.#options = options;
    this.#tally = tally;
    this.#columns = new Columns(options.measure, asciiArrows);
    this.#time = createTimeColumn(
      options.time ?? 'relative',
      options.zone ?? 'utc',
      options.group !== undefined,
    );
    this.#prefix = this.#time.width + PREFIX_WIDTH;
    this.#arrows = {
      client: `  ${paint.client(asciiArrows ? '>' : '→')}  `,
      reply: `  ${paint.server(asciiArrows ? '<' : '←')}  `,
      unasked: `  ${paint.dim(asciiArrows ? '.' : '⇠')}  `,
    };
    const emit = (text: string): void => {
      this.#pending += text;
      if (this.#pending.length > PENDING_CHARACTERS) this.#write();
    };
    const name = (id: number, role: SessionView['role']): string =>
      `${String(id).padStart(ID_WIDTH)} ${ROLE_NAMES[role]}`;
    const heading = (text: string): string =>
      paint.title(this.#columns.cut(this.#escape(text), options.full === true ? Infinity : options.width));
    this.#rows = new HeldRows(emit, name);
    this.#groups = options.group && new GroupedRows(options.group, { emit, name, heading });
  }

  capture(info: CaptureInfo, clock: Clock): void {
    const { index, of } = info;
    if (index === 1) {
      this.#firstTime = info.firstTime;
      this.#time.begin(clock, info.firstTime);
    }
    this.#several = of > 1;
    if (index <= MAX_LISTED_CAPTURES) {
      const { paint, wraps = false, width } = this.#options;
      const layout = (file: string, rest: string): string =>
        titled(
          { title: this.#escape(file), rest, paint: paint.title },
          wraps ? width : Infinity,
          this.#columns,
        );
      this.#output.text(`${captureLine(info, clock, layout)}\n`);
    }
    if (index < of) return;
    const hidden = of - MAX_LISTED_CAPTURES;
    this.#output.text(hidden > 0 ? `and ${countText(hidden, 'capture')} more\n\n` : '\n');
  }

  command(command: Command, info: CommandInfo): void {
    const { session } = info;
    this.#lastSession = session.id;
    this.#lastCommand = info.id;
    this.#names.set(session.id, info.id, maskedVerb(command), command.trid);
    const before = this.#options.paint.dim(this.#time.text(command.lastTime, session.id));
    const after = this.#arrow(command, info) + this.#body(command, info) + '\n';
    if (this.#groups !== undefined) {
      this.#groups.add(command, info.id, session, before, after);
      return;
    }
    this.#rows.add(session, before, after);
    if (session.roleSettled) this.#rows.update(session);
  }

  transaction(): void {
    // Its replies carry the latency and the error; what stays unanswered is a finding.
  }

  finding(finding: Finding): void {
    const { session, command, severity, frame } = finding;
    const isLast = session === this.#lastSession && command === this.#lastCommand;
    const isBelow = command !== 0 && (isLast || this.#groups?.isBelow(session, command) === true);
    const places: string[] = [];
    if (!isBelow && session !== 0) places.push(`session ${session}`);
    const name = isBelow || command === 0 ? undefined : this.#names.get(session, command);
    if (name !== undefined) places.push(this.#escape(name));
    if (frame !== 0) places.push(`frame ${frameText(frame, this.#several)}`);
    const label = `${SEVERITY_LETTERS[severity]} ${finding.id}`;
    const message = `${places.join(', ')}: ${this.#escape(finding.message)}`;
    this.#remark(session, label, this.#options.paint.severity[severity], message);
  }

  notice(notice: Notice): void {
    const places: string[] = [];
    if (notice.session !== 0) places.push(`session ${notice.session}`);
    places.push(...noticePlace(notice, this.#several));
    const message = this.#escape(notice.message);
    const paint = this.#options.paint.severity.warning;
    if (places.length === 0) this.#remark(0, `! ${notice.code}:`, paint, message, ' ');
    else this.#remark(notice.session, `! ${notice.code}`, paint, `${places.join(', ')}: ${message}`);
  }

  /** A line below the row that it is about. */
  #remark(
    session: number,
    label: string,
    paint: (text: string) => string,
    message: string,
    gap = '  ',
  ): void {
    const indent = ' '.repeat(this.#prefix - 2);
    const { wraps = false, width } = this.#options;
    const text = gap + message;
    const room = width - this.#prefix - 2;
    if (!wraps || this.#columns.of(label + text) <= room + 4) {
      this.#addText(session, `${indent}${paint(label)}${text}\n`);
      return;
    }
    const lines = wrapWords(label + text, Math.max(MIN_BODY_WIDTH, room), this.#columns);
    const [first = '', ...others] = lines;
    const rest = others.map((line) => `${indent}  ${line}\n`).join('');
    this.#addText(session, `${indent}${paint(label)}${first.slice(label.length)}\n${rest}`);
  }

  #addText(session: number, text: string): void {
    if (this.#groups === undefined) this.#rows.addText(text);
    else this.#groups.addText(session, text);
  }

  session(session: SessionView): void {
    if (this.#groups === undefined) this.#rows.update(session);
    else this.#groups.update(session);
    if (session.id <= MAX_TABLE_ROWS) this.#sessions[session.id] = this.#sessionRow(session);
  }

  idle(): void {
    this.#write();
    this.#output.flush();
  }

  end(totals: Totals): void {
    this.#rows.flush();
    this.#groups?.flush();
    this.#write();
    const sessions = this.#sessions.filter((row) => row !== undefined);
    const { paint, asciiOnly, wraps = false, width } = this.#options;
    this.#output.text(
      closingText({
        sessions,
        tally: this.#tally,
        totals,
        paint,
        asciiOnly,
        several: this.#several,
        width: wraps ? width : Infinity,
        columns: this.#columns,
      }),
    );
    this.#output.flush();
  }

  /** What is not as asked for, for whoever runs the program. */
  remark(): string | undefined {
    const leftOut = this.#groups?.leftOut ?? 0;
    return leftOut === 0
      ? undefined
      : `the timeline groups ${MAX_GROUPED_SESSIONS} sessions; the rows of ${leftOut} others stand at its end`;
  }

  /** Gives up what is spooled. */
  close(): void {
    this.#groups?.close();
  }

  #write(): void {
    this.#output.text(this.#pending);
    this.#pending = '';
    this.#output.endRecord();
  }

  #escape(text: string): string {
    return escapeText(text, this.#options.asciiOnly);
  }

  #arrow(command: Command, info: CommandInfo): string {
    if (command.from === CLIENT) return this.#arrows.client;
    return info.answers === 0 ? this.#arrows.unasked : this.#arrows.reply;
  }

  /** The command, what it says, and at the right edge the latency. */
  #body(command: Command, info: CommandInfo): string {
    const { privacy, asciiOnly, width, full = false } = this.#options;
    const masks = !privacy.showSecrets && mayHoldSecret(command);
    const escape = full ? escapeLong : escapeText;
    const line = shownLine(escape(masks ? maskedText(command) : lineText(command), asciiOnly), command, info);
    const room = full ? Infinity : Math.max(MIN_BODY_WIDTH, width - this.#prefix);
    const speech = summarise(command, privacy, asciiOnly, full, room);
    if (info.latency < 0) return this.#said(line, speech, room).text;
    const latency = `  ${durationText(info.latency).padStart(LATENCY_WIDTH)}`;
    const { text, plain } = this.#said(line, speech, Math.max(MIN_BODY_WIDTH, room - latency.length));
    const edge = Math.max(MIN_BODY_WIDTH, Math.min(width, LATENCY_EDGE) - this.#prefix - latency.length);
    return text + ' '.repeat(Math.max(0, edge - this.#columns.of(plain))) + latency;
  }

  /** The line and the speech in `room` columns; `plain` is the text without colour. */
  #said(line: ShownLine, speech: Speech, room: number): { text: string; plain: string } {
    const columns = this.#columns;
    if (speech.text === '') {
      const plain = columns.cut(line.text, room);
      return { text: this.#painted(plain, line), plain };
    }
    const spare = room - columns.of(speech.text) - 2;
    const shown = columns.cut(line.text, Math.max(MIN_BODY_WIDTH, Math.floor(room * 0.45), spare));
    const said = columns.cut(speech.text, Math.max(MIN_SPEECH_WIDTH, room - columns.of(shown) - 2));
    const painted = speech.isSpeech ? this.#options.paint.speech(said) : said;
    return { text: `${this.#painted(shown, line)}  ${painted}`, plain: `${shown}  ${said}` };
  }

  /** The code in its side's colour; an error's code and name in red. */
  #painted(shown: string, { code, error, way }: ShownLine): string {
    const { paint } = this.#options;
    if (paint === PLAIN_PAINT || code === 0) return shown;
    if (error === '') return way === 'unasked' ? shown : paint[way](shown.slice(0, code)) + shown.slice(code);
    const at = shown.indexOf(error);
    const red = paint.severity.error;
    if (at < 0) return red(shown);
    return red(shown.slice(0, code)) + shown.slice(code, at) + red(error) + shown.slice(at + error.length);
  }

  #sessionRow(session: SessionView): SessionRow {
    const { flow, transactions } = session;
    const latency = session.latencySummary();
    const account = this.#columns.cut(this.#escape(session.account ?? '-'), MAX_ACCOUNT_WIDTH);
    return [
      String(session.id),
      session.role === 'unknown' ? '??' : session.role,
      session.version ?? '-',
      `${addressText(flow.client)} ${flow.client.port}`,
      `${addressText(flow.server)} ${flow.server.port}${flow.transport === 'http' ? ' http' : ''}`,
      account,
      secondsText(flow.firstTime - this.#firstTime),
      durationText(flow.lastTime - flow.firstTime),
      String(session.commands[0] + session.commands[1]),
      String(transactions.unanswered + transactions.unknown),
      latency === null ? '-' : durationText(latency.median),
    ];
  }
}
