/** One line of a notification server with what its readers need. */
import type { CommandInfo } from '../../analysis/sink.ts';
import type { Command } from '../../msnp/command.ts';
import { decodePayload } from '../../msnp/payload/decode.ts';
import type { Decoded } from '../../msnp/payload/decoded.ts';
import type { Book, Change, Page } from './book.ts';

export interface Line {
  readonly command: Command;
  readonly info: CommandInfo;
  /** Words after the TrID, or after the verb. */
  readonly words: readonly string[];
  readonly page: Page;
  readonly book: Book;
}

export type LineReader = (line: Line) => void;

export const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d+$/.test(word);
export const isGuid = (word: string | undefined): boolean =>
  word !== undefined && /^\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?$/i.test(word);

/** Number of the protocol version, 0 when nobody knows. */
export function versionOf({ info }: Pick<Line, 'info'>): number {
  return Number(/^MSNP(\d+)$/.exec(info.session.version ?? '')?.[1] ?? 0);
}

export function contentOf({ command, book, page }: Line): Decoded | null {
  const { bytes, payloadStart, payloadEnd, payloadLength } = command;
  if (command.captured < payloadLength) {
    book.lacks('payload', page.session, `parts of payloads in session ${page.session} were not captured`);
  }
  return decodePayload(command, bytes.subarray(payloadStart, payloadEnd));
}

/** What a change has beside its facts. */
export function placeOf({ command, page }: Line): Pick<Change, 'time' | 'frame' | 'session'> {
  return { time: command.lastTime, frame: command.lastFrame, session: page.session };
}

export const NO_CHANGE = { account: null, list: null, group: null, name: null, error: null } as const;
