/** `msnscan extract`: everything that was sent, gathered while the capture is read; written afterwards. */
import { CaptureList } from '../capture-list.ts';
import type { CommandInfo, SessionView } from '../../analysis/sink.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import type { Command } from '../../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { ObjectTaker } from '../../transfer/taker.ts';
import { type Chat, ChatReport } from '../chat/chat.ts';
import { Indenter } from '../indent.ts';
import { Output } from '../output.ts';
import { countText } from '../units.ts';
import type { OutFile, OutFolder } from './folder.ts';
import { ObjectWriter } from './objects.ts';
import type { ExtractIndex, MessagesRecord, ObjectRecord } from './schema.ts';
import { writeTexts } from './texts.ts';

const NO_CLOCK: Clock = { baseSeconds: 0, digits: 6 };
const INDEX = 'index.json';
const NEWLINE = Buffer.from('\n');

export class ExtractReport implements Report {
  /** To be given to the scan: it takes the connections between clients. */
  readonly taker = new ObjectTaker();
  readonly #folder: OutFolder;
  readonly #version: string;
  readonly #chat: ChatReport;
  #clock = NO_CLOCK;
  readonly #captures = new CaptureList();
  #messages: MessagesRecord[] = [];
  #missing: string[] = [];
  #index: ExtractIndex | undefined;

  constructor(folder: OutFolder, version: string) {
    this.#folder = folder;
    this.#version = version;
    this.#chat = new ChatReport((chat) => {
      this.#takeChat(chat);
    });
  }

  /** What was written; undefined before the end. */
  get index(): ExtractIndex | undefined {
    return this.#index;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#clock = clock;
    this.#captures.add(info);
    this.#chat.capture(info, clock);
  }

  command(command: Command, info: CommandInfo): void {
    this.taker.command(command, info.session);
    this.#chat.command(command, info);
  }

  transaction(): void {
    // What was sent is in the commands.
  }

  finding(): void {
    // What is wrong with the protocol is another report's.
  }

  notice(notice: Notice): void {
    this.#chat.notice(notice);
  }

  session(session: SessionView): void {
    this.taker.sessionEnded(session.id);
    this.#chat.session(session);
  }

  /** Writes everything. */
  end(totals: Totals): void {
    const { file, files } = this.#captures.names;
    const { several } = this.#captures;
    const objects = new ObjectWriter(this.#folder, this.#clock, several).write(this.taker.transfers);
    this.#chat.end(totals);
    const index: ExtractIndex = {
      schemaVersion: 1,
      generator: { name: 'msnscan', version: this.#version },
      capture: file,
      ...(files === undefined ? {} : { captures: files }),
      objects,
      messages: this.#messages,
      missing: [...missingOf(objects, this.taker.isLimited), ...this.#missing],
      complete: totals.complete && !this.taker.isLimited,
    };
    this.#writeIndex(index);
    this.#index = index;
  }

  /** Gives up what is held in files. */
  close(): void {
    this.taker.close();
    this.#chat.close();
  }

  #takeChat(chat: Chat): void {
    this.#messages = writeTexts(chat, this.#folder);
    this.#missing = chat.missing.map(({ message }) => message);
  }

  #writeIndex(index: ExtractIndex): void {
    const file = this.#folder.open();
    try {
      writeIndex(index, file);
      file.commit('', INDEX);
    } finally {
      file.abandon();
    }
  }
}

/** Writes it indented, one record at a time. */
function writeIndex({ objects, messages, missing, complete, ...head }: ExtractIndex, file: OutFile): void {
  let position = 0;
  const indenter = new Indenter((bytes) => {
    file.write(bytes, position);
    position += bytes.length;
  });
  const output = new Output(indenter.write);
  output.text(JSON.stringify(head).slice(0, -1));
  for (const [name, records] of Object.entries({ objects, messages })) {
    output.text(`,"${name}":[`);
    for (const [i, record] of records.entries()) {
      output.text((i === 0 ? '' : ',') + JSON.stringify(record));
      output.endRecord();
    }
    output.text(']');
  }
  output.text(`,${JSON.stringify({ missing, complete }).slice(1)}`);
  output.flush();
  indenter.end();
  file.write(NEWLINE, position);
}

/** What is not there though it was sent. */
function missingOf(objects: readonly ObjectRecord[], isLimited: boolean): string[] {
  const sentences: string[] = [];
  const say = (count: number, unit: string, text: string): void => {
    if (count > 0) sentences.push(`${countText(count, unit)} ${text}`);
  };
  const isRefused = ({ transfers }: ObjectRecord): boolean =>
    transfers.every(({ outcome }) => outcome === 'declined' || outcome === 'cancelled');
  const lacking = objects.filter((object) => !object.complete && !isRefused(object));
  const empty = lacking.filter(({ file }) => file === null);
  say(lacking.length - empty.length, 'object', 'not whole: the rest is not in the capture');
  say(empty.length, 'object', 'offered, with nothing of it in the capture');
  const unknown = objects.filter(({ kind }) => kind === 'unknown');
  say(unknown.length, 'object', 'without its invitation: the name is not in the capture');
  if (isLimited) sentences.push('more was sent than this program keeps track of');
  return sentences;
}
