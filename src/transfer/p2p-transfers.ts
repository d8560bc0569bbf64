/** Parts of P2P messages, from switchboards and from direct connections, sorted into the transfers they belong to. */
import type { SlpContent } from '../msnp/payload/decoded.ts';
import type { P2pPart } from '../msnp/payload/p2p.ts';
import { P2P_ACK, P2P_DATA, P2P_V2_DATA } from '../msnp/payload/p2p-tables.ts';
import type { P2pV2Packet } from '../msnp/payload/p2p-v2.ts';
import type { Side } from '../tcp/handler.ts';
import type { Announced } from './announced.ts';
import type { Assembly } from './assembly.ts';
import type { SlpJoiner } from './slp-joiner.ts';
import type { Stretch } from './stretches.ts';
import type { TransferTable } from './transfer-table.ts';
import { MAX_SIZE, type Place, type Route, type Transfer } from './transfer.ts';

/** Flags of version 1 with which a part carries no data of an object: nak, error, close, handshake. */
const NO_DATA = 0x1 | 0x8 | 0x40 | 0x80 | 0x100;
/** The message before the data: four zero bytes. */
const PREPARATION_BYTES = 4;

/** One part and where it came from. */
export interface Arrival {
  readonly part: P2pPart | P2pV2Packet;
  readonly from: Side;
  readonly bytes: Buffer;
  readonly place: Place;
  readonly route: Route;
  /** Joins MSNSLP of the same session. */
  readonly joiner: SlpJoiner;
  /** What there is of the data when the capture has holes in them; null when it has all. */
  readonly stretches: readonly Stretch[] | null;
  /** Bytes of the data, holes included. */
  readonly dataLength: number;
}

export class P2pTransfers {
  readonly #table: TransferTable;
  readonly #announced: Announced;

  constructor(table: TransferTable, announced: Announced) {
    this.#table = table;
    this.#announced = announced;
  }

  /** Takes a part; its bytes are copied where they are kept. */
  arrive(arrival: Arrival): void {
    const { part } = arrival;
    const sessionId = part.version === 1 ? part.sessionId : part.data?.sessionId;
    if (sessionId === undefined) return;
    if (part.version === 1 && (part.flags & P2P_ACK) !== 0) this.#acknowledge(part);
    else if (sessionId === 0) this.#negotiate(arrival);
    else if (part.version === 1) this.#takePart(arrival, part);
    else this.#takePacket(arrival, part);
  }

  /** Takes a whole MSNSLP message, from P2P or from a payload of its own. */
  slp(slp: SlpContent, place: Place): void {
    this.#table.slp(slp, place);
    this.#announced.addFields(slp.fields);
  }

  #negotiate({ part, from, bytes, place, joiner, stretches }: Arrival): void {
    const slp = stretches === null ? joiner.part(from, part, bytes) : undefined;
    if (slp !== undefined) this.slp(slp, place);
  }

  #acknowledge(part: P2pPart): void {
    const transfer = this.#table.knownSession(part.sessionId);
    if (transfer !== undefined && Number(part.ackTotal) === transfer.offer.size)
      transfer.isAcknowledged = true;
  }

  /** Whether data with these flags are those of an object, and not a message about them. */
  #isObject(sessionId: number, isMarked: boolean, total: number | null): boolean {
    if (isMarked) return true;
    const size = this.#table.knownSession(sessionId)?.offer.size;
    return total !== null && total === size && total !== PREPARATION_BYTES;
  }

  #takePart(arrival: Arrival, part: P2pPart): void {
    if ((part.flags & NO_DATA) !== 0 || part.total > MAX_SIZE || part.offset > part.total) return;
    const total = Number(part.total);
    if (!this.#isObject(part.sessionId, (part.flags & P2P_DATA) !== 0, total)) return;
    const assembly = this.#assemblyOf(arrival, part.sessionId, `1 ${part.identifier}`, total, false);
    if (assembly === undefined) return;
    const isWrong = part.length !== arrival.dataLength;
    if (isWrong) assembly.contradict();
    const plain = Number(part.offset);
    place(assembly, arrival, part, plain, plain + part.length);
  }

  #takePacket(arrival: Arrival, { data }: P2pV2Packet): void {
    if (data === null || data.remaining > MAX_SIZE) return;
    const left = arrival.dataLength + Number(data.remaining);
    const total = data.isFirst ? left : null;
    if (!this.#isObject(data.sessionId, (data.flags & P2P_V2_DATA) !== 0, total)) return;
    const assembly = this.#assemblyOf(arrival, data.sessionId, `2 ${data.packageNumber}`, total, true);
    if (assembly !== undefined) place(assembly, arrival, data, -left, -left);
  }

  #assemblyOf(
    arrival: Arrival,
    sessionId: number,
    key: string,
    total: number | null,
    isFromEnd: boolean,
  ): Assembly | undefined {
    const transfer: Transfer | undefined = this.#table.bySession(sessionId);
    return transfer?.message(key, total, isFromEnd, arrival.place, arrival.route)?.assembly;
  }
}

interface Data {
  readonly dataStart: number;
  readonly dataEnd: number;
}

function place(
  assembly: Assembly,
  { bytes, stretches }: Arrival,
  { dataStart, dataEnd }: Data,
  plain: number,
  lagging: number,
): void {
  const whole: readonly Stretch[] = [{ start: dataStart, end: dataEnd, shift: 0 }];
  for (const { start, end, shift } of stretches ?? whole) {
    assembly.add(bytes, start, end, plain + shift, lagging + shift);
  }
}
