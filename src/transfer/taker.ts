/**
 * Takes every object and file that a capture shows: from the commands of sessions and from connections between
 * clients. Everything stays until `close`; what there is, `transfers` tells at the end.
 */
import { MAX_FILE_STREAMS, MAX_SLP_SESSIONS } from '../base/limits.ts';
import { dropOldest } from '../base/oldest.ts';
import type { Command } from '../msnp/command.ts';
import { readMimeHead, type MimeHead } from '../msnp/payload/mime.ts';
import { isP2pV2, P2P_FOOTER_BYTES, readP2p } from '../msnp/payload/p2p.ts';
import { readP2pV2 } from '../msnp/payload/p2p-v2.ts';
import { decodeSlp } from '../msnp/payload/slp.ts';
import { word } from '../msnp/words.ts';
import type { Endpoint, Flow } from '../tcp/flow.ts';
import { CLIENT, type StreamHandler } from '../tcp/handler.ts';
import type { Transfers } from '../tcp/transfers.ts';
import { Announced } from './announced.ts';
import { DirectStream } from './direct.ts';
import { FileStream } from './file-stream.ts';
import { Invitations, type Parties } from './invitations.ts';
import { MsnftpStream } from './msnftp.ts';
import { P2pTransfers } from './p2p-transfers.ts';
import { PartStore } from '../base/part-store.ts';
import { SlpJoiner } from './slp-joiner.ts';
import { firstHole, payloadStretches } from './stretches.ts';
import { TransferTable } from './transfer-table.ts';
import type { Place, Transfer } from './transfer.ts';

/** What has to be known of a command's session. */
export interface Speaker {
  readonly id: number;
  /** Account of the client, null while unknown. */
  readonly account: string | null;
}

const P2P = 'application/x-msnmsgrp2p';
const INVITATION = 'text/x-msmsgsinvite';

type Take = (taker: ObjectTaker, command: Command, session: Speaker) => void;

/** Commands whose payload may be about an object. */
const TAKERS: ReadonlyMap<string, Take> = new Map<string, Take>([
  [
    'MSG',
    (taker, command, session) => {
      taker.message(command, session);
    },
  ],
  [
    'UUN',
    (taker, command, session) => {
      taker.bareSlp(command, session, command.payloadStart);
    },
  ],
  [
    'UBN',
    (taker, command, session) => {
      taker.bareSlp(command, session, command.payloadStart);
    },
  ],
  [
    'SDG',
    (taker, command, session) => {
      taker.blocks(command, session);
    },
  ],
]);

/** Throws Node's own errors when its temporary file cannot be written. */
export class ObjectTaker implements Transfers {
  readonly #store = new PartStore();
  readonly #announced = new Announced();
  readonly #table = new TransferTable(this.#store);
  readonly #p2p = new P2pTransfers(this.#table, this.#announced);
  readonly #invitations = new Invitations(this.#table, this.#announced);
  /** In order of last use. */
  readonly #joiners = new Map<number, SlpJoiner>();
  /** Connections that are open now. */
  #streams = 0;
  #isLimited = false;

  get transfers(): readonly Transfer[] {
    return this.#table.all;
  }

  /** Whether transfers or connections were left out at a limit. */
  get isLimited(): boolean {
    return this.#isLimited || this.#table.isLimited;
  }

  isAnnounced(end: Endpoint): boolean {
    return this.#announced.has(end);
  }

  handlerFor(flow: Flow): StreamHandler {
    const announced = this.#announced.transferAt(flow.server) ?? this.#announced.transferAt(flow.client);
    if (this.#streams >= MAX_FILE_STREAMS) {
      this.#isLimited = true;
      return new FileStream(undefined, () => undefined);
    }
    this.#streams++;
    const kinds = {
      msnftp: () => new MsnftpStream(this.#invitations, announced),
      direct: () => new DirectStream(this.#p2p),
    };
    return new FileStream(kinds, () => {
      this.#streams--;
    });
  }

  /** Looks at a command; what is kept of it is copied. */
  command(command: Command, session: Speaker): void {
    if (command.payloadEnd > command.payloadStart) TAKERS.get(command.verb)?.(this, command, session);
  }

  /** The session is over. */
  sessionEnded(id: number): void {
    this.#joiners.delete(id);
  }

  /** Gives up all bytes. */
  close(): void {
    this.#store.close();
  }

  /** A message on a switchboard. */
  message(command: Command, session: Speaker): void {
    const head = readMimeHead(command.bytes, command.payloadStart, firstHole(command));
    if (head.contentType === P2P) this.#p2pBody(command, session, head);
    if (head.contentType !== INVITATION) return;
    const parties = partiesOf(command, session);
    this.#invitations.block(
      command.bytes,
      head.bodyStart,
      command.payloadEnd,
      parties,
      placeOf(command, session),
    );
  }

  /** A payload that is MSNSLP from `start` on, or something else. */
  bareSlp(command: Command, session: Speaker, start: number): void {
    const slp = decodeSlp(command.bytes.toString('utf8', start, command.payloadEnd));
    if (slp !== undefined) this.#p2p.slp(slp, placeOf(command, session));
  }

  /** The three heads of MSNP21 (messages.md 12), then the body. */
  blocks(command: Command, session: Speaker): void {
    const { bytes } = command;
    const end = firstHole(command);
    const routing = readMimeHead(bytes, command.payloadStart, end);
    const reliability = readMimeHead(bytes, routing.bodyStart, end);
    const messaging = readMimeHead(bytes, reliability.bodyStart, end);
    const type = messaging.headers.get('message-type')?.toLowerCase();
    if (type === 'signal/p2p') this.bareSlp(command, session, messaging.bodyStart);
    if (type !== 'data') return;
    this.#p2pBody(command, session, { ...messaging, headers: new Map([['p2p-src', '']]) });
  }

  #p2pBody(command: Command, session: Speaker, { headers, bodyStart }: MimeHead): void {
    const { bytes, payloadStart, payloadEnd, payloadLength } = command;
    const end = firstHole(command);
    const isWhole = payloadEnd - payloadStart === payloadLength;
    const part = isP2pV2(headers)
      ? readP2pV2(bytes, bodyStart, end)
      : readP2p(bytes, bodyStart, end, isWhole);
    const data = part?.version === 2 ? part.data : part;
    if (part === undefined || data === null || data === undefined) return;
    const wireLength = payloadStart + payloadLength - P2P_FOOTER_BYTES - data.dataStart;
    const dataLength = isWhole ? data.dataEnd - data.dataStart : Math.max(0, wireLength);
    this.#p2p.arrive({
      part,
      from: command.from,
      bytes,
      place: placeOf(command, session),
      route: 'switchboard',
      joiner: this.#joinerOf(session),
      stretches: isWhole ? null : payloadStretches(command, data.dataStart, dataLength),
      dataLength,
    });
  }

  #joinerOf({ id }: Speaker): SlpJoiner {
    const joiner = this.#joiners.get(id) ?? new SlpJoiner();
    this.#joiners.delete(id);
    this.#joiners.set(id, joiner);
    if (this.#joiners.size > MAX_SLP_SESSIONS) dropOldest(this.#joiners);
    return joiner;
  }
}

function placeOf({ firstFrame, lastFrame, lastTime }: Command, { id }: Speaker): Place {
  return { session: id, firstFrame, lastFrame, time: lastTime };
}

/** A client speaks for its account, a switchboard names the sender. */
function partiesOf(command: Command, { account }: Speaker): Parties {
  if (command.from === CLIENT) return { from: account, to: null };
  return { from: word(command, 1) ?? null, to: account };
}
