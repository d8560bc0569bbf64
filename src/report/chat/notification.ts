/**
 * Lines of a notification server that are part of a chat: texts without a switchboard (UUM and UBM, SDG), pages to
 * telephones, notes for somebody who was away. One row a line.
 */
import type { CommandInfo } from '../../analysis/sink.ts';
import type { Command } from '../../msnp/command.ts';
import { decodePayload } from '../../msnp/payload/decode.ts';
import type { BlocksContent, Decoded } from '../../msnp/payload/decoded.ts';
import { args } from '../../msnp/words.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { addressText } from '../address.ts';
import { errorOf } from '../error-record.ts';
import { versionOf } from '../contacts/line.ts';
import { presenceWords } from '../contacts/presence-lines.ts';
import { bareAccount, keyOf, readName } from './accounts.ts';
import type { Conversation } from './conversation.ts';
import type { Directory } from './directory.ts';
import { LineTable } from './line-table.ts';
import { placeOf, type Seat } from './seat.ts';

interface Line {
  readonly command: Command;
  readonly info: CommandInfo;
  readonly words: readonly string[];
  readonly seat: Seat;
  readonly directory: Directory;
}

const LINES = new LineTable<Line>(
  [
    ['UUM', readUum],
    ['SDG', readSdg],
    ['PAG', readPage],
    ['PGD', readPage],
  ],
  [
    ['UBM', readUbm],
    ['SDG', readSdg],
    ['MSG', readNotes],
    ['ILN', readNames],
    ['NLN', readNames],
    ['NFY', readPublishedName],
  ],
  readError,
);

export function isNotificationLine(command: Command): boolean {
  return LINES.readerOf(command) !== undefined;
}

/** Reads one line of a notification server. */
export function readNotificationLine(
  command: Command,
  info: CommandInfo,
  seat: Seat,
  directory: Directory,
): void {
  const { account, friendlyName } = info.session;
  if (account !== null && seat.account !== account) seat.isClient(account);
  if (account !== null) directory.name(account, friendlyName);
  LINES.readerOf(command)?.({ command, info, words: args(command), seat, directory });
}

/** The talk between the client and somebody else. */
function talkWith({ command, info, seat, directory }: Line, other: string): Conversation {
  const { flow } = info.session;
  const one = seat.account ?? `?${info.session.id}`;
  const ends = [keyOf(one), keyOf(other)].sort().join(' ');
  const conversation = seat.enter(directory.named(`direct ${ends}`, 'direct', flow.server));
  if (seat.account !== null) conversation.participants.speaks(seat.account, null, seat.session);
  conversation.participants.speaks(other, directory.nameOf(other), seat.session);
  conversation.touch(command.firstTime);
  return conversation;
}

function readUum(line: Line): void {
  const { command, info, words, seat } = line;
  const [to] = words;
  if (to === undefined) return;
  const conversation = talkWith(line, bareAccount(to));
  seat.say(conversation, command, info, { from: seat.account, name: null, isOwn: true });
}

function readUbm(line: Line): void {
  const { command, info, words, seat } = line;
  const [word] = words;
  if (word === undefined) return;
  const from = bareAccount(word);
  seat.say(talkWith(line, from), command, info, { from, name: line.directory.nameOf(from), isOwn: false });
}

/** Addresses of temporary groups and circles: `9:` and `10:`. */
const GROUP = /^(?:9|10):/;

function readSdg(line: Line): void {
  const { command, info, seat, directory } = line;
  if (command.payloadEnd <= command.payloadStart) return;
  const payload = command.bytes.subarray(command.payloadStart, command.payloadEnd);
  const content = decodePayload(command, payload);
  if (content?.kind !== 'blocks' || content.from === null || content.to === null) return;
  const from = bareAccount(content.from);
  const isOwn = command.from === CLIENT;
  if (isOwn && seat.account === null) seat.isClient(from);
  const conversation = conversationOf(line, content, isOwn);
  const speaker = { from, name: directory.nameOf(from), isOwn };
  conversation.participants.speaks(from, speaker.name, seat.session);
  const body: Decoded | null = content.body;
  if (body !== null) seat.say(conversation, command, info, speaker, body);
}

function conversationOf(line: Line, content: BlocksContent, isOwn: boolean): Conversation {
  const { info, seat, directory, command } = line;
  const group = [content.to, content.from].find((address) => address !== null && GROUP.test(address));
  if (group === undefined || group === null) {
    return talkWith(line, bareAccount((isOwn ? content.to : content.from) ?? ''));
  }
  const { server } = info.session.flow;
  const key = `group ${addressText(server)} ${bareAccount(group)}`;
  const conversation = seat.enter(directory.named(key, 'group', server));
  conversation.touch(command.firstTime);
  return conversation;
}

function readPage(line: Line): void {
  const { command, info, words, seat } = line;
  const [to] = words;
  if (to === undefined) return;
  const content = decodePayload(command, command.bytes.subarray(command.payloadStart, command.payloadEnd));
  const text = pageText(content);
  const missingBytes = Math.max(0, command.payloadLength - command.captured);
  const facts = { type: 'page', who: bareAccount(to), text, missingBytes } as const;
  const speaker = { from: seat.account, name: null, isOwn: true };
  seat.tell(talkWith(line, bareAccount(to)), facts, placeOf(command, info), speaker);
}

/** `<TEXT ...>page</TEXT>`, whose inside need not be well-formed. */
const PAGE = /^\s*<TEXT[^>]*>([^]*)<\/TEXT>\s*$/i;

function pageText(content: Decoded | null): string {
  const text = content?.kind === 'text' || content?.kind === 'plain' ? content.text : '';
  return PAGE.exec(text)?.[1] ?? text;
}

/** Notes that wait in the mail box: only their senders are on the wire, the texts come by a web service. */
function readNotes({ command, info, seat, directory }: Line): void {
  if (command.payloadEnd <= command.payloadStart) return;
  const content = decodePayload(command, command.bytes.subarray(command.payloadStart, command.payloadEnd));
  if (content?.kind !== 'mail-data' || content.notes.length === 0) return;
  const { flow } = info.session;
  const key = `notes ${keyOf(seat.account ?? `?${info.session.id}`)}`;
  const conversation = seat.enter(directory.named(key, 'notes', flow.server));
  if (seat.account !== null) conversation.participants.speaks(seat.account, null, seat.session);
  conversation.lacks(
    'note-texts',
    null,
    'the texts of offline notes come by a web service, not in this protocol',
  );
  for (const { id, from, name, time } of content.notes) {
    const speaker = { from: from === null ? null : bareAccount(from), name, isOwn: false };
    seat.tell(conversation, { type: 'offline-note', sent: time, id }, placeOf(command, info), speaker);
  }
}

/** Presence tells what people are called. */
function readNames({ info, words, directory }: Line): void {
  const found = presenceWords(words, versionOf({ info }));
  if (found !== undefined) directory.name(bareAccount(found.word), readName(found.name));
}

const FRIENDLY_NAME = /^user\/s(?:\[\d+\])?\/FriendlyName$/;

function readPublishedName({ command, directory }: Line): void {
  const content = decodePayload(command, command.bytes.subarray(command.payloadStart, command.payloadEnd));
  if (content?.kind !== 'blocks' || content.from === null || content.body?.kind !== 'xml') return;
  const name = Object.entries(content.body.fields).find(([path]) => FRIENDLY_NAME.test(path))?.[1];
  if (name !== undefined && name !== '') directory.name(bareAccount(content.from), name);
}

const ANSWERED: ReadonlySet<string> = new Set(['SDG', 'UUM', 'PAG', 'PGD']);

function readError({ command, info, seat }: Line): void {
  if (!ANSWERED.has(info.answersVerb)) return;
  seat.undelivered(command.trid, placeOf(command, info), errorOf(command.verb), undefined);
}
