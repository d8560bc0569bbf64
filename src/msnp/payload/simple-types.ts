/** Content types whose body is one small thing: typing, fields, invitations, datacasts, emoticons, drawings. */
import { MAX_FIELDS } from '../../base/limits.ts';
import type { Body, BodyDecoder } from './body.ts';
import type {
  Content,
  DatacastContent,
  EmoticonsContent,
  FieldsContent,
  InkContent,
  InvitationContent,
} from './decoded.ts';
import { FieldBlock, linesOf } from './fields.ts';
import { parseMsnObject } from './msn-object.ts';

/** Headers that say how to read the message, not what it says. */
const FRAME_HEADERS: ReadonlySet<string> = new Set(['mime-version', 'content-type']);

/** The block behind the head. */
export function secondHead({ bytes, start, end, isWhole }: Body): FieldBlock {
  return new FieldBlock(linesOf(bytes, start, end, isWhole));
}

/** The head once more, with its names as sent. */
export function headBlock({ head, bytes }: Body): FieldBlock {
  return new FieldBlock(bytes.toString('utf8', 0, head.bodyStart));
}

/** Fields of the head and of the block behind it. */
export function fieldsDecoder(kind: 'profile' | 'mail' | 'system' | 'client-caps'): BodyDecoder {
  return (body): FieldsContent => ({
    kind,
    fields: { ...headBlock(body).all(FRAME_HEADERS), ...secondHead(body).all() },
  });
}

/** What the head says, for types that are not known and those with nothing but a head. */
export function headersContent(body: Body): FieldsContent {
  return { kind: 'headers', fields: headBlock(body).all() };
}

export function decodeTyping({ head }: Body): Content {
  const account = head.headers.get('typinguser');
  return { kind: 'typing', account: account === undefined || account === '' ? null : account };
}

/** `text/x-msmsgsinvite` (messages.md 5). */
export function decodeInvitation(body: Body): InvitationContent {
  const block = secondHead(body);
  return {
    kind: 'invitation',
    command: block.get('invitation-command')?.toUpperCase() ?? null,
    cookie: block.get('invitation-cookie'),
    application: block.get('application-name'),
    applicationId: block.get('application-guid'),
    file: block.get('application-file'),
    fileSize: block.number('application-filesize'),
    cancelCode: block.get('cancel-code'),
    address: block.get('ip-address'),
    port: block.number('port'),
    fields: block.all(),
  };
}

/** Numbers of `text/x-msnmsgr-datacast` (messages.md 2). */
export const DATACASTS: ReadonlyMap<number, NonNullable<DatacastContent['name']>> = new Map([
  [1, 'nudge'],
  [2, 'wink'],
  [3, 'voice-clip'],
  [4, 'action'],
]);

export function datacastContent(id: number | null, data: string | null): DatacastContent {
  return { kind: 'datacast', id, name: id === null ? null : (DATACASTS.get(id) ?? null), data };
}

export function decodeDatacast(body: Body): DatacastContent {
  const block = secondHead(body);
  return datacastContent(block.number('id'), block.get('data'));
}

/** Pairs of shortcut and MSNObject with a TAB behind each; the last one may lack its TAB. */
export function emoticonsContent(text: string, animated: boolean): EmoticonsContent {
  const words = text.split('\t', 2 * MAX_FIELDS);
  const emoticons: EmoticonsContent['emoticons'][number][] = [];
  for (let i = 0; i + 1 < words.length; i += 2) {
    const object = parseMsnObject(words[i + 1] ?? '') ?? null;
    emoticons.push({ shortcut: (words[i] ?? '').trim(), object });
  }
  return { kind: 'emoticons', animated, emoticons };
}

export function emoticonsDecoder(animated: boolean): BodyDecoder {
  return ({ bytes, start, end, isWhole }) => {
    const text = bytes.toString('utf8', start, end);
    // A word that is cut off is none.
    return emoticonsContent(isWhole ? text : text.slice(0, text.lastIndexOf('\t') + 1), animated);
  };
}

export const BASE64_MARK = 'base64:';
const BITS_PER_DIGIT = 6;

/** Handwriting: `base64:` and digits, or the bytes of a picture. */
export function decodeInk({ head, bytes, start, end }: Body): InkContent {
  const text = bytes.toString('latin1', start, end);
  if (!text.startsWith(BASE64_MARK)) return { kind: 'ink', type: head.contentType, bytes: end - start };
  const digits = text.slice(BASE64_MARK.length).replace(/[^A-Za-z0-9+/]/g, '').length;
  return { kind: 'ink', type: head.contentType, bytes: Math.floor((digits * BITS_PER_DIGIT) / 8) };
}
