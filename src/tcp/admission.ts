/**
 * Which flows are followed: those of the MSNP ports, those that a signature claims by their first bytes, and those
 * whose ends were announced for a transfer.
 */
import { NO_BYTES, u8 } from '../base/bytes.ts';
import type { SegmentView } from '../packet/segment-view.ts';
import { sourceOf, targetOf } from './flow.ts';
import { CLIENT, SERVER } from './handler.ts';
import type { Glance, Signature, Verdict } from './signature.ts';
import { transferSignature } from './transfer-signature.ts';
import type { Transfers } from './transfers.ts';

/** What the ports of a segment say, as bits. */
export const MSNP_PORT = 1;
/** A signature is looked for on this port, or on all ports. */
const LOOK_HERE = 2;
const LOOK_ANYWHERE = 4;

export interface AdmissionOptions {
  readonly signatures: readonly Signature[];
  readonly transfers?: Transfers | undefined;
}

export class Admission {
  readonly #kinds = new Uint8Array(65536);
  /** Signatures by the bits of LOOK. */
  readonly #signatures: readonly (readonly Signature[])[];
  readonly #transfers: Transfers | undefined;
  /** Claims what was announced. */
  readonly #transfer: Signature | undefined;

  constructor(ports: ReadonlySet<number>, { signatures, transfers }: AdmissionOptions) {
    this.#transfers = transfers;
    this.#transfer = transfers === undefined ? undefined : transferSignature(transfers);
    const all = this.#transfer === undefined ? signatures : [this.#transfer, ...signatures];
    const anywhere = all.filter((signature) => signature.ports === undefined);
    if (anywhere.length > 0) this.#kinds.fill(LOOK_ANYWHERE);
    for (const { ports: places = [] } of all) for (const port of places) this.#mark(port, LOOK_HERE);
    for (const port of ports) this.#mark(port, MSNP_PORT);
    this.#signatures = [[], all, anywhere, all];
  }

  #mark(port: number, bit: number): void {
    this.#kinds[port] = u8(this.#kinds, port) | bit;
  }

  /** The bits of both ports; 0 when nobody wants the segment. */
  kindOf(view: SegmentView): number {
    return u8(this.#kinds, view.targetPort) | u8(this.#kinds, view.sourcePort);
  }

  signaturesOf(kind: number): readonly Signature[] {
    return this.#signatures[kind >>> 1] ?? [];
  }

  /** The claim of a flow by the ends of one of its segments, one of which was announced. */
  announced(view: SegmentView): Found | undefined {
    const transfers = this.#transfers;
    const signature = this.#transfer;
    if (transfers === undefined || signature === undefined) return undefined;
    if (transfers.isAnnounced(targetOf(view))) return { glance: TO_ANNOUNCED, signature };
    return transfers.isAnnounced(sourceOf(view)) ? { glance: FROM_ANNOUNCED, signature } : undefined;
  }

  /** What the bytes of one segment of an unknown flow say, and which signature says it. */
  glance(view: SegmentView, kind: number): Found | undefined {
    const { bytes, start, end } = view;
    let best: Found | undefined;
    for (const signature of this.signaturesOf(kind)) {
      const glance = signature.glance(bytes, start, end);
      if (glance.verdict === 'yes') return { glance, signature };
      if (glance.verdict === 'maybe') best ??= { glance, signature };
    }
    return best;
  }

  /** What the first segment of a client says alone: `no` when none of the signatures fits. */
  judgeFirst(view: SegmentView, kind: number): Verdict {
    const client = view.bytes.subarray(view.start, view.end);
    const heads = { client, server: NO_BYTES, isMidStream: false, isAll: false };
    const isHopeless = this.signaturesOf(kind).every((signature) => signature.judge(heads) === 'no');
    return isHopeless ? 'no' : 'maybe';
  }
}

/** A signature that speaks for a flow. */
interface Found {
  readonly glance: Glance;
  readonly signature: Signature;
}

const TO_ANNOUNCED: Glance = { verdict: 'yes', side: CLIENT };
const FROM_ANNOUNCED: Glance = { verdict: 'yes', side: SERVER };
