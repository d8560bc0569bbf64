import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GUNZIP_INPUT_BYTES, READ_CHUNK_BYTES } from '../../src/base/limits.ts';
import { openSource, type Source, sourceFromBuffer, sourceFromStream } from '../../src/capture/source.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'msnscan-source-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Bytes that do not compress well, so that compressed offsets spread over them. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = 32 + ((state >>> 24) % 48);
  }
  return bytes;
}

async function drain(source: Source): Promise<{ bytes: Buffer; codes: string[] }> {
  const codes: string[] = [];
  const parts: Buffer[] = [];
  for await (const chunk of source.chunks((code) => codes.push(code))) parts.push(Buffer.from(chunk));
  source.close();
  return { bytes: Buffer.concat(parts), codes };
}

describe('files', () => {
  test('come in chunks, whole, with size and progress', async () => {
    const content = noise(READ_CHUNK_BYTES * 2 + 17);
    const source = await openSource(write('plain', content));
    expect(source).toMatchObject({ name: join(folder, 'plain'), size: content.length, compression: null });
    const { bytes, codes } = await drain(source);
    expect(bytes.equals(content)).toBe(true);
    expect(codes).toEqual([]);
    expect(source.bytesRead).toBe(content.length);
  });

  test('an empty file gives no chunk', async () => {
    expect((await drain(await openSource(write('empty', Buffer.alloc(0))))).bytes).toHaveLength(0);
  });

  test('what the system says is thrown as it is', async () => {
    await expect(openSource(join(folder, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(openSource(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  test.skipIf(process.platform === 'win32')('a named pipe is read to its end', async () => {
    const path = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    const written = writeFile(path, noise(200_000));
    const source = await openSource(path);
    expect(source.size).toBeUndefined();
    expect((await drain(source)).bytes.equals(noise(200_000))).toBe(true);
    await written;
  });
});

describe('gzip', () => {
  const content = noise(150_000);

  test('is known by its magic, not by a suffix', async () => {
    const packed = gzipSync(content);
    const source = await openSource(write('packed.pcap', packed));
    expect(source.compression).toBe('gzip');
    const { bytes, codes } = await drain(source);
    expect(bytes.equals(content)).toBe(true);
    expect(codes).toEqual([]);
    expect(source.bytesRead).toBe(packed.length);
  });

  test('goes on with the next member, wherever the pieces of input end', async () => {
    const small = gzipSync(content.subarray(0, 50));
    const packed = Buffer.concat([small, small, small]);
    const expected = Buffer.concat([
      content.subarray(0, 50),
      content.subarray(0, 50),
      content.subarray(0, 50),
    ]);
    for (let at = 2; at < packed.length; at++) {
      const stream = Readable.from([packed.subarray(0, at), packed.subarray(at)]);
      const { bytes, codes } = await drain(await sourceFromStream(stream));
      expect({ at, same: bytes.equals(expected), codes }).toEqual({ at, same: true, codes: [] });
    }
  });

  test('ignores zero padding behind the last member', async () => {
    const padded = Buffer.concat([gzipSync(content), Buffer.alloc(GUNZIP_INPUT_BYTES * 3)]);
    const { bytes, codes } = await drain(await sourceFromBuffer(padded));
    expect(bytes.equals(content)).toBe(true);
    expect(codes).toEqual([]);
  });

  test('a cut stream gives what was decoded and a notice', async () => {
    const packed = gzipSync(content);
    for (const length of [2, 9, 10, 11, 100, packed.length >> 1, packed.length - 8, packed.length - 1]) {
      const { bytes, codes } = await drain(await sourceFromBuffer(packed.subarray(0, length)));
      expect(bytes.equals(content.subarray(0, bytes.length))).toBe(true);
      expect(codes).toEqual(['compressed-input-damaged']);
      // A deflate block is not needed whole: all but its last few symbols come out.
      expect(bytes.length).toBeGreaterThan((length / packed.length) * content.length - 20_000);
    }
  });

  test('a damaged stream gives what was decoded before and one notice', async () => {
    const packed = gzipSync(content);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 40);
    const { bytes, codes } = await drain(await sourceFromBuffer(packed));
    expect(codes).toEqual(['compressed-input-damaged']);
    // Huffman codes may go on to mean something behind the damage: the check sum tells.
    const third = content.length / 3;
    expect(bytes.subarray(0, third).equals(content.subarray(0, third))).toBe(true);
    expect(bytes.equals(content)).toBe(false);
  });

  test('a wrong check sum is damage, though all was decoded', async () => {
    const packed = gzipSync(content);
    packed.writeUInt32LE(0, packed.length - 8);
    const { bytes, codes } = await drain(await sourceFromBuffer(packed));
    expect(bytes.equals(content)).toBe(true);
    expect(codes).toEqual(['compressed-input-damaged']);
  });

  test('gives all that lies before damage, from files and from pipes, however those bring it', async () => {
    const members = Buffer.concat([gzipSync(content), gzipSync(content.subarray(0, 9000))]);
    const inDeflate = Buffer.from(members);
    inDeflate.fill(0xff, 100_000, 100_040);
    const inTrailer = Buffer.from(members);
    inTrailer.writeUInt32LE(0, members.length - 8);
    const noMember = Buffer.concat([members, Buffer.from('\x1f\x8b\x08\xff of nothing', 'latin1')]);
    for (const packed of [inDeflate, inTrailer, noMember]) {
      const whole = await drain(await openSource(write(`damaged-${packed.length}`, packed)));
      expect(whole.codes).toEqual(['compressed-input-damaged']);
      for (const size of [997, 20_000, packed.length]) {
        const pieces = Array.from({ length: Math.ceil(packed.length / size) }, (_, i) =>
          packed.subarray(i * size, (i + 1) * size),
        );
        const piped = await drain(await sourceFromStream(Readable.from(pieces)));
        expect(piped.codes).toEqual(whole.codes);
        expect({ size, same: piped.bytes.equals(whole.bytes) }).toEqual({ size, same: true });
      }
      if (packed !== inDeflate) expect(whole.bytes.length).toBe(content.length + 9000);
    }
  });
});

describe('streams and buffers', () => {
  test('a stream of single bytes is told apart like any other', async () => {
    const packed = gzipSync(Buffer.from('capture'));
    const source = await sourceFromStream(Readable.from([...packed].map((byte) => Buffer.of(byte))), 'tiny');
    expect(source).toMatchObject({ name: 'tiny', size: undefined, compression: 'gzip' });
    expect((await drain(source)).bytes.toString()).toBe('capture');
  });

  test('an error of the stream goes through', async () => {
    const broken = new Readable({
      read() {
        this.push(Buffer.from('capture'));
        this.destroy(new Error('pulled'));
      },
    });
    const source = sourceFromStream(broken).then(drain);
    await expect(source).rejects.toThrow('pulled');
  });

  test('a buffer is used in place', async () => {
    const content = noise(100);
    const source = await sourceFromBuffer(content);
    for await (const chunk of source.chunks(() => undefined)) expect(chunk.buffer).toBe(content.buffer);
    expect(source.size).toBe(100);
  });

  test('close may be called at any time and more than once', async () => {
    const source = await openSource(write('closed', noise(10)));
    source.close();
    source.close();
    expect(source.bytesRead).toBe(10);
  });
});
