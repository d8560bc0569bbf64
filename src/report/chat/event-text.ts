/** One event of a chat in words. One row a type. Captured text in it is not escaped yet. */
import type { TextFormat } from '../../msnp/payload/decoded.ts';
import { countText } from '../units.ts';
import type { ChatEvent } from './schema.ts';

/** How an event is shown. */
export interface EventText {
  /** What a person said, beside the name; else a remark about a person. */
  readonly isSpeech: boolean;
  readonly text: string;
  readonly format: TextFormat | null;
  /** Left out unless more was asked for. */
  readonly isQuiet: boolean;
  /** About the capture, not about a person. */
  readonly isMissing: boolean;
}

/** What an account is called. */
export type NameOf = (account: string | null) => string;

type Event<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;

const remark = (text: string, isQuiet = false): EventText => ({
  isSpeech: false,
  text,
  format: null,
  isQuiet,
  isMissing: false,
});
const speech = (text: string, format: TextFormat | null = null): EventText => ({
  isSpeech: true,
  text,
  format,
  isQuiet: false,
  isMissing: false,
});
const lacking = (text: string): EventText => ({ ...remark(text), isMissing: true });

const DATACASTS: ReadonlyMap<string, string> = new Map([
  ['nudge', '(sends a nudge)'],
  ['wink', '(sends a wink)'],
  ['voice-clip', '(sends a voice clip)'],
  ['action', '(sends an action)'],
]);

const READERS: { readonly [T in ChatEvent['type']]: (event: Event<T>, nameOf: NameOf) => EventText } = {
  joined: (event, nameOf) =>
    remark(`${nameOf(event.from)} ${event.wasThere ? 'is already there' : 'joined'}`),
  left: (event, nameOf) => remark(`${nameOf(event.from)} left${event.idle ? ' (idle too long)' : ''}`),
  invited: (event, nameOf) => {
    const start = `${nameOf(event.from)} invited ${nameOf(event.who)}`;
    if (event.error !== null) {
      return remark(`${start}: failed, ${event.error.name ?? 'error'} (${event.error.code})`);
    }
    return remark(event.answered ? start : `${start}, no answer was captured`);
  },
  text: (event) => speech(`${prefixOf(event)}${bodyOf(event)}${damageOf(event)}`, event.format),
  typing: (event, nameOf) => remark(`${nameOf(event.from)} is typing`, true),
  datacast: (event) => {
    const words = DATACASTS.get(event.what ?? '') ?? '(sends something unknown)';
    return speech(event.what === 'action' && event.data !== null ? `(${event.data})` : words);
  },
  ink: (event) => speech(`(sends a drawing, ${countText(event.bytes, 'byte')})${damageOf(event)}`),
  emoticons: (event, nameOf) =>
    remark(
      `${nameOf(event.from)} sends emoticons for ${event.emoticons.map(({ shortcut }) => shortcut).join(' ')}`,
      true,
    ),
  offer: (event, nameOf) => remark(`${nameOf(event.from)} ${offerText(event)}`),
  request: (event, nameOf) =>
    remark(`${nameOf(event.from)} asks ${nameOf(event.creator)} for the ${words(event.what)}`, true),
  answer: (event, nameOf) =>
    remark(`${nameOf(event.from)} ${answerText(event)}`, !LOUD.has(event.what) && event.answer !== 'failed'),
  undelivered: (event) => {
    const why = event.error === null ? '' : `: ${event.error.name ?? 'error'} (${event.error.code})`;
    const what = event.excerpt === null ? 'a message' : `"${event.excerpt.replaceAll(/\s+/g, ' ')}"`;
    return remark(`not delivered${why}: ${what}`);
  },
  page: (event, nameOf) =>
    speech(`(to the telephone of ${nameOf(event.who)}) ${event.text}${damageOf(event)}`),
  'offline-note': (event, nameOf) => {
    const who = event.from === null ? 'somebody' : nameOf(event.from);
    return remark(`${who} left an offline note${event.sent === null ? '' : `, sent ${event.sent}`}`);
  },
  other: (event, nameOf) => {
    const what = event.contentType ?? 'a message';
    const size = countText(event.bytes, 'byte');
    const isLost = event.missingBytes > 0;
    return remark(`${nameOf(event.from)} sends ${what}, ${size}${damageOf(event)}`, !isLost);
  },
  gap: (event) =>
    lacking(`${countText(event.bytes, 'byte')} of the ${event.side} are not in the capture here`),
};

/** Things a person notices when they come or fail; pictures change hands all the time. */
const LOUD: { has(what: string): boolean } = {
  has: (what) => !QUIET_OBJECTS.has(what),
};
const QUIET_OBJECTS: ReadonlySet<string> = new Set([
  'display-picture',
  'emoticon',
  'background',
  'dynamic-picture',
  'wink',
  'voice-clip',
  'object',
]);

export function eventText(event: ChatEvent, nameOf: NameOf): EventText {
  const reader = READERS[event.type] as (event: ChatEvent, nameOf: NameOf) => EventText;
  return reader(event, nameOf);
}

function prefixOf(event: Event<'text'>): string {
  const parts: string[] = [];
  if (event.displayName !== null && event.displayName !== event.name) parts.push(`as ${event.displayName}`);
  if (event.offline) parts.push('offline note');
  if (event.format?.rightToLeft === true) parts.push('right to left');
  return parts.length === 0 ? '' : `(${parts.join(', ')}) `;
}

/** The text without the line breaks some clients send behind it. */
function bodyOf({ text, missingBytes, missingChunks }: Event<'text'>): string {
  const isWhole = missingBytes === 0 && missingChunks === 0;
  return text.trim() === '' && isWhole ? '(a text without words)' : text.replace(/[\r\n]+$/, '');
}

const words = (name: string): string => name.replaceAll('-', ' ');

/** What of a message is not there. */
function damageOf(event: { missingBytes: number; missingChunks?: number }): string {
  const parts: string[] = [];
  if (event.missingBytes > 0) parts.push(countText(event.missingBytes, 'byte'));
  const chunks = event.missingChunks ?? 0;
  if (chunks > 0) parts.push(countText(chunks, 'part'));
  return parts.length === 0 ? '' : ` [${parts.join(' and ')} not captured]`;
}

function subjectText({ what, title, size }: Event<'offer'>): string {
  const name = title === null ? '' : ` "${title}"`;
  return `the ${words(what)}${name}${size === null ? '' : ` (${size} bytes)`}`;
}

function offerText(event: Event<'offer'>): string {
  return event.what === 'file'
    ? `offers ${subjectText(event)}`
    : `invites to ${event.title ?? words(event.what)}`;
}

const ANSWERS: Readonly<Record<Event<'answer'>['answer'], string>> = {
  accepted: 'accepts',
  declined: 'declines',
  cancelled: 'cancels',
  failed: 'could not go on with',
  ended: 'closes',
};

function answerText(event: Event<'answer'>): string {
  const { answer, what, title, reason } = event;
  const name = title === null ? '' : ` "${title}"`;
  return `${ANSWERS[answer]} the ${words(what)}${name}${reason === null ? '' : `: ${reason}`}`;
}
