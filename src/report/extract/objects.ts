/** Objects and files written out: once each, the complete one first, hashed as they are in the folder. */
import { captureOf, frameOf } from '../../base/frame-id.ts';
import { createHash, type Hash } from 'node:crypto';
import { MAX_LISTED_RANGES } from '../../base/limits.ts';
import { isoTime, type Clock } from '../../base/time.ts';
import type { Content } from '../../transfer/assembly.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { OutFile, OutFolder } from './folder.ts';
import { extensionOf, safeName } from './names.ts';
import type { ObjectRecord, TransferRecord } from './schema.ts';

const COPY_BYTES = 256 * 1024;
const START_BYTES = 16;
const PARTIAL = '.partial';
const PLACED = '.as-placed';

/** Sub-folder of a kind; what is not listed goes to `objects`. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['display-picture', 'display-pictures'],
  ['dynamic-picture', 'display-pictures'],
  ['emoticon', 'emoticons'],
  ['background', 'backgrounds'],
  ['wink', 'winks'],
  ['voice-clip', 'voice-clips'],
  ['file', 'files'],
]);

interface Candidate {
  readonly transfer: Transfer;
  readonly content: Content | undefined;
}

interface Sums {
  readonly sha1: Hash;
  readonly sha256: Hash;
}

/** A record while more transfers of the same object may join it. */
type OpenRecord = Omit<ObjectRecord, 'transfers'> & { readonly transfers: TransferRecord[] };

export class ObjectWriter {
  readonly #folder: OutFolder;
  readonly #clock: Clock;
  readonly #several: boolean;
  readonly #records: OpenRecord[] = [];
  /** What was written, by its sum; and objects, by the sum they were announced with. */
  readonly #known = new Map<string, OpenRecord>();

  /** `several`: there are several captures. */
  constructor(folder: OutFolder, clock: Clock, several: boolean) {
    this.#several = several;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Writes what came of all transfers; the records are in the order of the capture. */
  write(transfers: readonly Transfer[]): ObjectRecord[] {
    const all = transfers.map((transfer): Candidate => ({ transfer, content: transfer.content() }));
    const isComplete = ({ content }: Candidate): boolean => content?.isComplete === true;
    for (const candidate of all.filter(isComplete)) this.#add(candidate);
    for (const candidate of all.filter((one) => !isComplete(one))) this.#add(candidate);
    for (const { transfers: list } of this.#records) list.sort(inOrder);
    return [...this.#records].sort(({ transfers: [a] }, { transfers: [b] }) => {
      return a === undefined || b === undefined ? 0 : inOrder(a, b);
    });
  }

  #add(candidate: Candidate): void {
    const { transfer, content } = candidate;
    const record = this.#transferRecord(candidate);
    const announced = announcedKey(transfer);
    // A part of an object that is there as a whole is worth no file.
    const whole = content?.isComplete === true ? undefined : this.#known.get(announced);
    if (whole !== undefined) {
      whole.transfers.push(record);
      return;
    }
    const written = content === undefined ? this.#nothing(transfer) : this.#writeContent(transfer, content);
    written.transfers.push(record);
    if (content?.isComplete === true && announced !== '') this.#known.set(announced, written);
  }

  #nothing(transfer: Transfer): OpenRecord {
    const record = { ...head(transfer), captured: 0, file: null, complete: false, sha1: null, sha256: null };
    const missing: [number, number][] = transfer.offer.size === null ? [] : [[0, transfer.offer.size]];
    const reading = { reordered: false, placedFile: null, sha1dVerified: null };
    const open = { ...record, ...reading, missing, transfers: [] };
    this.#records.push(open);
    return open;
  }

  #writeContent(transfer: Transfer, content: Content): OpenRecord {
    const file = this.#folder.open();
    try {
      content.write((position, bytes) => {
        file.write(bytes, position);
      });
      return this.#settle(transfer, content, file);
    } finally {
      file.abandon();
    }
  }

  /** What the headers of the parts say, beside what was made of their order; null where a sum can decide. */
  #writePlaced(transfer: Transfer, content: Content, start: Buffer): string | null {
    if (!content.isReordered || transfer.offer.object?.sha1d != null) return null;
    const file = this.#folder.open();
    try {
      content.writePlaced((position, bytes) => {
        file.write(bytes, position);
      });
      file.resize(content.length);
      return file.commit(folderOf(transfer), fileName(transfer, start) + PLACED);
    } finally {
      file.abandon();
    }
  }

  #settle(transfer: Transfer, content: Content, file: OutFile): OpenRecord {
    const { sums, start } = digest(file, content.length);
    const sha1 = sums.sha1.digest();
    const { kind, name, object } = transfer.offer;
    const key = `sum ${kind} ${String(object === null ? name : '')} ${String(content.isComplete)} ${sha1.toString('hex')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { isComplete } = content;
    const record: OpenRecord = {
      ...head(transfer),
      size: content.total ?? transfer.offer.size,
      file: file.commit(folderOf(transfer), fileName(transfer, start) + (isComplete ? '' : PARTIAL)),
      captured: content.captured,
      complete: isComplete,
      missing: content.missing.slice(0, MAX_LISTED_RANGES).map(([from, to]) => [from, to]),
      reordered: content.isReordered,
      placedFile: this.#writePlaced(transfer, content, start),
      sha1dVerified: isComplete && object?.sha1d != null ? object.sha1d === sha1.toString('base64') : null,
      sha1: sha1.toString('hex'),
      sha256: sums.sha256.digest('hex'),
      transfers: [],
    };
    this.#known.set(key, record);
    this.#records.push(record);
    return record;
  }

  #transferRecord({ transfer, content }: Candidate): TransferRecord {
    const { offer, isEnded, outcome, firstFrame, lastFrame } = transfer;
    const isComplete = content?.isComplete === true;
    return {
      sessions: [...transfer.sessions].sort((a, b) => a - b),
      routes: [...transfer.routes],
      from: offer.from,
      to: offer.to,
      frames: [frameOf(firstFrame), frameOf(lastFrame)],
      ...(this.#several ? { captures: [captureOf(firstFrame), captureOf(lastFrame)] } : {}),
      start: isoTime(this.#clock, transfer.firstTime),
      end: isoTime(this.#clock, transfer.lastTime),
      captured: content?.captured ?? 0,
      complete: isComplete,
      outcome: isEnded && !isComplete && outcome !== 'declined' ? 'cancelled' : outcome,
      acknowledged: transfer.isAcknowledged,
    };
  }
}

/** In the order of the capture: by frame in one, else by time. */
function inOrder(a: TransferRecord, b: TransferRecord): number {
  const isSame = a.captures?.[0] === b.captures?.[0] || a.start === b.start;
  if (isSame) return a.frames[0] - b.frames[0];
  return a.start < b.start ? -1 : 1;
}

function folderOf({ offer }: Transfer): string {
  return FOLDERS.get(offer.kind) ?? 'objects';
}

function announcedKey({ offer: { kind, object } }: Transfer): string {
  return object?.sha1d == null ? '' : `object ${kind} ${object.sha1d}`;
}

function head({ offer }: Transfer): Pick<ObjectRecord, 'kind' | 'name' | 'friendly' | 'size'> {
  return { kind: offer.kind, name: offer.name, friendly: offer.object?.friendly ?? null, size: offer.size };
}

/** A file keeps its name; objects have none worth keeping, they are called after their creator. */
function fileName({ offer: { kind, name, object } }: Transfer, start: Buffer): string {
  if (object === null) return safeName(name, `${kind}${extensionOf(start)}`);
  const friendly = object.friendly === null || object.friendly === '' ? '' : `-${object.friendly}`;
  return safeName(((object.creator ?? kind) + friendly).replace(/[\\/]/g, '_') + extensionOf(start), kind);
}

/** Sums of what is in the file, and its first bytes. A file may end before `length` when its last bytes are zeros. */
function digest(file: OutFile, length: number): { readonly sums: Sums; readonly start: Buffer } {
  const sums: Sums = { sha1: createHash('sha1'), sha256: createHash('sha256') };
  const buffer = Buffer.alloc(COPY_BYTES);
  let start = Buffer.alloc(0);
  for (let at = 0; at < length;) {
    const count = file.read(buffer, at);
    if (count === 0) break;
    if (at === 0) start = Buffer.from(buffer.subarray(0, Math.min(count, START_BYTES)));
    sums.sha1.update(buffer.subarray(0, count));
    sums.sha256.update(buffer.subarray(0, count));
    at += count;
  }
  return { sums, start };
}
