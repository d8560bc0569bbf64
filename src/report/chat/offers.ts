/** Offers of a conversation (files, pictures, activities) and what became of them, by cookie or Call-ID. */
import { keptText } from '../../base/kept-text.ts';
import { MAX_OFFERS } from '../../base/limits.ts';
import type { InvitationContent, SlpContent } from '../../msnp/payload/decoded.ts';
import { sameAccount } from './accounts.ts';
import type { EventFacts } from './schema.ts';

interface Offer {
  readonly what: string;
  readonly title: string | null;
  readonly size: string | null;
  readonly via: 'invitation' | 'p2p';
  readonly key: string | null;
  readonly from: string | null;
  /** Last answer, so that what follows from it is not told again. */
  state: 'open' | 'accepted' | 'over';
}

type Answer = Extract<EventFacts, { type: 'answer' }>['answer'];

const FILE_GUID = '5D3E02AB-6190-11D3-BBBB-00C04F795683';

/** Cancel codes of the party that was asked. */
const REFUSALS: ReadonlySet<string> = new Set(['REJECT', 'REJECT_NOT_INSTALLED']);
const FAILURES: ReadonlySet<string> = new Set(['TIMEOUT', 'FTTIMEOUT', 'FAIL']);

const OK = 200;
const DECLINE = 603;

const REASONS: ReadonlyMap<string, string> = new Map([
  ['REJECT', ''],
  ['REJECT_NOT_INSTALLED', 'does not have the program'],
  ['TIMEOUT', 'no answer in time'],
  ['FTTIMEOUT', 'the transfer took too long'],
  ['FAIL', 'the transfer failed'],
]);

export class Offers {
  readonly #offers = new Map<string, Offer>();

  /** The event an invitation stands for; undefined when it says nothing new. */
  invitation(content: InvitationContent, from: string | null, missingBytes: number): EventFacts | undefined {
    const { cookie } = content;
    const verb = content.command?.toUpperCase();
    if (verb === 'INVITE') {
      const isFile =
        content.file !== null || content.applicationId?.toUpperCase().includes(FILE_GUID) === true;
      const offer: Offer = {
        what: isFile ? 'file' : keptText(content.application ?? 'activity'),
        title: keptText(content.file),
        size: content.fileSize === null ? null : String(content.fileSize),
        via: 'invitation',
        key: keptText(cookie),
        from,
        state: 'open',
      };
      this.#add(offer);
      return { type: 'offer', ...subjectOf(offer), missingBytes };
    }
    const offer = this.#find(cookie, 'invitation');
    const isOffering = offer.from !== null && from !== null && sameAccount(offer.from, from);
    if (verb === 'ACCEPT') {
      // The offering party answers with its address: no news.
      if (isOffering || offer.state !== 'open') return undefined;
      return this.#answer(offer, 'accepted', null, missingBytes);
    }
    if (verb !== 'CANCEL' || offer.state === 'over') return undefined;
    const code = content.cancelCode?.toUpperCase() ?? '';
    const reason = REASONS.get(code) ?? content.cancelCode;
    const answer = FAILURES.has(code)
      ? 'failed'
      : REFUSALS.has(code) && !isOffering
        ? 'declined'
        : 'cancelled';
    return this.#answer(offer, answer, reason === '' ? null : reason, missingBytes);
  }

  /** The event an MSNSLP text stands for; undefined when it says nothing a person would notice. */
  slp(content: SlpContent, from: string | null, missingBytes: number): EventFacts | undefined {
    const { method, status, callId } = content;
    if (method === 'INVITE') return this.#slpInvite(content, from, missingBytes);
    const offer = this.#find(callId, 'p2p');
    if (offer.what === '' || offer.state === 'over') return undefined;
    if (method === 'BYE') return this.#answer(offer, 'ended', null, missingBytes);
    if (status === null) return undefined;
    if (status === OK) {
      return offer.state === 'open' ? this.#answer(offer, 'accepted', null, missingBytes) : undefined;
    }
    if (status === DECLINE) return this.#answer(offer, 'declined', null, missingBytes);
    return this.#answer(offer, 'failed', content.reason, missingBytes);
  }

  /** Takes over what another conversation knew. */
  take(other: Offers): void {
    for (const offer of other.#offers.values()) this.#add(offer);
  }

  #slpInvite(content: SlpContent, from: string | null, missingBytes: number): EventFacts | undefined {
    // Invitations to another way of transport belong to what was agreed before.
    if (content.eufGuid === null && content.purpose === null && content.file === null) return undefined;
    const { object, file } = content;
    const offer: Offer = {
      what: object?.typeName ?? (file === null ? (content.purpose ?? 'session') : 'file'),
      title: keptText(file?.name ?? null),
      size: file?.size ?? (object === null || object.size === null ? null : String(object.size)),
      via: 'p2p',
      key: keptText(content.callId),
      from,
      state: 'open',
    };
    this.#add(offer);
    if (object === null) return { type: 'offer', ...subjectOf(offer), missingBytes };
    return { type: 'request', ...subjectOf(offer), creator: object.creator, missingBytes };
  }

  #answer(offer: Offer, answer: Answer, reason: string | null, missingBytes: number): EventFacts {
    offer.state = answer === 'accepted' ? 'accepted' : 'over';
    return { type: 'answer', ...subjectOf(offer), answer, reason, missingBytes };
  }

  #find(said: string | null, via: Offer['via']): Offer {
    const key = keptText(said);
    const known = key === null ? undefined : this.#offers.get(`${via} ${key}`);
    if (known !== undefined) return known;
    // Without the offer an invitation's answer still says what was answered; a P2P session's does not.
    const what = via === 'invitation' ? 'invitation' : '';
    const offer: Offer = { what, title: null, size: null, via, key, from: null, state: 'open' };
    if (via === 'invitation') this.#add(offer);
    return offer;
  }

  #add(offer: Offer): void {
    const name = `${offer.via} ${offer.key ?? ''}`;
    // The copy of another session changes nothing.
    if (offer.key === null || (this.#offers.get(name)?.what ?? 'invitation') !== 'invitation') return;
    this.#offers.set(name, offer);
    if (this.#offers.size <= MAX_OFFERS) return;
    for (const oldest of this.#offers.keys()) {
      this.#offers.delete(oldest);
      return;
    }
  }
}

function subjectOf({ what, title, size, via, key }: Offer): Omit<Offer, 'from' | 'state'> {
  return { what, title, size, via, key };
}
