/** `msnscan contacts FILE`: contact lists and presence. */
import {
  ContactsReport,
  createChatPaint,
  writeContactsJson,
  writeContactsText,
} from '../report/contacts/room.ts';
import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { VERSION } from './version.ts';
import { runView } from './view.ts';

export function runContacts(args: Arguments, io: Io): Promise<number> {
  return runView(args, io, async (sink, look) => {
    if (look.json) {
      return new ContactsReport((contacts) => {
        writeContactsJson(contacts, sink, { indent: look.indent, version: VERSION });
      });
    }
    const paint = await createChatPaint(look.colour);
    return new ContactsReport((contacts) => {
      writeContactsText(contacts, sink, { ...look, paint });
    });
  });
}
