/** What `msnscan contacts` needs, as one module that is loaded only for it. */
export { createChatPaint } from '../chat/chat-paint.ts';
export { writeContactsJson } from './contacts-json.ts';
export { writeContactsText } from './contacts-text.ts';
export { ContactsReport } from './contacts.ts';
