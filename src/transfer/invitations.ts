/** Invitations of `text/x-msmsgsinvite` (messages.md 5): what they offer, and which cookie the connection will show. */
import { MAX_TRANSFERS } from '../base/limits.ts';
import type { MimeHead } from '../msnp/payload/mime.ts';
import { readMimeHead } from '../msnp/payload/mime.ts';
import type { Announced } from './announced.ts';
import type { TransferTable } from './transfer-table.ts';
import { account, sizeOf, type Offer, type Place, type Transfer } from './transfer.ts';

const FILE_TRANSFER = '{5D3E02AB-6190-11D3-BBBB-00C04F795683}';
const UNINVITED: Offer = { kind: 'file', name: null, size: null, object: null, from: null, to: null };

/** Who speaks to whom; null where nobody knows. */
export interface Parties {
  readonly from: string | null;
  readonly to: string | null;
}

export class Invitations {
  readonly #table: TransferTable;
  readonly #announced: Announced;
  /** By `AuthCookie`; bounded by the transfers. */
  readonly #byCookie = new Map<string, Transfer>();

  constructor(table: TransferTable, announced: Announced) {
    this.#table = table;
    this.#announced = announced;
  }

  /** Takes the block behind the head of a message, from `start` to `end`. */
  block(bytes: Buffer, start: number, end: number, parties: Parties, place: Place): void {
    const { headers } = readMimeHead(bytes, start, end);
    const cookie = headers.get('invitation-cookie');
    if (cookie === undefined) return;
    const command = headers.get('invitation-command')?.toUpperCase();
    const callId = `invitation ${cookie}`;
    if (command === 'INVITE') this.#invite(callId, headers, parties, place);
    const transfer = this.#table.byCall(callId);
    if (transfer === undefined) return;
    transfer.see(place);
    if (command === 'ACCEPT') this.#accept(transfer, headers, parties);
    if (command === 'CANCEL') this.#cancel(transfer, headers);
  }

  /** The transfer whose connection shows this cookie. */
  byCookie(cookie: string): Transfer | undefined {
    return this.#byCookie.get(cookie);
  }

  /** A transfer for a connection whose invitation is not in the capture. */
  uninvited(size: number): Transfer | undefined {
    const transfer = this.#table.create();
    if (transfer !== undefined) transfer.offer = { ...UNINVITED, size };
    return transfer;
  }

  #invite(callId: string, headers: MimeHead['headers'], { from, to }: Parties, place: Place): void {
    const name = headers.get('application-file') ?? null;
    const isFile = headers.get('application-guid')?.toUpperCase() === FILE_TRANSFER;
    if (!isFile && name === null) return;
    const size = sizeOf(headers.get('application-filesize') ?? '');
    const offer: Offer = { kind: 'file', name, size, object: null, from: account(from), to: account(to) };
    this.#table.offered(callId, offer, place);
  }

  #accept(transfer: Transfer, headers: MimeHead['headers'], { from }: Parties): void {
    if (transfer.outcome === 'unknown') transfer.outcome = 'accepted';
    // Whom it is for is known when there are two in the switchboard, or by the answer.
    const other = account(from);
    if (transfer.offer.to === null && other !== transfer.offer.from)
      transfer.offer = { ...transfer.offer, to: other };
    const cookie = headers.get('authcookie');
    if (cookie !== undefined && this.#byCookie.size < MAX_TRANSFERS) this.#byCookie.set(cookie, transfer);
    const address = headers.get('ip-address');
    if (address !== undefined) this.#announced.add(address, Number(headers.get('port')), transfer);
  }

  #cancel(transfer: Transfer, headers: MimeHead['headers']): void {
    if (headers.get('cancel-code')?.toUpperCase() === 'REJECT') transfer.outcome = 'declined';
    else transfer.isEnded = true;
  }
}
