/** Makes the transaction of a client command: what it waits for (framing.md 2.3, and 2.4 rules 4 and 5). */
import { type Command, LINE } from '../msnp/command.ts';
import { firstArg } from '../msnp/words.ts';
import { badTrid, oddTridText } from './client-trids.ts';
import { singleByteWord } from './line-words.ts';
import { ACK_MODES, ackModeOf, FIFO_REPLIES } from './strategies.ts';
import type { Traits } from './traits.ts';
import { Transaction, type Wait } from './transaction.ts';

const FIFO_REQUESTS: ReadonlySet<string> = new Set(Object.values(FIFO_REPLIES));
/** Number of holes that no session has: the answer counts as hidden. */
const HIDDEN = -1;

/** `traits`: undefined for codes that no client sends. `isOver`: OUT was sent, or the server has closed its side. */
export function newTransaction(
  command: Command,
  id: number,
  session: number,
  traits: Traits | undefined,
  isOver: boolean,
  serverHoles: number,
): Transaction {
  const mode = traits?.expects === 'ack-mode' ? ackModeOf(singleByteWord(command, firstArg(command))) : -1;
  const { verb, trid, lastFrame, lastTime } = command;
  const expectsNothing = traits === undefined || isOver || badTrid(command) !== 0;
  const wait = expectsNothing ? 'none' : waitFor(verb, traits, mode);
  // Behind skipped bytes a line is seen late: its answer may have come before it.
  const holes = (command.flags & LINE.afterHole) === 0 ? serverHoles : HIDDEN;
  const transaction = new Transaction(session, trid, verb, id, traits, wait, lastFrame, lastTime, holes);
  transaction.ackMode = mode;
  transaction.tridText = oddTridText(command);
  return transaction;
}

function waitFor(verb: string, traits: Traits, mode: number): Wait {
  switch (traits.expects) {
    case 'one':
      return FIFO_REQUESTS.has(verb) ? 'fifo' : 'one';
    case 'set':
      return 'set';
    case 'one-then-more':
      return 'more';
    case 'ack-mode':
      return ACK_MODES[mode]?.answered === true ? 'one' : 'none';
    default:
      return 'none';
  }
}
