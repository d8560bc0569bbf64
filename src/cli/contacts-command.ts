import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
export function runContacts(args: Arguments, io: Io): Promise<number> {
  throw new Error(`${args.command} ${io.stdout.fd}`);
}
