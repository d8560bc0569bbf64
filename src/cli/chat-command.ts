/** `msnscan chat FILE`: the conversations of a capture. */
import { ChatReport, createChatPaint, writeChatJson, writeChatText } from '../report/chat/room.ts';
import type { Io } from './io.ts';
import type { Arguments } from './parse.ts';
import { VERSION } from './version.ts';
import { runView } from './view.ts';

export function runChat(args: Arguments, io: Io): Promise<number> {
  return runView(args, io, async (sink, look) => {
    if (look.json) {
      return new ChatReport((chat) => {
        writeChatJson(chat, sink, { indent: look.indent, version: VERSION });
      });
    }
    const paint = await createChatPaint(look.colour);
    return new ChatReport((chat) => {
      writeChatText(chat, sink, { ...look, paint });
    });
  });
}
