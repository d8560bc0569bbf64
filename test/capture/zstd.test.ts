import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { pcapFile } from '../../fixtures/build/pcap.ts';
import { capped, sourceFromBuffer } from '../../src/capture/source.ts';
import { unzstd } from '../../src/capture/zstd.ts';

const NO_PROGRAM = 'no-such-program-of-zstd';
const present = spawnSync('zstd', ['--version']).status === 0;
const programs = [...(present ? ['zstd'] : []), NO_PROGRAM];

/** A frame of one raw block, of one repeated byte, and a skippable frame: RFC 8878 by hand. */
function rawFrame(content: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48, 0, 0, 0]);
  header.writeUIntLE((content.length << 3) | 1, 6, 3);
  return Buffer.concat([header, content]);
}
const SKIPPABLE = Buffer.from('5a2a4d1803000000ffffff', 'hex');
const HUGE_WINDOW = Buffer.from('28b52ffd00b0010000', 'hex');
const HUGE_SINGLE = Buffer.from('28b52ffde00000000000010000010000', 'hex');

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const reused = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield reused.subarray(0, bytes.copy(reused, 0, at, at + size));
  }
}

interface Drained {
  readonly bytes: Buffer;
  readonly codes: string[];
  readonly texts: string[];
}

async function drain(packed: Buffer, program: string, size = 1000): Promise<Drained> {
  const codes: string[] = [];
  const texts: string[] = [];
  const parts: Buffer[] = [];
  const note = (code: string, text: string): void => {
    codes.push(code);
    texts.push(text);
  };
  for await (const chunk of unzstd(pieces(packed, size), note, program)) parts.push(Buffer.from(chunk));
  return { bytes: Buffer.concat(parts), codes, texts };
}

describe.each(programs)('zstd by %s', (program) => {
  const content = Buffer.from('one capture and another');

  test('decodes several frames and passes over skippable ones, wherever the pieces of input end', async () => {
    const packed = Buffer.concat([SKIPPABLE, rawFrame(content), SKIPPABLE, rawFrame(content)]);
    for (const size of [1, 7, 1000]) {
      const { bytes, codes } = await drain(packed, program, size);
      expect({ size, text: bytes.toString(), codes }).toEqual({
        size,
        text: content.toString().repeat(2),
        codes: [],
      });
    }
  });

  test.each([
    ['a window of 4 GiB', HUGE_WINDOW],
    ['a content of 2^40 bytes believed', HUGE_SINGLE],
  ])('refuses %s before memory is taken for it', async (_, hostile) => {
    const before = process.memoryUsage().rss;
    const { bytes, codes } = await drain(Buffer.concat([rawFrame(content), hostile]), program);
    expect(bytes.toString()).toBe(content.toString());
    expect(codes).toEqual(['compressed-input-damaged']);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('gives what was decoded before garbage or a cut, and one notice', async () => {
    for (const tail of [Buffer.from('garbage'), rawFrame(content).subarray(0, 12), Buffer.of(0x28)]) {
      const { bytes, codes } = await drain(Buffer.concat([rawFrame(content), tail]), program);
      expect(bytes.toString().startsWith(content.toString())).toBe(true);
      expect(codes).toEqual(['compressed-input-damaged']);
    }
  });

  test.skipIf(!present)('decodes what the program packs', async () => {
    const large = Buffer.alloc(3_000_000, 'VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 winnt\r\n');
    const packed = spawnSync('zstd', ['-c'], { input: large, maxBuffer: 1e8 }).stdout;
    const { bytes, codes } = await drain(packed, program);
    expect(bytes.equals(large)).toBe(true);
    expect(codes).toEqual([]);
  });

  test('an error of the input goes through', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(rawFrame(content));
      throw new Error('pulled');
    }
    const read = async (): Promise<void> => {
      for await (const chunk of unzstd(broken(), () => undefined, program))
        expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow('pulled');
  });
});

test('is known by its magic', async () => {
  const source = await sourceFromBuffer(rawFrame(pcapFile([])));
  expect(source.compression).toBe('zstd');
});

test('an expansion above the limit ends with a notice', async () => {
  const codes: string[] = [];
  let length = 0;
  for await (const chunk of capped(pieces(Buffer.alloc(100), 30), (code) => codes.push(code), 70))
    length += chunk.length;
  expect(length).toBe(70);
  expect(codes).toEqual(['expansion-limit']);
});
