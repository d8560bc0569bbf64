/**
 * Puts datagrams together from their fragments (RFC 791 3.2, RFC 8200 4.5). Bounded in datagrams and bytes; a
 * datagram's time is judged at its own next fragment and when it has to make room, so that it does not depend on
 * other traffic.
 */
import { NO_BYTES, sameBytes } from '../base/bytes.ts';
import {
  FRAGMENT_TIMEOUT_NANOS,
  MAX_COMPLETED_DATAGRAMS,
  MAX_FRAGMENT_BYTES,
  MAX_FRAGMENT_NOTICES,
  MAX_FRAGMENTED_DATAGRAMS,
} from '../base/limits.ts';
import type { Details, NoticeCode, NoticeListener } from '../base/notice.ts';
import { Datagram, type Fragment } from './datagram.ts';
import { BAD_FRAGMENT, type DropReason, FRAGMENT } from './drop.ts';
import type { SegmentView } from './segment-view.ts';

export class Defragmenter {
  /** The datagram that was completed last: its payload and the protocol of its beginning. */
  datagram: Buffer = NO_BYTES;
  protocol = 0;
  /** The datagram of the fragment that came last, as a number from 1; the same in each reading of the same frames. */
  number = 0;
  readonly #onNotice: NoticeListener;
  /** By addresses, identification and protocol; the oldest first. */
  readonly #open = new Map<string, Datagram>();
  /** Payloads of those that were complete, the oldest first. */
  readonly #completed = new Map<string, Completed>();
  #bytes = 0;
  /** Datagrams numbered so far. */
  #count = 0;
  readonly #told = new Map<NoticeCode, number>();

  constructor(onNotice: NoticeListener) {
    this.#onNotice = onNotice;
  }

  /**
   * Takes a fragment between the addresses in `view`; its bytes are copied. Returns 0 when its datagram is complete
   * now and stands in `datagram`, else why there is none.
   */
  add(view: SegmentView, fragment: Fragment): DropReason | 0 {
    const key = keyOf(view, fragment);
    // Recorders that hear a packet twice bring its fragments once more when the datagram is complete.
    const completed = this.#completed.get(key);
    if (completed !== undefined && isPartOf(completed.whole, fragment)) {
      this.number = completed.number;
      return FRAGMENT;
    }
    const datagram = this.#find(key, fragment);
    this.number = datagram.number;
    if (!datagram.accepts(fragment)) return BAD_FRAGMENT;
    if (datagram.fragments === 0) this.#begin(key, datagram, fragment.time);
    const before = datagram.cost;
    const overlap = datagram.add(fragment);
    this.#bytes += datagram.cost - before;
    if (overlap && !datagram.overlapTold) {
      datagram.overlapTold = true;
      this.#tell('fragment-overlap', 'fragments overlap; the bytes that came first stay', fragment.frame, {
        firstFrame: datagram.firstFrame,
      });
    }
    if (!datagram.complete) {
      this.#makeRoom(key, fragment.time);
      return FRAGMENT;
    }
    this.#forget(key, datagram);
    this.datagram = datagram.assemble();
    this.protocol = datagram.protocol;
    this.#remember(key);
    return 0;
  }

  /** The end of the capture: tells of the datagrams that never were complete, and of notices held back. */
  flush(): void {
    for (const [key, datagram] of this.#open) this.#giveUp(key, datagram);
    for (const [code, count] of this.#told) {
      const more = count - MAX_FRAGMENT_NOTICES;
      if (more > 0) this.#onNotice(code, `${more} more notices of this kind`, 0, { count: more });
    }
    this.#told.clear();
  }

  #remember(key: string): void {
    this.#completed.delete(key);
    this.#completed.set(key, { whole: this.datagram, number: this.number });
    const oldest = this.#completed.keys().next().value;
    if (this.#completed.size > MAX_COMPLETED_DATAGRAMS && oldest !== undefined)
      this.#completed.delete(oldest);
  }

  /** The datagram of a fragment; one whose time is over makes way for a new one. */
  #find(key: string, fragment: Fragment): Datagram {
    const datagram = this.#open.get(key);
    if (datagram === undefined) return new Datagram(fragment, ++this.#count);
    if (fragment.time - datagram.firstTime <= FRAGMENT_TIMEOUT_NANOS) return datagram;
    this.#giveUp(key, datagram);
    return new Datagram(fragment, ++this.#count);
  }

  #begin(key: string, datagram: Datagram, time: number): void {
    if (this.#open.size >= MAX_FRAGMENTED_DATAGRAMS) this.#dropOldest(time);
    this.#open.set(key, datagram);
    this.#bytes += datagram.cost;
  }

  #makeRoom(key: string, time: number): void {
    while (this.#bytes > MAX_FRAGMENT_BYTES && this.#open.size > 1) {
      const datagram = this.#open.get(key);
      // The one at hand goes to the end, so that it is not the one to make room for itself.
      if (datagram !== undefined && this.#open.keys().next().value === key) {
        this.#open.delete(key);
        this.#open.set(key, datagram);
      }
      this.#dropOldest(time);
    }
  }

  #dropOldest(time: number): void {
    const oldest = this.#open.entries().next().value;
    if (oldest === undefined) return;
    const [key, datagram] = oldest;
    if (time - datagram.firstTime > FRAGMENT_TIMEOUT_NANOS) {
      this.#giveUp(key, datagram);
      return;
    }
    this.#forget(key, datagram);
    this.#tell(
      'fragment-limit',
      'too many unfinished datagrams: the oldest was dropped',
      datagram.firstFrame,
      {
        bytes: datagram.bytes,
        fragments: datagram.fragments,
      },
    );
  }

  #giveUp(key: string, datagram: Datagram): void {
    this.#forget(key, datagram);
    this.#tell('fragment-incomplete', 'not all fragments of a datagram came', datagram.firstFrame, {
      bytes: datagram.bytes,
      fragments: datagram.fragments,
    });
  }

  #forget(key: string, datagram: Datagram): void {
    this.#bytes -= datagram.cost;
    this.#open.delete(key);
  }

  #tell(code: NoticeCode, message: string, frame: number, details: Details): void {
    const count = (this.#told.get(code) ?? 0) + 1;
    this.#told.set(code, count);
    if (count <= MAX_FRAGMENT_NOTICES) this.#onNotice(code, message, frame, details);
  }
}

/** A datagram that was complete. */
interface Completed {
  readonly whole: Buffer;
  readonly number: number;
}

/** Whether a fragment says nothing but what the whole datagram says. */
function isPartOf(whole: Buffer, fragment: Fragment): boolean {
  const { offset, more, bytes, start, end, wireEnd } = fragment;
  const fragmentEnd = offset + wireEnd - start;
  const fits = more ? fragmentEnd < whole.length : fragmentEnd === whole.length;
  return fits && sameBytes(whole, offset, bytes, start, end - start);
}

/** IPv6 tells datagrams apart without the protocol, which only the first fragment has to know (RFC 8200 4.5). */
function keyOf(view: SegmentView, { identification, protocol }: Fragment): string {
  const { source0, source1, source2, source3, target0, target1, target2, target3 } = view;
  const kind = view.ipVersion === 4 ? protocol : -1;
  return `${source0},${source1},${source2},${source3},${target0},${target1},${target2},${target3},${identification},${kind}`;
}
