/**
 * Pieces of one direction that wait, in any order, overlapping in any way. They are numbered as they come, which is what
 * decides between copies; taking all of them costs n log n, however they overlap.
 */
import { IndexHeap } from './index-heap.ts';

const FIRST_ROOM = 16;
/** A piece that has grown beyond this grows no more. */
const MAX_PIECE_BYTES = 0x7fffffff;

export class Pieces {
  /** Where in the stream each begins, where its bytes are kept, how many they are, and the frame that brought them. */
  #positions = new Float64Array(FIRST_ROOM);
  #places = new Float64Array(FIRST_ROOM);
  #lengths = new Uint32Array(FIRST_ROOM);
  #frames = new Float64Array(FIRST_ROOM);
  #count = 0;
  /** Those that lie ahead, by position. */
  readonly #ahead = new IndexHeap((one, other) => {
    const apart = this.position(one) - this.position(other);
    return apart < 0 || (apart === 0 && one < other);
  });
  /** Those that have begun: the first that came is the one that counts. */
  readonly #begun = new IndexHeap((one, other) => one < other);

  get size(): number {
    return this.#ahead.size + this.#begun.size;
  }

  position(piece: number): number {
    return this.#positions[piece] ?? 0;
  }

  end(piece: number): number {
    return this.position(piece) + (this.#lengths[piece] ?? 0);
  }

  place(piece: number): number {
    return this.#places[piece] ?? 0;
  }

  frame(piece: number): number {
    return this.#frames[piece] ?? 0;
  }

  add(position: number, length: number, place: number, frame: number): void {
    if (this.#count === this.#positions.length) this.#makeRoom();
    const piece = this.#count++;
    this.#positions[piece] = position;
    this.#lengths[piece] = length;
    this.#places[piece] = place;
    this.#frames[piece] = frame;
    this.#ahead.push(piece);
  }

  /**
   * Makes the last piece longer when these bytes come right behind it, in the stream and where they are kept. Only for
   * bytes ahead of where the stream stands: else the last piece may have been taken.
   */
  extend(position: number, length: number, place: number): boolean {
    const last = this.#count - 1;
    const old = this.#lengths[last] ?? 0;
    if (last < 0 || old > MAX_PIECE_BYTES) return false;
    if (this.position(last) + old !== position || this.place(last) + old !== place) return false;
    this.#lengths[last] = old + length;
    return true;
  }

  /** The piece whose bytes come next in a stream that stands at `position`; -1 when none covers it. */
  at(position: number): number {
    const ahead = this.#ahead;
    const begun = this.#begun;
    while (ahead.size > 0 && this.position(ahead.top) <= position) begun.push(ahead.pop());
    while (begun.size > 0 && this.end(begun.top) <= position) begun.pop();
    return begun.size > 0 ? begun.top : -1;
  }

  /** Where the next piece begins that lies ahead; infinite without one. */
  get nextPosition(): number {
    return this.#ahead.size > 0 ? this.position(this.#ahead.top) : Infinity;
  }

  /** Doubles the room, or gives that of pieces that were taken to those that wait. */
  #makeRoom(): void {
    if (this.size * 2 <= this.#count) {
      this.#forgetTaken();
      return;
    }
    const room = this.#count * 2;
    this.#positions = copied(this.#positions, new Float64Array(room));
    this.#places = copied(this.#places, new Float64Array(room));
    this.#lengths = copied(this.#lengths, new Uint32Array(room));
    this.#frames = copied(this.#frames, new Float64Array(room));
  }

  #forgetTaken(): void {
    const waits = new Uint8Array(this.#count);
    const note = (piece: number): number => {
      waits[piece] = 1;
      return piece;
    };
    this.#ahead.rename(note);
    this.#begun.rename(note);
    const names = new Int32Array(this.#count);
    let count = 0;
    for (const [piece, isWaiting] of waits.entries()) {
      if (isWaiting === 0) continue;
      names[piece] = count;
      for (const numbers of [this.#positions, this.#places, this.#lengths, this.#frames])
        numbers[count] = numbers[piece] ?? 0;
      count++;
    }
    this.#count = count;
    const nameOf = (piece: number): number => names[piece] ?? 0;
    this.#ahead.rename(nameOf);
    this.#begun.rename(nameOf);
  }
}

function copied<T extends Float64Array | Uint32Array>(numbers: T, room: T): T {
  room.set(numbers);
  return room;
}
