/** All transfers of a capture: found by what invitations and parts say of them. Bounded. */
import { keptText } from '../base/kept-text.ts';
import { MAX_KEPT_CHARACTERS, MAX_TRANSFERS } from '../base/limits.ts';
import type { SlpContent } from '../msnp/payload/decoded.ts';
import type { PartStore } from '../base/part-store.ts';
import { offerOf, Transfer, type Offer, type Place } from './transfer.ts';

export class TransferTable {
  readonly store: PartStore;
  readonly #all: Transfer[] = [];
  /** The latest one under each P2P session id. */
  readonly #bySession = new Map<number, Transfer>();
  readonly #byCall = new Map<string, Transfer>();
  #isLimited = false;

  constructor(store: PartStore) {
    this.store = store;
  }

  get all(): readonly Transfer[] {
    return this.#all;
  }

  /** Whether transfers were left out at the limit. */
  get isLimited(): boolean {
    return this.#isLimited;
  }

  /** A new transfer; undefined at the limit. */
  create(): Transfer | undefined {
    if (this.#all.length >= MAX_TRANSFERS) {
      this.#isLimited = true;
      return undefined;
    }
    const transfer = new Transfer(this.store);
    this.#all.push(transfer);
    return transfer;
  }

  /** The transfer of an invitation with this id; made when it is seen for the first time. */
  offered(
    callId: string,
    offer: Offer,
    place: Place,
    make = (): Transfer | undefined => this.create(),
  ): void {
    const known = this.byCall(callId);
    const transfer = known ?? make();
    if (transfer === undefined) return;
    transfer.see(place);
    if (known !== undefined) {
      // Each end's own session knows one of the two.
      const { from, to } = known.offer;
      known.offer = { ...known.offer, from: from ?? offer.from, to: to ?? offer.to };
      return;
    }
    const key = keptText(callId);
    transfer.callId = key;
    transfer.offer = keptOffer(offer);
    this.#byCall.set(key, transfer);
  }

  byCall(callId: string): Transfer | undefined {
    return this.#byCall.get(callId.slice(0, MAX_KEPT_CHARACTERS));
  }

  /** The transfer with this P2P session id, if there is one. */
  knownSession(id: number): Transfer | undefined {
    return this.#bySession.get(id);
  }

  /** The transfer that data under a P2P session id belong to; made when no invitation was seen. */
  bySession(id: number): Transfer | undefined {
    const known = this.#bySession.get(id);
    if (known !== undefined) return known;
    const transfer = this.create();
    if (transfer !== undefined) this.#bySession.set(id, transfer);
    return transfer;
  }

  /** Takes a whole MSNSLP message: an invitation, its answer or its end. */
  slp(slp: SlpContent, place: Place): void {
    const callId = slp.callId === null ? null : `slp ${slp.callId}`;
    if (callId === null) return;
    if (slp.method?.toUpperCase() === 'INVITE') this.#invite(slp, callId, place);
    const transfer = this.byCall(callId);
    if (transfer === undefined) return;
    transfer.see(place);
    if (slp.method?.toUpperCase() === 'BYE') transfer.isEnded = true;
    if (slp.status !== null && slp.sessionId !== null) this.#answer(transfer, slp.status);
  }

  #invite(slp: SlpContent, callId: string, place: Place): void {
    const offer = offerOf(slp);
    const id = slp.sessionId;
    if (offer === null || id === null) return;
    this.offered(callId, offer, place, () => {
      // Data may be known before their invitation; one that has its own belongs to an earlier use of the number.
      const known = this.#bySession.get(id);
      const transfer = known?.callId === null ? known : this.create();
      if (transfer !== undefined) this.#bySession.set(id, transfer);
      return transfer;
    });
  }

  #answer(transfer: Transfer, status: number): void {
    if (transfer.outcome !== 'unknown') return;
    transfer.outcome = status < 300 ? 'accepted' : 'declined';
  }
}

function keptOffer({ kind, name, size, object, from, to }: Offer): Offer {
  const ownObject = object && {
    creator: keptText(object.creator),
    type: object.type,
    typeName: object.typeName,
    size: object.size,
    location: keptText(object.location),
    friendly: keptText(object.friendly),
    sha1d: keptText(object.sha1d),
    sha1c: keptText(object.sha1c),
  };
  return { kind, name: keptText(name), size, object: ownObject, from: keptText(from), to: keptText(to) };
}
