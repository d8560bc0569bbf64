/** Holes in one payload: offset and length pairs in order, touching ones joined. */
const NONE: readonly number[] = [];

export class Holes {
  /** Sum of the lengths. */
  missing = 0;
  private pairs: number[] | undefined = undefined;

  get any(): boolean {
    return this.pairs !== undefined;
  }

  /** Offset behind the last hole, 0 without one. */
  get end(): number {
    const { pairs } = this;
    return pairs === undefined ? 0 : (pairs.at(-2) ?? 0) + (pairs.at(-1) ?? 0);
  }

  /** Adds a hole behind all others. */
  add(offset: number, length: number): void {
    this.missing += length;
    const joins = this.pairs !== undefined && this.end === offset;
    const before = joins ? (this.pairs?.pop() ?? 0) : 0;
    this.pairs ??= [];
    if (joins) this.pairs.push(before + length);
    else this.pairs.push(offset, length);
  }

  /** Gives the pairs away and starts anew. */
  take(): readonly number[] {
    const pairs = this.pairs ?? NONE;
    this.pairs = undefined;
    this.missing = 0;
    return pairs;
  }
}
