/** Facts of the hard captures of the folder that MSNSCAN_CAPTURES names: frames, link types, streams, payload, notices. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/base/notice.ts';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { scan, type CaptureInfo, type Report } from '../../src/scan.ts';
import { follow } from '../follow/follow.ts';

const hard = join(process.env['MSNSCAN_CAPTURES'] ?? '', 'tcp-hard');
const list = join(hard, 'expected.json');
const present = process.env['MSNSCAN_CAPTURES'] !== undefined && existsSync(list);

interface Expected {
  readonly frames: number;
  readonly segmentsWithPayload: number;
  readonly tcpStreams: number;
  readonly tsharkExit: number;
}
const expected = present ? (JSON.parse(readFileSync(list, 'utf8')) as Record<string, Expected>) : {};

/** Link types as the README of the captures names them; more than one in a file, or none. */
const LINK_TYPES: Readonly<Record<string, readonly number[] | undefined>> = {
  ether: [1],
  rawip4: [228],
  rawip6: [229],
  rawip: [101],
  ppp: [9],
  chdlc: [104],
  null: [0],
  'linux-sll': [113],
  'linux-sll2': [276],
  nflog: [239],
};

/** No capture, by the code of the error. */
const REFUSED: Readonly<Record<string, string>> = {
  'seladb+PcapPlusPlus__solaris.snoop': 'unsupported-format',
  'nearinfinity+node-pcap-parser__malformed.pcap': 'unknown-format',
  'the-tcpdump-group+libpcap__pcap-invalid-version-1.pcap': 'unsupported-version',
  'the-tcpdump-group+libpcap__pcapng-invalid-vers-1.pcapng': 'unsupported-version',
};

/** What is said of a capture when every port is taken for one of MSNP; of the others nothing. */
const NOTICES: Readonly<Record<string, readonly string[]>> = {
  'google+gopacket__tests-le-test901.pcapng': ['capture-unsupported-section'],
  // A fuzzed segment acknowledges what was never sent.
  'the-tcpdump-group+tcpdump__heapoverflow-tcp_print.pcap': ['gap'],
  'zeek+zeek__fragmented-3.pcap': ['fragment-incomplete'],
  'zeek+zeek__miss_end_data.pcap': ['gap'],
};

const ALL_PORTS: ReadonlySet<number> = new Set(Array.from({ length: 65_536 }, (_, port) => port));

interface Facts {
  frames: number;
  segmentsWithPayload: number;
  linkTypes: readonly number[];
  complete: boolean;
  notices: string[];
}

async function factsOf(name: string): Promise<Facts> {
  let info: CaptureInfo | undefined;
  const notices: Notice[] = [];
  let segmentsWithPayload = 0;
  const nothing = (): void => undefined;
  const report: Report = {
    capture: (one) => {
      info = one;
    },
    notice: (notice) => notices.push(notice),
    command: nothing,
    transaction: nothing,
    finding: nothing,
    session: nothing,
    end: nothing,
  };
  const segments = (view: { length: number }): void => {
    if (view.length > 0) segmentsWithPayload++;
  };
  const options = { ports: ALL_PORTS, enable: [], disable: [], segments };
  const { frames, complete } = await scan(join(hard, name), options, report);
  const codes = notices.map(({ code }) => code).filter((code) => code !== 'resynchronised');
  return {
    frames,
    segmentsWithPayload,
    linkTypes: info?.linkTypes ?? [],
    complete,
    notices: [...new Set(codes)].sort(),
  };
}

test.skipIf(!present)('MSNSCAN_CAPTURES names a folder with tcp-hard/ (else skipped)', () => {
  expect(Object.keys(expected).length).toBeGreaterThan(0);
});

const readme = present ? readFileSync(join(hard, 'README.md'), 'utf8') : '';

function linkTypesOf(name: string): readonly number[] | undefined {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${name} |`));
  return LINK_TYPES[row?.split(' | ')[3] ?? ''];
}

describe.skipIf(!present)('hard captures (MSNSCAN_CAPTURES)', () => {
  test.each(Object.entries(expected))(
    '%s',
    async (name, { frames, segmentsWithPayload, tcpStreams, tsharkExit }) => {
      if (REFUSED[name] !== undefined) {
        const error: unknown = await factsOf(name).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(CaptureError);
        expect(error).toMatchObject({ code: REFUSED[name] });
        expect((await follow(join(hard, name), ['--digest'])).code).toBe(2);
        return;
      }
      const facts = await factsOf(name);
      expect(facts).toEqual({
        frames,
        segmentsWithPayload,
        linkTypes: linkTypesOf(name) ?? facts.linkTypes,
        complete: tsharkExit === 0,
        notices: NOTICES[name] ?? [],
      });
      const { code, lines } = await follow(join(hard, name), ['--digest', '--port', 'any']);
      expect(code).toBe(facts.complete ? 0 : 3);
      expect(lines).toHaveLength(2 * tcpStreams);
    },
  );
});
