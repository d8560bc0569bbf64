/**
 * What the P2P messages and MSNSLP texts of one session have to do with each other (messages.md 6 to 8): the text that
 * a part completes, the message that an acknowledgement is about, the request that a reply answers.
 */
import { keptText } from '../../base/kept-text.ts';
import { MAX_ACKNOWLEDGEABLE, MAX_SLP_REQUESTS } from '../../base/limits.ts';
import { dropOldest } from '../../base/oldest.ts';
import { readBlocks } from '../../msnp/payload/blocks.ts';
import type { Decoded, P2pContent, P2pV2Content, SlpContent } from '../../msnp/payload/decoded.ts';
import { readMimeHead } from '../../msnp/payload/mime.ts';
import { readP2p } from '../../msnp/payload/p2p.ts';
import { P2P_ACK, P2P_V2_ASKS_ACK } from '../../msnp/payload/p2p-tables.ts';
import { readP2pV2 } from '../../msnp/payload/p2p-v2.ts';
import { CLIENT, type Side } from '../../tcp/handler.ts';
import { SlpJoiner } from '../../transfer/slp-joiner.ts';

/** The command that a content came in. */
interface Origin {
  /** Its id within the session. */
  readonly command: number;
  readonly from: Side;
  /** Tells the speakers of one side apart. */
  readonly sender: string;
  /** As `decodePayload` got it. */
  readonly payload: Buffer;
}

type P2p = P2pContent | P2pV2Content;

/** What an acknowledgement may be about. */
type Sent = Pick<Origin, 'command' | 'from'>;

/** What a reply may answer. */
type Request = Sent & Pick<SlpContent, 'callId' | 'branch' | 'cseq'>;

/** Nobody answers it. */
const ACK = 'ACK';

/** A session's memory of it; bounded, the oldest is forgotten. */
export class PeerExchange {
  readonly #joiner = new SlpJoiner();
  /** Latest part of each message, by what its acknowledgement will say. */
  readonly #sent = new Map<string, Sent>();
  /** In order of coming. */
  readonly #requests = new Set<Request>();

  /** Whether a content is, or holds, a P2P message or MSNSLP. */
  static concerns(content: Decoded): boolean {
    if (content.kind === 'blocks') return content.body !== null && PeerExchange.concerns(content.body);
    return content.kind === 'p2p' || content.kind === 'slp';
  }

  /** The content of a payload that is all there, with what other commands of the session add to it. */
  relate(content: Decoded, origin: Origin): Decoded {
    const { payload } = origin;
    if (content.kind !== 'blocks') {
      return this.#relate(content, origin, () => readMimeHead(payload, 0, payload.length).bodyStart);
    }
    if (content.body === null) return content;
    const sender = content.from ?? '';
    const bodyStart = (): number => readBlocks(payload)?.bodyStart ?? payload.length;
    return { ...content, body: this.#relate(content.body, { ...origin, sender }, bodyStart) };
  }

  /** `bodyStart`: where the P2P header lies in the payload. */
  #relate<C extends Decoded>(content: C, origin: Origin, bodyStart: () => number): C | P2p | SlpContent {
    if (content.kind === 'slp') return this.#relateSlp(content, origin);
    if (content.kind !== 'p2p') return content;
    const slp = content.slp ?? this.#completed(content, origin, bodyStart);
    return this.#relateP2p({ ...content, slp: slp && this.#relateSlp(slp, origin) }, origin);
  }

  /** The MSNSLP text of several parts that this one completes. */
  #completed(content: P2p, { sender, payload }: Origin, bodyStart: () => number): SlpContent | null {
    const data = content.version === 1 ? content : content.data;
    if (data?.sessionId !== 0) return null;
    const start = bodyStart();
    const end = payload.length;
    const part = content.version === 1 ? readP2p(payload, start, end, true) : readP2pV2(payload, start, end);
    return part === undefined ? null : (this.#joiner.part(sender, part, payload) ?? null);
  }

  #relateP2p(content: P2p, { command, from }: Origin): P2p {
    const { own, acknowledged } = content.version === 1 ? keysOf(content) : keysOfV2(content);
    const sent = acknowledged === null ? undefined : this.#sent.get(acknowledged);
    if (own !== null) {
      // Order of the map is order of last use.
      this.#sent.delete(own);
      this.#sent.set(own, { command, from });
      if (this.#sent.size > MAX_ACKNOWLEDGEABLE) dropOldest(this.#sent);
    }
    if (acknowledged === null) return content;
    return {
      ...content,
      acknowledges: sent === undefined || isClientAlone(sent.from, from) ? null : sent.command,
    };
  }

  #relateSlp(slp: SlpContent, { command, from }: Origin): SlpContent {
    const { callId, branch, cseq, method, status } = slp;
    if (status !== null) return { ...slp, answers: this.#requestOf(slp, from)?.command ?? null };
    if (callId === null || method?.toUpperCase() === ACK) return slp;
    this.#requests.add({ command, from, callId: keptText(callId), branch: keptText(branch), cseq });
    if (this.#requests.size > MAX_SLP_REQUESTS) dropOldest(this.#requests);
    return slp;
  }

  /** Of the requests with the reply's Call-ID the likeliest, the latest of several. */
  #requestOf({ callId, branch, cseq }: SlpContent, from: Side): Request | undefined {
    let best: Request | undefined;
    let bestScore = 0;
    for (const request of this.#requests) {
      if (request.callId !== callId || isClientAlone(request.from, from)) continue;
      const isNext = request.cseq !== null && cseq === request.cseq + 1;
      const score = 1 + (request.branch === branch ? 2 : 0) + (isNext ? 1 : 0);
      if (score < bestScore) continue;
      best = request;
      bestScore = score;
    }
    return best;
  }
}

/** The client does not answer itself; the server's lines are of several others, who answer each other too. */
function isClientAlone(one: Side, other: Side): boolean {
  return one === CLIENT && other === CLIENT;
}

/** What names a message in its acknowledgement, and the message that this one acknowledges. */
interface AckKeys {
  readonly own: string | null;
  readonly acknowledged: string | null;
}

function keysOf({ flags, identifier, ackIdentifier, ackUniqueId }: P2pContent): AckKeys {
  if ((flags & P2P_ACK) !== 0) return { own: null, acknowledged: `${ackIdentifier} ${ackUniqueId}` };
  return { own: `${identifier} ${ackIdentifier}`, acknowledged: null };
}

/** Version 2 acknowledges the number that the next packet will have. */
function keysOfV2({ opcode, baseId, messageLength, ack }: P2pV2Content): AckKeys {
  const isAcknowledgeable = messageLength > 0 || (opcode & P2P_V2_ASKS_ACK) !== 0;
  return {
    own: isAcknowledgeable ? `v2 ${(baseId + messageLength) >>> 0}` : null,
    acknowledged: ack === null ? null : `v2 ${ack}`,
  };
}
