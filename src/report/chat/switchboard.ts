/** Lines of a switchboard, as a chat sees them: who comes and goes, who says what. One row a line. */
import type { CommandInfo } from '../../analysis/sink.ts';
import type { Command } from '../../msnp/command.ts';
import { firstArg, word } from '../../msnp/words.ts';
import { errorOf } from '../error-record.ts';
import { switchboardKey } from '../switchboard-key.ts';
import { bareAccount, readName, sameAccount, splitAccount } from './accounts.ts';
import type { Conversation } from './conversation.ts';
import type { Directory } from './directory.ts';
import { LineTable } from './line-table.ts';
import { placeOf, type Seat } from './seat.ts';

/** One line and where it belongs. */
interface Line {
  readonly command: Command;
  readonly info: CommandInfo;
  readonly seat: Seat;
  readonly conversation: Conversation;
  readonly directory: Directory;
}

const LINES = new LineTable<Line>(
  [
    ['USR', readUsr],
    ['ANS', readAns],
    ['CAL', readCal],
    ['MSG', readSaid],
  ],
  [
    ['USR', readOwnJoin],
    ['ANS', readOwnJoin],
    ['IRO', readIro],
    ['JOI', readJoi],
    ['BYE', readBye],
    ['CAL', readRinging],
    ['ACK', readAck],
    ['NAK', readNak],
    ['MSG', readHeard],
  ],
  readError,
);

/** Whether a line of this verb is one of a switchboard's that a chat is made of. */
export function isSwitchboardLine(command: Command): boolean {
  return LINES.readerOf(command) !== undefined;
}

/** Reads one line of a session that is a switchboard's, or may be one. */
export function readSwitchboardLine(
  command: Command,
  info: CommandInfo,
  seat: Seat,
  directory: Directory,
): void {
  const read = LINES.readerOf(command);
  if (read === undefined) return;
  const { flow } = info.session;
  const known = seat.switchboard;
  const conversation = known ?? seat.enter(directory.create('switchboard', flow.server));
  conversation.touch(command.firstTime);
  read({ command, info, seat, conversation, directory });
}

/** Argument `index` of a line: most lines are asked for one or two. */
const arg = ({ command }: Line, index: number): string | undefined =>
  word(command, firstArg(command) + index);

function identify({ command, seat, conversation, directory, info }: Line): void {
  const key = switchboardKey(command, info.session);
  if (key !== undefined) seat.enter(directory.identify(conversation, key));
}

function readUsr(line: Line): void {
  const account = arg(line, 0);
  if (account?.includes('@') === true) line.seat.isClient(bareAccount(account));
}

function readAns(line: Line): void {
  readUsr(line);
  identify(line);
}

function readCal(line: Line): void {
  const { command, info, seat } = line;
  const who = arg(line, 0);
  if (who !== undefined && command.trid > 0)
    seat.calls(command.trid, bareAccount(who), placeOf(command, info));
}

/** `USR n OK account name`, `ANS n OK`: the client is in. */
function readOwnJoin(line: Line): void {
  const { seat, info, directory } = line;
  if (arg(line, 0) !== 'OK') return;
  const own = arg(line, 1);
  if (own !== undefined) seat.isClient(bareAccount(own));
  const account = seat.account ?? info.session.account;
  if (account === null) return;
  const name = readName(arg(line, 2)) ?? directory.nameOf(account);
  // Without endpoint: the others see the endpoints of this client, it sees itself as a whole.
  joins(line, account, name, false, true);
}

function readIro(line: Line): void {
  const who = arg(line, 2);
  if (who !== undefined) joins(line, who, readName(arg(line, 3)), true);
}

function readJoi(line: Line): void {
  const who = arg(line, 0);
  if (who === undefined) return;
  const { account } = line.seat;
  // From MSNP16 on the server tells a client of its own other places too.
  const isOwn = account !== null && sameAccount(account, splitAccount(who)[0]);
  if (!isOwn) joins(line, who, readName(arg(line, 1)), false);
}

function joins(line: Line, who: string, name: string | null, wasThere: boolean, isOwn = false): void {
  const { command, info, seat, directory } = line;
  const place = placeOf(command, info);
  const conversation = seat.switchboard ?? line.conversation;
  const isNews = conversation.participants.join(who, name, seat.session, place.time);
  directory.name(bareAccount(who), name);
  if (!isNews) return;
  seat.tell(conversation, { type: 'joined', wasThere }, place, { from: bareAccount(who), name, isOwn });
}

function readBye(line: Line): void {
  const { command, info, seat, conversation } = line;
  const who = arg(line, 0);
  if (who === undefined) return;
  const place = placeOf(command, info);
  if (!conversation.participants.leave(who, seat.session, place.time)) return;
  const speaker = { from: bareAccount(who), name: null, isOwn: false };
  seat.tell(conversation, { type: 'left', idle: arg(line, 1) === '1' }, place, speaker);
}

function readRinging(line: Line): void {
  if (arg(line, 0) !== 'RINGING') return;
  identify(line);
  invited(line, null);
}

function invited(line: Line, code: string | null): void {
  const { command, info, seat } = line;
  const call = seat.called(command.trid);
  const conversation = seat.switchboard ?? line.conversation;
  if (call === undefined) return;
  // From MSNP16 on a client invites its own other places first.
  if (code === null && seat.account !== null && sameAccount(call.who, seat.account)) return;
  const error = code === null ? null : errorOf(code);
  const speaker = { from: seat.account, name: null, isOwn: true };
  seat.tell(
    conversation,
    { type: 'invited', who: call.who, error, answered: true },
    placeOf(command, info),
    speaker,
  );
}

function readError(line: Line): void {
  const { command, info, seat, conversation } = line;
  if (info.answersVerb === 'CAL') invited(line, command.verb);
  else if (info.answersVerb === 'MSG') {
    seat.undelivered(command.trid, placeOf(command, info), errorOf(command.verb), conversation);
  }
}

function readAck({ command, seat }: Line): void {
  seat.delivered(command.trid);
}

function readNak({ command, info, seat, conversation }: Line): void {
  seat.undelivered(command.trid, placeOf(command, info), null, conversation);
}

function readSaid(line: Line): void {
  const { command, info, seat, conversation } = line;
  const from = seat.account ?? info.session.account;
  if (from !== null) conversation.participants.speaks(from, null, seat.session);
  seat.say(conversation, command, info, { from, name: null, isOwn: true });
}

function readHeard(line: Line): void {
  const { command, info, seat, conversation, directory } = line;
  const who = arg(line, 0);
  if (who === undefined) return;
  const from = bareAccount(who);
  const name = readName(arg(line, 1));
  directory.name(from, name);
  conversation.participants.speaks(from, name, seat.session);
  seat.say(conversation, command, info, { from, name, isOwn: false });
}
