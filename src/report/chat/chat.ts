/** `msnscan chat`: the conversations of a capture, gathered while it is read and written at its end. */
import type { CommandInfo, SessionView } from '../../analysis/sink.ts';
import type { Notice } from '../../base/notice.ts';
import type { Clock } from '../../base/time.ts';
import { type Command, LINE } from '../../msnp/command.ts';
import type { CaptureInfo, Report, Totals } from '../../scan.ts';
import { CLIENT, SERVER } from '../../tcp/handler.ts';
import { CaptureList } from '../capture-list.ts';
import { countText } from '../units.ts';
import type { Conversation } from './conversation.ts';
import { Directory } from './directory.ts';
import { isNotificationLine, readNotificationLine } from './notification.ts';
import type { Missing } from './schema.ts';
import { Seat } from './seat.ts';
import { isSwitchboardLine, readSwitchboardLine } from './switchboard.ts';

/** What is known at the end. */
export interface Chat {
  readonly captures: CaptureList;
  readonly clock: Clock;
  readonly totals: Totals;
  readonly directory: Directory;
  /** Of the whole capture. */
  readonly missing: readonly Missing[];
}

/** Writes a chat; called once, at the end. */
export type ChatWriter = (chat: Chat) => void;

/** Sessions with statements about them in one report. */
const MAX_STATEMENTS = 64;

export class ChatReport implements Report {
  readonly #write: ChatWriter;
  /** The same object for the whole capture: what is written down has times already. */
  readonly #clock: Clock = { baseSeconds: 0, digits: 6 };
  readonly #directory = new Directory(this.#clock);
  readonly #seats = new Map<number, Seat>();
  readonly #missing: Missing[] = [];
  readonly #captures = new CaptureList();
  /** Latest time of a command, for notices, which have none. */
  #time = 0;

  constructor(write: ChatWriter) {
    this.#write = write;
  }

  capture(info: CaptureInfo, clock: Clock): void {
    this.#captures.add(info);
    this.#directory.several = info.of > 1;
    Object.assign(this.#clock, clock);
  }

  command(command: Command, info: CommandInfo): void {
    this.#time = command.lastTime;
    if ((command.flags & LINE.notMsnp) !== 0) this.#isNotMsnp(info.session.id);
    const { role } = info.session;
    if (role === 'DS') return;
    if (role === 'NS') {
      if (isNotificationLine(command)) readNotificationLine(command, info, this.#seat(info), this.#directory);
      return;
    }
    if (isSwitchboardLine(command)) readSwitchboardLine(command, info, this.#seat(info), this.#directory);
  }

  transaction(): void {
    // Errors and answers are read from their lines.
  }

  finding(): void {
    // What is wrong with the protocol is another report's.
  }

  /** A hole is told where it is, as far as it is in a switchboard. */
  notice(notice: Notice): void {
    if (notice.code !== 'gap') return;
    const seat = this.#seats.get(notice.session);
    const conversation = seat?.switchboard;
    const { side, length } = notice.details;
    if (seat === undefined || conversation === undefined || typeof length !== 'number') return;
    const place = { session: notice.session, frame: notice.frame, command: 1, time: this.#time };
    const speaker = { from: null, name: null, isOwn: false };
    const from = side === 'client' ? 'client' : 'server';
    seat.tell(conversation, { type: 'gap', side: from, bytes: length }, place, speaker);
  }

  session(session: SessionView): void {
    if (session.account !== null) this.#directory.name(session.account, session.friendlyName);
    const seat = this.#seats.get(session.id);
    this.#seats.delete(session.id);
    if (seat === undefined) {
      this.#stateUnread(session);
      return;
    }
    if (seat.account === null && session.account !== null) seat.isClient(session.account);
    seat.finish();
    for (const one of seat.conversations) this.#leave(this.#directory.current(one), seat, session);
  }

  end(totals: Totals): void {
    const { store } = this.#directory;
    try {
      this.#write({
        captures: this.#captures,
        clock: this.#clock,
        totals,
        directory: this.#directory,
        missing: this.#missing,
      });
    } finally {
      store.close();
    }
  }

  /** Gives up what is held in a file. */
  close(): void {
    this.#directory.store.close();
  }

  #seat(info: CommandInfo): Seat {
    const { id } = info.session;
    const known = this.#seats.get(id);
    if (known !== undefined) return known;
    const seat = new Seat(id, this.#directory);
    this.#seats.set(id, seat);
    return seat;
  }

  #leave(conversation: Conversation, seat: Seat, session: SessionView): void {
    conversation.live.delete(session.id);
    if (session.flow.transport === 'http') conversation.isHttp = true;
    if (conversation.kind === 'switchboard') {
      conversation.touch(session.flow.firstTime);
      tellOpenCalls(conversation, seat);
      if (session.endReason !== 'capture-end') tellOwnLeaving(conversation, seat, session);
    }
    stateHoles(conversation, session);
    if (conversation.live.size === 0) this.#directory.ended(conversation);
  }

  /** A session that gave no conversation, though it may have had one. */
  #stateUnread(session: SessionView): void {
    const [client, server] = session.flow.stats;
    const missing = client.gapBytes + server.gapBytes;
    if (missing === 0 || session.role === 'DS') return;
    this.#lacks(
      'bytes',
      session.id,
      `${countText(missing, 'byte')} of session ${session.id} were not captured`,
    );
  }

  #isNotMsnp(session: number): void {
    this.#lacks('not-msnp', session, `session ${session} has bytes that are no MSNP, encrypted ones perhaps`);
  }

  #lacks(what: Missing['what'], session: number, message: string): void {
    const isKnown = this.#missing.some((one) => one.session === session && one.what === what);
    if (!isKnown && this.#missing.length < MAX_STATEMENTS) this.#missing.push({ what, session, message });
  }
}

function tellOpenCalls(conversation: Conversation, seat: Seat): void {
  for (const { who, place } of seat.openCalls) {
    const facts = { type: 'invited', who, error: null, answered: false } as const;
    seat.tell(conversation, facts, place, { from: seat.account, name: null, isOwn: true });
  }
}

/** The end of the connection is how a client leaves; the others get a BYE then. */
function tellOwnLeaving(conversation: Conversation, seat: Seat, session: SessionView): void {
  const { account } = seat;
  const { lastTime, lastFrame } = session.flow;
  if (account === null || !conversation.participants.leave(account, session.id, lastTime)) return;
  const command = Math.max(1, session.commands[CLIENT] + session.commands[SERVER]);
  const place = { session: session.id, frame: lastFrame, command, time: lastTime };
  seat.tell(conversation, { type: 'left', idle: false }, place, { from: account, name: null, isOwn: true });
}

/** What the capture lacks of a session, as statements of its conversation. */
function stateHoles(conversation: Conversation, session: SessionView): void {
  const { id, flow, oneSided } = session;
  const [client, server] = flow.stats;
  if (flow.startedMidStream) {
    conversation.lacks('beginning', id, `session ${id} was running already when the capture began`);
  }
  if (oneSided) {
    const side = client.seen ? 'client' : 'server';
    conversation.lacks('one-side', id, `only what the ${side} sent was captured of session ${id}`);
  }
  for (const [side, stats] of [
    ['client', client],
    ['server', server],
  ] as const) {
    if (stats.gapBytes === 0) continue;
    const where = stats.gaps === 1 ? 'one place' : `${stats.gaps} places`;
    const bytes = countText(stats.gapBytes, 'byte');
    conversation.lacks(
      'bytes',
      id,
      `${bytes} that the ${side} of session ${id} sent were not captured, in ${where}`,
    );
  }
  if (session.endReason === 'capture-end' && conversation.kind === 'switchboard') {
    conversation.lacks('end', id, `session ${id} was still open when the capture ended`);
  }
}
