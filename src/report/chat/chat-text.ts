/**
 * The conversations of a capture as people read them.
 *
 *     Conversation 4  2004-11-09 11:34:21Z + 1 m 31 s, switchboard 192.0.2.30 1863, sessions 4 and 5
 *       Ann E (ann@example.com), Bob (bob@example.com)
 *
 *       11:34:27  Ann E: shall we meet at eight?
 *       11:34:33  Bob:   Gern! Im Café „Zur schönen Aussicht“
 *                 * Bob left
 */
import { escapeText } from '../escape.ts';
import { Output, type BlockSink } from '../output.ts';
import { countText, durationText } from '../units.ts';
import { Columns, type MeasureText } from '../width.ts';
import { titled, wrapText } from '../wrap.ts';
import type { ChatPaint } from './chat-paint.ts';
import type { Chat } from './chat.ts';
import { eventText, type EventText } from './event-text.ts';
import {
  finishedConversations,
  lacksSender,
  type ConversationHead,
  type FinishedConversation,
} from './finished.ts';
import { Labels } from './labels.ts';
import type { ChatEvent } from './schema.ts';

export interface ChatTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Titles keep to it too. */
  readonly wraps?: boolean;
  readonly paint: ChatPaint;
  readonly measure: MeasureText;
  readonly asciiOnly: boolean;
  /** Typing, pictures that change hands, unknown types, and frame numbers too. */
  readonly verbose: boolean;
}

const INDENT = '  ';
const TIME_WIDTH = 8;
const FRAME_WIDTH = 9;
const MIN_TEXT_WIDTH = 24;
const MAX_LISTED = 16;

const KINDS: Readonly<Record<ConversationHead['kind'], string>> = {
  switchboard: 'switchboard',
  direct: 'over the notification server',
  group: 'group, over the notification server',
  notes: 'offline notes, from the notification server',
};

export function writeChatText(chat: Chat, sink: BlockSink, options: ChatTextOptions): void {
  const output = new Output(sink);
  const writer = new ChatText(chat, output, options);
  writer.header();
  let count = 0;
  for (const conversation of finishedConversations(chat)) writer.conversation(conversation, ++count);
  writer.closing(count);
  output.flush();
}

type Gap = Extract<ChatEvent, { type: 'gap' }>;

class ChatText {
  readonly #chat: Chat;
  readonly #output: Output;
  readonly #options: ChatTextOptions;
  readonly #columns: Columns;

  constructor(chat: Chat, output: Output, options: ChatTextOptions) {
    this.#chat = chat;
    this.#output = output;
    this.#options = options;
    this.#columns = new Columns(options.measure, options.asciiOnly);
  }

  header(): void {
    const { captures, clock } = this.#chat;
    const { paint } = this.#options;
    const { wraps = false, width } = this.#options;
    const layout = (file: string, rest: string): string =>
      titled(
        { title: this.#escape(file), rest, paint: paint.title },
        wraps ? width : Infinity,
        this.#columns,
      );
    for (const line of captures.lines(clock, layout)) this.#line(line);
  }

  conversation(conversation: FinishedConversation, id: number): void {
    const head = conversation.head(id);
    const labels = new Labels(head, this.#columns, this.#options.asciiOnly);
    this.#head(conversation.duration, head);
    const nameOf = (account: string | null): string => labels.of(account).text;
    let hidden = 0;
    let unknown = 0;
    let day = head.start.slice(0, 10);
    for (const event of joinGaps(conversation.events())) {
      if (lacksSender(event)) unknown++;
      const shown = eventText(event, nameOf);
      if (shown.isQuiet && !this.#options.verbose) {
        hidden++;
        continue;
      }
      if (event.time.slice(0, 10) !== day) {
        day = event.time.slice(0, 10);
        this.#line(`${INDENT}${this.#options.paint.dim(`-- ${day} --`)}`);
      }
      this.#event(event, shown, labels);
    }
    const missing = head.missing.map(({ message }) => message);
    if (unknown > 0) missing.push(`who sent ${countText(unknown, 'event')} is not in the capture`);
    for (const message of missing) this.#missing(message);
    if (hidden > 0) {
      const text = `${countText(hidden, 'event')} more with -v: typing, pictures, unknown types`;
      this.#line(`${INDENT}${this.#options.paint.dim(text)}`);
    }
  }

  closing(count: number): void {
    const { missing, totals } = this.#chat;
    const partial = totals.complete ? '' : '; PARTIAL: not everything of the capture is in this report';
    const sessions = countText(totals.sessions, 'session');
    this.#line('');
    for (const { message } of missing) this.#missing(message);
    this.#line(`${countText(count, 'conversation')} in ${sessions}${partial}`);
  }

  #head(nanos: number, head: ConversationHead): void {
    const { paint } = this.#options;
    const { id, kind, server, sessions, start, participants, transport } = head;
    const duration = nanos > 0 ? ` + ${durationText(nanos)}` : '';
    const list = sessions.slice(0, MAX_LISTED).join(', ') + (sessions.length > MAX_LISTED ? ', ...' : '');
    const place = `${KINDS[kind]} ${server.address} ${server.port}${transport === 'http' ? ' over HTTP' : ''}`;
    this.#line('');
    this.#wrapped(
      paint.title(`Conversation ${id}`),
      `Conversation ${id}`.length,
      `${secondsOf(start)}${duration}, ${place}, session${sessions.length === 1 ? '' : 's'} ${list}`,
    );
    const people = new Map(participants.map(({ account, name }) => [account, name]));
    const names = [...people].slice(0, MAX_LISTED).map(([account, name]) => this.#person(account, name));
    if (people.size > MAX_LISTED) names.push(`and ${people.size - MAX_LISTED} more`);
    if (names.length > 0) this.#wrapped('', 0, names.join(', '));
    this.#line('');
  }

  #person(account: string, name: string | null): string {
    const shown = this.#columns.cut(this.#escape(account), this.#options.width);
    return name === null ? shown : `${this.#columns.cut(this.#escape(name), this.#options.width)} (${shown})`;
  }

  #event(event: ChatEvent, shown: EventText, labels: Labels): void {
    const { paint, verbose, width, asciiOnly } = this.#options;
    const frame = verbose ? `${placeText(event).padStart(FRAME_WIDTH - 2)}  ` : '';
    const before = `${INDENT}${paint.dim(event.time.slice(11, 19) + (verbose ? '  ' + frame.trimEnd() : ''))}  `;
    const start = INDENT.length + TIME_WIDTH + 2 + (verbose ? FRAME_WIDTH : 0);
    const { text: name, index } = labels.of(event.from);
    const gap = ' '.repeat(Math.max(0, labels.width - this.#columns.of(name)));
    const mark = shown.isMissing ? '! ' : '* ';
    const label = shown.isSpeech ? `${paint.name(name, index)}: ${gap}` : mark;
    const labelWidth = shown.isSpeech ? Math.max(labels.width, this.#columns.of(name)) + 2 : mark.length;
    const room = Math.max(MIN_TEXT_WIDTH, width - start - labelWidth);
    const lines = wrapText(shown.text, room, this.#columns, asciiOnly);
    const indent = ' '.repeat(start + labelWidth);
    for (const [i, line] of lines.entries()) {
      const painted = shown.isSpeech
        ? paint.text(line, shown.format)
        : shown.isMissing
          ? paint.missing(line)
          : paint.dim(line);
      this.#line((i === 0 ? before + label : indent) + painted);
    }
  }

  #missing(message: string): void {
    this.#wrapped(
      `${INDENT}${this.#options.paint.missing('!')}`,
      INDENT.length + 1,
      message,
      INDENT.length + 2,
      ' ',
    );
  }

  /** Words behind a label, wrapped. */
  #wrapped(label: string, labelWidth: number, text: string, indent = INDENT.length, gap = INDENT): void {
    const { width, asciiOnly } = this.#options;
    const first = labelWidth + gap.length;
    const room = Math.max(MIN_TEXT_WIDTH, width - Math.max(first, indent));
    const lines = wrapText(text, room, this.#columns, asciiOnly);
    for (const [i, line] of lines.entries()) this.#line((i === 0 ? label + gap : ' '.repeat(indent)) + line);
  }

  #escape(text: string): string {
    return escapeText(text, this.#options.asciiOnly);
  }

  #line(text: string): void {
    this.#output.text(`${text.trimEnd()}\n`);
    this.#output.endRecord();
  }
}

/** A hole in a payload is told with the payload. */
function explains(event: ChatEvent, gap: Gap): boolean {
  return 'missingBytes' in event && event.missingBytes >= gap.bytes && event.session === gap.session;
}

/** Holes of one side that nothing was captured between are one. */
function* joinGaps(events: Iterable<ChatEvent>): Generator<ChatEvent> {
  let gap: Gap | undefined;
  for (const event of events) {
    if (event.type === 'gap' && gap?.side === event.side) {
      gap = { ...gap, bytes: gap.bytes + event.bytes };
      continue;
    }
    if (gap !== undefined && !explains(event, gap)) yield gap;
    gap = event.type === 'gap' ? event : undefined;
    if (event.type !== 'gap') yield event;
  }
  if (gap !== undefined) yield gap;
}

/** `2004-11-09 11:34:21Z`. */
function secondsOf(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')}Z`;
}

/** The frame of an event; with several captures `2:59`. */
function placeText({ frame, capture }: ChatEvent): string {
  return capture === undefined ? String(frame) : `${capture}:${frame}`;
}
