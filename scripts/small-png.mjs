// Pictures of screens as small PNG files: at most 256 colours, the most frequent ones, and zlib's best. Chromium writes all
// colours in haste, which takes three times as much.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const MAX_COLOURS = 256;
/** Colours of areas, which stay exactly as they are. */
const EXACT_COLOURS = 48;
/** Bytes of a pixel by colour type: without and with transparency, which is dropped. */
const PIXEL_BYTES = new Map([
  [2, 3],
  [6, 4],
]);

function chunksOf(png) {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** What each filter of PNG predicts a byte to be. */
const FILTERS = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => paeth(left, up, corner),
];

/** The colours of all pixels, 0xrrggbb each. */
function pixelsOf(png) {
  const chunks = chunksOf(png);
  const header = chunks[0].data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const step = PIXEL_BYTES.get(header[9]);
  if (header[8] !== 8 || step === undefined || header[12] !== 0) throw new Error('a PNG of another kind');
  const raw = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
  );
  const rowBytes = width * step;
  const pixels = new Uint32Array(width * height);
  let above = Buffer.alloc(rowBytes);
  for (let y = 0; y < height; y++) {
    const from = y * (rowBytes + 1);
    const predict = FILTERS[raw[from]];
    const row = raw.subarray(from + 1, from + 1 + rowBytes);
    for (let x = 0; x < rowBytes; x++) {
      const left = x < step ? 0 : row[x - step];
      row[x] += predict(left, above[x], x < step ? 0 : above[x - step]);
    }
    for (let x = 0; x < width; x++) pixels[y * width + x] = row.readUIntBE(x * step, 3);
    above = row;
  }
  return { width, height, pixels };
}

/** Colours that look alike: what differs in the lower bits only. */
const kindOf = (colour) => colour & 0xf0f0f0;

const distance = (one, other) =>
  [16, 8, 0].reduce((sum, bits) => sum + (((one >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);

/** The most frequent colours, the most frequent one of each kind, and the place of the nearest of these for each colour. */
function paletteOf(pixels) {
  const counts = new Map();
  const kinds = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort(([one, a], [other, b]) => b - a || one - other);
  for (const [colour, count] of byCount) {
    const kind = kinds.get(kindOf(colour)) ?? { colour, count: 0 };
    kinds.set(kindOf(colour), { ...kind, count: kind.count + count });
  }
  const first = byCount.slice(0, EXACT_COLOURS).map(([colour]) => colour);
  const others = [...kinds.values()]
    .sort((a, b) => b.count - a.count || a.colour - b.colour)
    .map(({ colour }) => colour);
  const palette = [...new Set([...first, ...others])].slice(0, MAX_COLOURS);
  const places = new Map(
    byCount.map(([colour]) => {
      const gaps = palette.map((other) => distance(colour, other));
      return [colour, gaps.indexOf(Math.min(...gaps))];
    }),
  );
  return { palette, places };
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The same picture with few colours. */
export function smallPng(png) {
  const { width, height, pixels } = pixelsOf(png);
  const { palette, places } = paletteOf(pixels);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, i) => {
    const y = Math.floor(i / width);
    rows[y * (width + 1) + 1 + (i % width)] = places.get(colour);
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
