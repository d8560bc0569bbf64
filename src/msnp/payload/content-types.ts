/** The content types of messages, one row each (messages.md 2). */
import type { BodyDecoder } from './body.ts';
import { decodeMailData } from './mail-data.ts';
import { decodeP2p } from './p2p.ts';
import {
  decodeDatacast,
  decodeInk,
  decodeInvitation,
  decodeTyping,
  emoticonsDecoder,
  fieldsDecoder,
  headersContent,
} from './simple-types.ts';
import { decodeTextBody, plainContent } from './text.ts';

const mail = fieldsDecoder('mail');
const system = fieldsDecoder('system');
const clientCaps = fieldsDecoder('client-caps');

/** Decoders by type, in small letters without parameters. */
export const CONTENT_TYPES: ReadonlyMap<string, BodyDecoder> = new Map<string, BodyDecoder>([
  ['text/plain', decodeTextBody],
  ['text/x-msmsgscontrol', decodeTyping],
  ['text/x-msmsgsinvite', decodeInvitation],
  ['text/x-msmsgsprofile', fieldsDecoder('profile')],
  ['text/x-msmsgsinitialemailnotification', mail],
  ['text/x-msmsgsemailnotification', mail],
  ['text/x-msmsgsactivemailnotification', mail],
  ['text/x-msmsgsinitialmdatanotification', decodeMailData],
  ['text/x-msmsgsoimnotification', decodeMailData],
  ['application/x-msmsgssystemmessage', system],
  ['text/x-msmsgssystemmessage', system],
  [
    'application/x-msnmsgrp2p',
    ({ head, bytes, start, end, isWhole }) =>
      isWhole ? (decodeP2p(bytes, start, end, head.headers) ?? null) : null,
  ],
  ['text/x-msnmsgr-datacast', decodeDatacast],
  ['text/x-mms-emoticon', emoticonsDecoder(false)],
  ['text/x-mms-animemoticon', emoticonsDecoder(true)],
  ['image/gif', decodeInk],
  ['application/x-ms-ink', decodeInk],
  ['text/x-clientcaps', clientCaps],
  ['text/x-clientinfo', clientCaps],
  ['text/x-keepalive', headersContent],
  ['text/search-query', ({ bytes, start, end }) => plainContent(bytes, start, end)],
]);
