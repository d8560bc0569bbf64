/** Mutations of any bytes: a file, a frame, a payload. */
import type { Dice } from './dice.ts';

/** Gives new bytes; `other` is something to take pieces from. */
export type ByteMutation = (bytes: Buffer, dice: Dice, other: Buffer) => Buffer;

function splice(bytes: Buffer, start: number, end: number, middle: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(end)]);
}

function piece(bytes: Buffer, dice: Dice): [start: number, end: number] {
  const start = dice.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + dice.size(4096))];
}

export const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  flip: (bytes, dice) => {
    const copy = Buffer.from(bytes);
    for (let i = dice.below(4); i >= 0 && copy.length > 0; i--) {
      const at = dice.below(copy.length);
      copy[at] = copy.readUInt8(at) ^ (1 << dice.below(8));
    }
    return copy;
  },
  set: (bytes, dice) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[dice.below(copy.length)] = dice.below(256);
    return copy;
  },
  number: (bytes, dice) => {
    const copy = Buffer.from(bytes);
    const size = dice.pick([2, 4]);
    if (copy.length < size) return copy;
    const at = dice.below(copy.length - size + 1);
    const value = size === 2 ? dice.edge() & 0xffff : dice.edge();
    if (dice.chance(0.5)) copy.writeUIntBE(value, at, size);
    else copy.writeUIntLE(value, at, size);
    return copy;
  },
  fill: (bytes, dice) => {
    const copy = Buffer.from(bytes);
    return copy.fill(dice.pick([0, 0x20, 0x41, 0x0a, 0xff]), ...piece(bytes, dice));
  },
  delete: (bytes, dice) => {
    const [start, end] = piece(bytes, dice);
    return splice(bytes, start, end, Buffer.alloc(0));
  },
  repeat: (bytes, dice) => {
    const [start, end] = piece(bytes, dice);
    const times = dice.chance(0.1) ? dice.size(64) : 1;
    const copies = Array.from({ length: times }, () => bytes.subarray(start, end));
    return splice(bytes, end, end, Buffer.concat(copies));
  },
  insert: (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return splice(bytes, at, at, Buffer.from(Array.from({ length: dice.size(64) }, () => dice.below(256))));
  },
  swap: (bytes, dice) => {
    const [start, middle] = piece(bytes, dice);
    const end = Math.min(bytes.length, middle + dice.size(4096));
    return splice(
      bytes,
      start,
      end,
      Buffer.concat([bytes.subarray(middle, end), bytes.subarray(start, middle)]),
    );
  },
  truncate: (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
  behead: (bytes, dice) => bytes.subarray(dice.below(bytes.length + 1)),
  graft: (bytes, dice, other) => {
    const [start, end] = piece(other, dice);
    const at = dice.below(bytes.length + 1);
    return splice(bytes, at, dice.chance(0.5) ? at : at + end - start, other.subarray(start, end));
  },
  splice: (bytes, dice, other) =>
    Buffer.concat([
      bytes.subarray(0, dice.below(bytes.length + 1)),
      other.subarray(dice.below(other.length + 1)),
    ]),
  append: (bytes, _, other) => Buffer.concat([bytes, other]),
};
