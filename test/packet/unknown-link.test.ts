import { expect, test } from 'vitest';
import { MAX_LINK_TYPE_NOTICES } from '../../src/base/limits.ts';
import { enhancedPacket, interfaceDescription, pcapFile, sectionHeader } from '../../fixtures/build/pcap.ts';
import { collect } from '../scan/collect.ts';
import { V4 } from './ways.ts';

const USER = 147;

test('frames of a link type that is not known are told once, and are no damage', async () => {
  const frame = { time: [1_100_000_000, 0] as [number, number], bytes: V4 };
  const result = await collect(pcapFile([frame, frame, frame], { linkType: USER }));
  expect(result.notices).toMatchObject([
    { code: 'unknown-link-type', frame: 1, details: { linkType: USER } },
  ]);
  expect(result.totals).toMatchObject({ dropped: { 'unknown-link-type': 3 }, complete: true });
});

test('of many such link types some are told', async () => {
  const types = Array.from({ length: 40 }, (_, i) => 1000 + i);
  const file = Buffer.concat([
    sectionHeader(),
    ...types.map((linkType) => interfaceDescription({ linkType })),
    ...types.map((_, interfaceId) => enhancedPacket({ ticks: 1n, bytes: V4, interfaceId })),
  ]);
  const { notices } = await collect(file);
  expect(notices.filter(({ code }) => code === 'unknown-link-type')).toHaveLength(MAX_LINK_TYPE_NOTICES);
});
