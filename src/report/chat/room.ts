/** What `msnscan chat` needs, as one module that is loaded only for it. */
export { writeChatJson } from './chat-json.ts';
export { createChatPaint } from './chat-paint.ts';
export { writeChatText } from './chat-text.ts';
export { ChatReport } from './chat.ts';
