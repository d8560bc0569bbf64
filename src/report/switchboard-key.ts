/** What two sessions on one switchboard have in common: its server and the session id that it gives out. */
import type { SessionView } from '../analysis/sink.ts';
import type { Command } from '../msnp/command.ts';
import { firstArg, word } from '../msnp/words.ts';
import { CLIENT } from '../tcp/handler.ts';
import { addressText } from './address.ts';

/** Where a line has the id: `ANS n account cookie ID`, `CAL n RINGING ID`. */
const LINES: readonly { readonly verb: string; readonly isClient: boolean; readonly at: number }[] = [
  { verb: 'ANS', isClient: true, at: 2 },
  { verb: 'CAL', isClient: false, at: 1 },
];

/** The switchboard that a line names; undefined for most lines. */
export function switchboardKey(command: Command, { flow }: SessionView): string | undefined {
  const isClient = command.from === CLIENT;
  const row = LINES.find((line) => line.verb === command.verb && line.isClient === isClient);
  const id = row === undefined ? undefined : word(command, firstArg(command) + row.at);
  return id === undefined || id === '' ? undefined : `${addressText(flow.server)} ${flow.server.port} ${id}`;
}
