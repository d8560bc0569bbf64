/** Packets nested too deep: what is left out at this limit is told once. */
import { expect, test } from 'vitest';
import { pcapFile } from '../../fixtures/build/pcap.ts';
import { MAX_HEADER_DEPTH } from '../../src/base/limits.ts';
import { collect } from '../scan/collect.ts';
import { ipv4, RAW } from './headers.ts';
import { V4 } from './ways.ts';

test('frames with more headers than are followed are told once, and the report is not complete', async () => {
  const bytes = Array.from({ length: MAX_HEADER_DEPTH }).reduce<Buffer>(
    (packet) => ipv4(packet, { protocol: 4 }),
    V4,
  );
  const frame = { time: [1_100_000_000, 0] as [number, number], bytes };
  const { notices, totals } = await collect(pcapFile([frame, frame, frame], { linkType: RAW }));
  expect(notices).toMatchObject([{ code: 'nesting-limit', frame: 1, details: { limit: MAX_HEADER_DEPTH } }]);
  expect(totals).toMatchObject({ dropped: { 'too-deep': 3 }, complete: false });
});
