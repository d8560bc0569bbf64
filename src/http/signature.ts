/** How a connection to the gateway is known: a request for its path, or an answer with its header. */
import { startsWith } from '../base/bytes.ts';
import { CLIENT, SERVER, type StreamHandler } from '../tcp/handler.ts';
import { type Glance, NOTHING_SEEN, type Signature, type Verdict } from '../tcp/signature.ts';
import type { Flow } from '../tcp/flow.ts';
import { isGatewayTarget } from './gateway-head.ts';

const METHODS: readonly Buffer[] = [Buffer.from('POST '), Buffer.from('GET ')];
const ANSWER = Buffer.from('HTTP/1.');
const HEADER = /\nX-MSN-Messenger:/i;
/** Longest beginning of a message that is looked at. */
const MAX_LOOK_BYTES = 4096;
const REQUEST_SEEN: Glance = { verdict: 'yes', side: CLIENT };
const ANSWER_SEEN: Glance = { verdict: 'yes', side: SERVER };

/** Whether bytes begin with `text`, or may when more come. */
function begins(bytes: Uint8Array, start: number, end: number, text: Uint8Array): Verdict {
  if (startsWith(bytes, start, end, text)) return 'yes';
  return startsWith(text, 0, text.length, bytes.subarray(start, Math.min(end, start + text.length)))
    ? 'maybe'
    : 'no';
}

function judgeRequest(bytes: Buffer, start: number, end: number): Verdict {
  const verdicts = METHODS.map((method) => begins(bytes, start, end, method));
  const at = verdicts.indexOf('yes');
  if (at < 0) return verdicts.includes('maybe') ? 'maybe' : 'no';
  const from = start + (METHODS[at]?.length ?? 0);
  const text = bytes.toString('latin1', from, Math.min(end, from + MAX_LOOK_BYTES));
  const stop = text.search(/[?\s]/);
  if (stop >= 0) return isGatewayTarget(text.slice(0, stop)) ? 'yes' : 'no';
  return text.length < MAX_LOOK_BYTES ? 'maybe' : 'no';
}

function judgeAnswer(bytes: Buffer, start: number, end: number): Verdict {
  const verdict = begins(bytes, start, end, ANSWER);
  if (verdict !== 'yes') return verdict;
  const text = bytes.toString('latin1', start, Math.min(end, start + MAX_LOOK_BYTES));
  const stop = text.search(/\n\r?\n/);
  const head = stop < 0 ? text : text.slice(0, stop);
  if (HEADER.test(head)) return 'yes';
  return stop < 0 && text.length < MAX_LOOK_BYTES ? 'maybe' : 'no';
}

const LETTER_P = 0x50;
const LETTER_G = 0x47;
const LETTER_H = 0x48;

function glance(bytes: Buffer, start: number, end: number): Glance {
  const first = bytes[start];
  if (first === LETTER_P || first === LETTER_G)
    return judgeRequest(bytes, start, end) === 'yes' ? REQUEST_SEEN : NOTHING_SEEN;
  if (first !== LETTER_H) return NOTHING_SEEN;
  return judgeAnswer(bytes, start, end) === 'yes' ? ANSWER_SEEN : NOTHING_SEEN;
}

/** `ports`: where it is looked for, undefined for everywhere. */
export function gatewaySignature(
  ports: ReadonlySet<number> | undefined,
  handlerFor: (flow: Flow, reserved: number) => StreamHandler,
): Signature {
  return {
    ports,
    glance,
    judge: ({ client, server }) => {
      if (client.length > 0) return judgeRequest(client, 0, client.length);
      return server.length > 0 ? judgeAnswer(server, 0, server.length) : 'maybe';
    },
    handlerFor,
    isSession: false,
  };
}
