/** One thing that was offered or sent from one account to another, and what the capture has of it. */
import { compareFrames } from '../base/frame-id.ts';
import { MAX_MESSAGES_PER_TRANSFER, MAX_TRANSFER_SESSIONS } from '../base/limits.ts';
import { withoutEndpoint } from '../msnp/endpoint.ts';
import type { MsnObject, SlpContent } from '../msnp/payload/decoded.ts';
import { Assembly, type Content } from './assembly.ts';
import type { PartStore } from '../base/part-store.ts';

/** Where bytes were seen. */
export interface Place {
  /** 0 for a connection that is no session. */
  readonly session: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Of the last byte, nanoseconds (base/time.ts). */
  readonly time: number;
}

/** `unknown` while nobody said what became of it. */
export type Outcome = 'unknown' | 'accepted' | 'declined' | 'cancelled';
/** How the bytes travelled. */
export type Route = 'switchboard' | 'direct' | 'msnftp';

/** One message that carries the object: a client may begin anew under another identifier. */
interface Message {
  readonly assembly: Assembly;
  /** As the parts say, null while unknown. */
  total: number | null;
  /** Positions count from the end (version 2). */
  readonly isFromEnd: boolean;
}

/** What an invitation says. */
export interface Offer {
  readonly kind: string;
  readonly name: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly object: MsnObject | null;
  /** Who has the bytes, and who is to get them. */
  readonly from: string | null;
  readonly to: string | null;
}

const UNKNOWN_OFFER: Offer = { kind: 'unknown', name: null, size: null, object: null, from: null, to: null };
/** Sizes above this cannot be added without loss, and nobody sends as much. */
export const MAX_SIZE = 2 ** 48;

export class Transfer {
  offer: Offer = UNKNOWN_OFFER;
  /** `Call-ID` of the invitation, or its cookie; null while no invitation was seen. */
  callId: string | null = null;
  outcome: Outcome = 'unknown';
  /** Whether one side said BYE: cancelled, unless everything came. */
  isEnded = false;
  /** Whether the receiver acknowledged the whole. */
  isAcknowledged = false;
  readonly sessions = new Set<number>();
  readonly routes = new Set<Route>();
  /** Of the data, or of the invitation as long as there are none. */
  firstFrame = 0;
  lastFrame = 0;
  firstTime = 0;
  lastTime = 0;
  #hasData = false;
  readonly #store: PartStore;
  readonly #messages = new Map<string, Message>();

  constructor(store: PartStore) {
    this.#store = store;
  }

  /** Whether any part came, an empty one too. */
  get hasData(): boolean {
    return this.#hasData;
  }

  /** Whether it can be what a connection carries that announces so many bytes. */
  accepts(size: number): boolean {
    return this.offer.size === null || this.offer.size === size;
  }

  /** Notes a session and, while there are no data, the frames of the invitation. */
  see(place: Place): void {
    this.#noteSession(place);
    if (!this.#hasData) this.#span(place, this.firstFrame === 0);
  }

  /** Notes where more data came from. */
  seeData(place: Place): void {
    this.#span(place, !this.#hasData);
  }

  /** The message with this key; undefined when there are too many. Its place is that of a part. */
  message(
    key: string,
    total: number | null,
    isFromEnd: boolean,
    place: Place,
    route: Route,
  ): Message | undefined {
    this.#noteSession(place);
    this.routes.add(route);
    this.#span(place, !this.#hasData);
    this.#hasData = true;
    const known = this.#messages.get(key);
    if (known !== undefined) {
      known.total ??= total;
      return known;
    }
    if (this.#messages.size >= MAX_MESSAGES_PER_TRANSFER) return undefined;
    const message: Message = { assembly: new Assembly(this.#store), total, isFromEnd };
    this.#messages.set(key, message);
    return message;
  }

  /** The message that has most of the object; an empty object needs none. Undefined when nothing came. */
  content(): Content | undefined {
    let best: Content | undefined;
    for (const { assembly, total, isFromEnd } of this.#messages.values()) {
      const size = total ?? this.offer.size;
      // Without a total nobody knows where an end lies that parts are counted from.
      const origin = isFromEnd ? (size ?? assembly.span) : 0;
      const content = assembly.content(size, origin);
      if (best === undefined || isBetter(content, best)) best = content;
    }
    return best;
  }

  #noteSession({ session }: Place): void {
    if (session !== 0 && this.sessions.size < MAX_TRANSFER_SESSIONS) this.sessions.add(session);
  }

  #span({ firstFrame, lastFrame, time }: Place, isFirst: boolean): void {
    const [first, last] = [
      { frame: firstFrame, time },
      { frame: lastFrame, time },
    ];
    if (isFirst || compareFrames(first, { frame: this.firstFrame, time: this.firstTime }) < 0) {
      this.firstFrame = firstFrame;
    }
    if (isFirst || compareFrames(last, { frame: this.lastFrame, time: this.lastTime }) > 0) {
      this.lastFrame = lastFrame;
    }
    this.firstTime = isFirst ? time : Math.min(this.firstTime, time);
    this.lastTime = isFirst ? time : Math.max(this.lastTime, time);
  }
}

function isBetter(one: Content, other: Content): boolean {
  if (one.isComplete !== other.isComplete) return one.isComplete;
  return one.captured > other.captured;
}

/** A size as text, when it can be one. */
export function sizeOf(text: string): number | null {
  const size = /^[0-9]{1,20}$/.test(text) ? Number(text) : -1;
  return size >= 0 && size <= MAX_SIZE ? size : null;
}

/** What an INVITE of MSNSLP offers; null when it is about something else. Who sends: the one who has the object. */
export function offerOf(slp: SlpContent): Offer | null {
  const { object, file, purpose, from, to } = slp;
  if (object !== null) {
    const kind = object.typeName ?? 'object';
    const name = object.location ?? null;
    return { kind, name, size: object.size, object, from: account(to), to: account(from) };
  }
  if (file !== null)
    return {
      kind: 'file',
      name: file.name,
      size: sizeOf(file.size),
      object,
      from: account(from),
      to: account(to),
    };
  if (purpose === null || slp.sessionId === null) return null;
  return { kind: purpose, name: null, size: null, object, from: account(from), to: account(to) };
}

/** An account without its endpoint id, in small letters. */
export function account(word: string | null): string | null {
  return word === null ? null : withoutEndpoint(word).toLowerCase();
}
