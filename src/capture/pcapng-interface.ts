/** An interface of a pcapng section, from its Interface Description Block (draft-ietf-opsawg-pcapng 4.2). */
import { u8 } from '../base/bytes.ts';
import type { CaptureContext } from './context.ts';
import type { Origin } from './frame.ts';
import { eachOption } from './pcapng-options.ts';
import { TimeUnit } from './pcapng-time.ts';

const OPTIONS_OFFSET = 16;
const TRAILER_BYTES = 4;
/** More of a name is nobody's interface. */
const MAX_NAME_BYTES = 255;
const OPTION_NAME = 2;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
const DEFAULT_RESOLUTION = 6;
const TWO_32 = 0x1_0000_0000;

export interface Interface extends Origin {
  readonly linkType: number;
  readonly unit: TimeUnit;
}

/** Reads the description at hand, `length` bytes with its trailer and at least 20. Damaged options are left out. */
export function readInterface(context: CaptureContext, length: number): Interface {
  let resolution = DEFAULT_RESOLUTION;
  let offsetSeconds = 0;
  let name = '';
  const { bytes, position } = context.input;
  const [start, end] = [position + OPTIONS_OFFSET, position + length - TRAILER_BYTES];
  eachOption(bytes, start, end, context.littleEndian, (code, value, size) => {
    if (code === OPTION_NAME) name = bytes.toString('utf8', value, value + Math.min(size, MAX_NAME_BYTES));
    else if (code === OPTION_TSRESOL && size >= 1) resolution = u8(bytes, value);
    else if (code === OPTION_TSOFFSET && size >= 8) offsetSeconds = readOffset(context, value - position);
  });
  return {
    linkType: context.u16(8),
    snapLength: context.u32(12),
    name,
    unit: new TimeUnit(resolution, offsetSeconds),
  };
}

/** A signed 64-bit number of seconds; beyond 2^53 it is rounded, as no time near it can be shown anyway. */
function readOffset(context: CaptureContext, at: number): number {
  const high = context.u32(context.littleEndian ? at + 4 : at) | 0;
  const low = context.u32(context.littleEndian ? at : at + 4);
  return high * TWO_32 + low;
}
