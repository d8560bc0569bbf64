/**
 * Recognises MSNP where no port says so: by plausible lines of both sides, more than one word of each. One side
 * alone has to prove more (framing.md 5).
 */
import { CLIENT, SERVER, type Side, type HandlerFactory } from '../tcp/handler.ts';
import { type Glance, type Heads, NOTHING_SEEN, type Signature, type Verdict } from '../tcp/signature.ts';
import { startsWith } from '../base/bytes.ts';
import { MAX_PLAUSIBLE_LINE_BYTES } from '../base/limits.ts';
import { findLineFeed } from './line.ts';
import { announcedLength, couldStart, isPlausibleLine, isStrongLine, NO } from './plausible.ts';

/** What the first lines of one side say. */
interface Proof {
  /** A line that no MSNP peer would send. */
  readonly isForeign: boolean;
  readonly plausible: number;
  readonly strong: number;
  /** Different codes of the strong lines. */
  readonly codes: number;
  /** Code and TrID of the first plausible line, '' when it has none. */
  readonly first: string;
}

const MESSAGE = Buffer.from('MSG ');
const MIME_START = Buffer.from('MIME-Version:');
/** Strong lines, and different codes among them, that one side alone has to show. */
const STRONG_ALONE = 3;
const CODES_ALONE = 2;
const CODE_LENGTH = 3;
const SENDER = /^MSG (?:Hotmail |[^ ]+@)/;
const MAX_SENDER_BYTES = 192;
const CODE_AND_TRID = /^[A-Z]{3} [0-9]{1,10}(?=[ \r\n])/;
const MAX_TRID_BYTES = 16;

/** A plausible line; of a server's MSG the sender has to be one, which tells it from those of clients and others. */
function isPlausible(bytes: Buffer, start: number, lineFeed: number, from: Side): boolean {
  if (!isPlausibleLine(bytes, start, lineFeed, from)) return false;
  if (from === CLIENT || !startsWith(bytes, start, lineFeed, MESSAGE)) return true;
  return SENDER.test(bytes.toString('latin1', start, Math.min(lineFeed, start + MAX_SENDER_BYTES)));
}

/** A line that is enough alone: by its words, or because it announces a MIME payload that is there. */
function isStrong(bytes: Buffer, start: number, lineFeed: number, from: Side): boolean {
  if (isStrongLine(bytes, start, lineFeed, from)) return true;
  return (
    startsWith(bytes, start, lineFeed, MESSAGE) && startsWith(bytes, lineFeed + 1, bytes.length, MIME_START)
  );
}

function prove(bytes: Buffer, from: Side, isMidStream: boolean): Proof {
  let start = 0;
  let plausible = 0;
  let strong = 0;
  let isForeign = false;
  let first = '';
  const codes = new Set<string>();
  while (start < bytes.length) {
    const lineFeed = findLineFeed(bytes, start, Math.min(bytes.length, start + MAX_PLAUSIBLE_LINE_BYTES));
    if (lineFeed < 0) {
      const isWrong = couldStart(bytes, start, bytes.length, from) === NO;
      isForeign = isWrong && (!isMidStream || plausible > 0);
      break;
    }
    if (isPlausible(bytes, start, lineFeed, from)) {
      if (plausible === 0)
        first = CODE_AND_TRID.exec(bytes.toString('latin1', start, start + MAX_TRID_BYTES))?.[0] ?? '';
      plausible++;
      if (isStrong(bytes, start, lineFeed, from)) {
        strong++;
        codes.add(bytes.toString('latin1', start, start + CODE_LENGTH));
      }
      start = lineFeed + 1 + announcedLength(bytes, start, lineFeed, from);
    } else if (isMidStream && plausible === 0) start = lineFeed + 1;
    else {
      isForeign = true;
      break;
    }
  }
  return { isForeign, plausible, strong, codes: codes.size, first };
}

function judge({ client, server, isMidStream, isAll }: Heads): Verdict {
  const ofClient = prove(client, CLIENT, isMidStream);
  const ofServer = prove(server, SERVER, isMidStream);
  if (ofClient.isForeign || ofServer.isForeign) return 'no';
  if (isProven(ofClient, ofServer) || isProven(ofServer, ofClient)) return 'yes';
  if (!isAll) return 'maybe';
  if (client.length === 0) return isProvenAlone(ofServer) ? 'yes' : 'no';
  return server.length === 0 && isProvenAlone(ofClient) ? 'yes' : 'no';
}

/** One side has a strong line; the other one too, or two that are plausible, or the answer to it. */
function isProven(one: Proof, other: Proof): boolean {
  if (one.strong === 0) return false;
  return other.strong > 0 || other.plausible > 1 || (one.first !== '' && one.first === other.first);
}

function isProvenAlone({ strong, codes }: Proof): boolean {
  return strong >= STRONG_ALONE && codes >= CODES_ALONE;
}

const BY_CLIENT: Glance = { verdict: 'maybe', side: CLIENT };
const BY_SERVER: Glance = { verdict: 'maybe', side: SERVER };
const BY_EITHER: Glance = { verdict: 'maybe', side: undefined };

/** A segment in mid-stream that begins with a plausible line of either side. */
function glance(bytes: Buffer, start: number, end: number): Glance {
  const mayBeClient = couldStart(bytes, start, end, CLIENT) !== NO;
  const mayBeServer = couldStart(bytes, start, end, SERVER) !== NO;
  if (!mayBeClient && !mayBeServer) return NOTHING_SEEN;
  const lineFeed = findLineFeed(bytes, start, Math.min(end, start + MAX_PLAUSIBLE_LINE_BYTES));
  if (lineFeed < 0) return NOTHING_SEEN;
  const isClient = mayBeClient && isPlausible(bytes, start, lineFeed, CLIENT);
  const isServer = mayBeServer && isPlausible(bytes, start, lineFeed, SERVER);
  if (isClient && isServer) return BY_EITHER;
  if (isClient) return BY_CLIENT;
  return isServer ? BY_SERVER : NOTHING_SEEN;
}

/** Claims flows on any port for the handler of MSNP sessions. */
export function msnpSignature(handlerFor: HandlerFactory): Signature {
  return { ports: undefined, glance, judge, handlerFor: (flow) => handlerFor(flow), isSession: true };
}
