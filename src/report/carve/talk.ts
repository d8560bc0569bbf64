/** The sessions of conversations, which are numbered as `msnscan chat` does. */
import { BitSet } from '../../base/bit-set.ts';
import { ChatReport } from '../chat/room.ts';
import { finishedConversations } from '../chat/finished.ts';

interface ChosenTalk {
  readonly report: ChatReport;
  /** After the end: sessions of the chosen conversations. */
  readonly sessions: BitSet;
  /** After the end: how many conversations there are. */
  readonly count: number;
}

/** A report that finds the sessions of the conversations of some numbers. */
export function chatOf(isChosen: (conversation: number) => boolean): ChosenTalk {
  const sessions = new BitSet();
  let count = 0;
  const report = new ChatReport((chat) => {
    for (const conversation of finishedConversations(chat)) {
      count++;
      if (!isChosen(count)) continue;
      for (const session of conversation.head(count).sessions) sessions.add(session);
    }
  });
  return {
    report,
    sessions,
    get count() {
      return count;
    },
  };
}
