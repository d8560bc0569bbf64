/** Objects and files of real clients: what was sent whole is there, byte for byte. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gather } from './gather.ts';

const folder = process.env['MSNSCAN_CAPTURES'];
const lab = join(folder ?? '', 'lab');
const skip = folder === undefined ? 'MSNSCAN_CAPTURES is not set' : false;

/** Captures and how many transfers each has: whole, and all. */
const CAPTURES = [
  ['msgs-purple-2.10.9-msnp18.pcap', 3, 3],
  ['msnftp-libmsn-msnp8.pcap', 5, 7],
  ['p2p-purple-2.0.2-msnp9-cancel.pcap', 6, 8],
  ['p2p-purple-2.5.8-msnp15-lossy.pcap', 6, 6],
  ['p2p-purple-2.5.8-msnp15-lossy.clientside.pcap', 6, 6],
  ['p2p-purple-2.7.11-msnp16.pcap', 13, 14],
] as const;

interface Sent {
  readonly name: string;
  readonly sha1: string;
}

function sentIn(name: string): Sent[] {
  const path = join(lab, name.replace(/(\.clientside)?\.pcap$/, '.objects.json'));
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Sent[]) : [];
}

const sum = (bytes: Buffer, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('sha1').update(bytes).digest(encoding);

describe.skipIf(skip)('objects of real clients', () => {
  test.each(CAPTURES)('%s', async (name, whole, all) => {
    const found = await gather(join(lab, name));
    const complete = found.filter(({ content }) => content?.isComplete === true);
    expect([complete.length, found.length]).toEqual([whole, all]);
    const sums = new Set(complete.map(({ bytes }) => sum(bytes!)));
    expect(sentIn(name).filter(({ sha1 }) => !sums.has(sha1))).toEqual([]);
    for (const { transfer, bytes } of complete) {
      const announced = transfer.offer.object?.sha1d;
      if (announced != null) expect(sum(bytes!, 'base64')).toBe(announced);
    }
  });

  test('with the headers of the part before: the file is the same as from a client with right ones', async () => {
    const wrong = await gather(join(lab, 'p2p-purple-2.10.9-msnp18-unpatched.pcap'));
    const right = await gather(join(lab, 'p2p-purple-2.7.11-msnp16.pcap'));
    const file = (found: typeof wrong): string | undefined => {
      const one = found.find(({ transfer }) => transfer.offer.name?.startsWith('hundred') === true);
      return one?.bytes && sum(one.bytes);
    };
    expect(file(wrong)).toBeDefined();
    expect(file(wrong)).toBe(file(right));
    expect(wrong.every(({ content }) => content?.isComplete === true)).toBe(true);
    expect(wrong.filter(({ content }) => content?.isReordered === true)).toHaveLength(1);
  });

  test('over direct connections: what both ends announce is whole', async () => {
    const found = await gather(join(lab, 'p2p-direct-purple-2.7.11-msnp16.pcap'));
    expect(found.map(({ transfer: { offer } }) => [offer.kind, offer.size])).toEqual([
      ['display-picture', 5546],
      ['display-picture', 27850],
      ['file', 1024],
      ['file', 102400],
      ['file', 300000],
    ]);
    for (const { transfer, content, bytes } of found) {
      expect(transfer.routes.has('direct')).toBe(true);
      expect(content).toMatchObject({ isComplete: true, captured: transfer.offer.size });
      const announced = transfer.offer.object?.sha1d;
      if (announced != null) expect(sum(bytes!, 'base64')).toBe(announced);
    }
  });
});
