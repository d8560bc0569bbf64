/** Messages of clients that a NAK or an error may still be about; of all sessions, bounded. */
import { MAX_UNSETTLED_MESSAGES } from '../../base/limits.ts';
import type { Conversation } from './conversation.ts';
import { RecentMap } from './recent-map.ts';

export interface SentMessage {
  readonly conversation: Conversation;
  readonly frame: number;
  readonly excerpt: string | null;
}

/** TrIDs are below this. */
const TRIDS = 2 ** 32;

export class UnsettledMessages {
  readonly #messages = new RecentMap<number, SentMessage>(MAX_UNSETTLED_MESSAGES);

  remember(session: number, trid: number, message: SentMessage): void {
    this.#messages.set(session * TRIDS + trid, message);
  }

  find(session: number, trid: number): SentMessage | undefined {
    return this.#messages.get(session * TRIDS + trid);
  }

  /** Nothing more will be said about it. */
  forget(session: number, trid: number): void {
    this.#messages.delete(session * TRIDS + trid);
  }
}
