/** The lines that one kind of server adds to a chat, by verb and side; errors, which have many codes, share a reader. */
import type { Command } from '../../msnp/command.ts';
import { CLIENT } from '../../tcp/handler.ts';

type Reader<Line> = (line: Line) => void;

const ERROR = /^\d{3}$/;

export class LineTable<Line> {
  readonly #client: ReadonlyMap<string, Reader<Line>>;
  readonly #server: ReadonlyMap<string, Reader<Line>>;
  readonly #error: Reader<Line>;

  constructor(
    client: readonly (readonly [verb: string, read: Reader<Line>])[],
    server: readonly (readonly [verb: string, read: Reader<Line>])[],
    error: Reader<Line>,
  ) {
    this.#client = new Map(client);
    this.#server = new Map(server);
    this.#error = error;
  }

  /** Who reads the line; undefined when a chat has no use for it. */
  readerOf({ verb, from }: Command): Reader<Line> | undefined {
    if (from === CLIENT) return this.#client.get(verb);
    return this.#server.get(verb) ?? (ERROR.test(verb) ? this.#error : undefined);
  }
}
