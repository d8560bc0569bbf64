/** The commands that wait, by session: which of them belong together. */
import type { CommandInfo } from '../../analysis/sink.ts';
import { requestOf, type Exchange, type HeldCommand } from './held-command.ts';

interface Session {
  readonly commands: Map<number, HeldCommand>;
  /** By the id of the request, which may have left already. */
  readonly exchanges: Map<number, Exchange>;
}

export class Exchanges {
  readonly #sessions = new Map<number, Session>();

  /** The exchange of a command that is about to wait. */
  enter(info: CommandInfo): Exchange {
    const { id } = info.session;
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = { commands: new Map(), exchanges: new Map() };
      this.#sessions.set(id, session);
    }
    const exchange = session.exchanges.get(requestOf(info)) ?? { isMarked: false, members: 0 };
    session.exchanges.set(requestOf(info), exchange);
    exchange.members++;
    return exchange;
  }

  add(held: HeldCommand): void {
    this.#sessions.get(held.info.session.id)?.commands.set(held.info.id, held);
  }

  remove({ info, exchange }: HeldCommand): void {
    const session = this.#sessions.get(info.session.id);
    session?.commands.delete(info.id);
    if (--exchange.members === 0) session?.exchanges.delete(requestOf(info));
    if (session?.commands.size === 0) this.#sessions.delete(info.session.id);
  }

  get(session: number, id: number): HeldCommand | undefined {
    return this.#sessions.get(session)?.commands.get(id);
  }

  /** Shows what waits of the exchange of a command, whether it waits itself or not. */
  mark(session: number, id: number): void {
    const found = this.#sessions.get(session);
    const exchange = found?.commands.get(id)?.exchange ?? found?.exchanges.get(id);
    if (exchange !== undefined) exchange.isMarked = true;
  }

  /** Nothing more comes of a session. */
  settleAll(session: number): void {
    for (const held of this.#sessions.get(session)?.commands.values() ?? []) held.isWaiting = false;
  }
}
