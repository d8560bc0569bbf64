/** What people wrote, as one text file a conversation. */
import { measureText } from '../measure.ts';
import type { Chat } from '../chat/chat.ts';
import { eventText } from '../chat/event-text.ts';
import { finishedConversations, type FinishedConversation } from '../chat/finished.ts';
import { Output } from '../output.ts';
import { Columns } from '../width.ts';
import { wrapText } from '../wrap.ts';
import type { OutFile, OutFolder } from './folder.ts';
import type { MessagesRecord } from './schema.ts';

const FOLDER = 'messages';
const NEVER_WRAPPED = Number.MAX_SAFE_INTEGER;

/** Writes the conversations that have texts. */
export function writeTexts(chat: Chat, folder: OutFolder): MessagesRecord[] {
  const records: MessagesRecord[] = [];
  let id = 0;
  for (const conversation of finishedConversations(chat)) {
    id++;
    const file = folder.open();
    try {
      const texts = writeConversation(conversation, file);
      if (texts === 0) continue;
      const { sessions, participants, start, end } = conversation.head(id);
      const accounts = [...new Set(participants.map(({ account }) => account))];
      const name = file.commit(FOLDER, `conversation-${id}.txt`);
      records.push({ file: name, conversation: id, sessions, participants: accounts, texts, start, end });
    } finally {
      file.abandon();
    }
  }
  return records;
}

/** Gives how many texts there are. */
function writeConversation(conversation: FinishedConversation, file: OutFile): number {
  let position = 0;
  const output = new Output((bytes) => {
    file.write(bytes, position);
    position += bytes.length;
  });
  const columns = new Columns(measureText, false);
  const nameOf = (account: string | null): string => account ?? 'somebody';
  let texts = 0;
  for (const event of conversation.events()) {
    const { isSpeech, isQuiet, text } = eventText(event, nameOf);
    if (isQuiet) continue;
    if (event.type === 'text') texts++;
    const said = isSpeech ? `${nameOf(event.from)}: ${text}` : `* ${text}`;
    const [first = '', ...rest] = wrapText(said, NEVER_WRAPPED, columns, false);
    output.text([`${event.time}  ${first}`, ...rest.map((line) => `    ${line}`), ''].join('\n'));
    output.endRecord();
  }
  output.flush();
  return texts;
}
