/**
 * A capture that lacks something claims nothing that the whole one does not: no error or warning is new, wherever it
 * begins or ends, whichever frames, directions or connections are missing (anomalies.md G1).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Segment, toPcap } from '../../fixtures/build/conversation.ts';
import { buildDemo } from '../../fixtures/build/demo.ts';
import { createRandom, cutSegments, duplicate, shuffle } from '../../fixtures/build/mutate.ts';
import { parseTranscript, playTranscript } from '../../fixtures/build/transcript.ts';
import { STORIES } from '../../fixtures/stories/index.ts';
import { collect } from './collect.ts';

/** Bytes of a pcap file, its frames apart. */
interface Frames {
  readonly head: Buffer;
  readonly frames: readonly Buffer[];
}

interface Cut {
  readonly name: string;
  readonly capture: Buffer;
  /** Rules that may speak: nothing shows that an answer was sent, and the silence is real as far as one sees. */
  readonly allowed: readonly string[];
}

const SILENCE = ['unanswered-command', 'unanswered-msg-ack', 'png-unanswered'];
/** Told once: at the second use that is left. */
const TOLD_ONCE = ['challenge-reused'];
const COOKIE = /\b\d{9,10}\.\d{5,10}\b|MBI_KEY_OLD|PRODINVENTED/g;
const SHARES = [0.02, 0.1, 0.3];

function framesOf(file: Buffer): Frames {
  const isLittle = file[0] === 0xd4 || file[0] === 0x4d;
  const frames: Buffer[] = [];
  for (let at = 24; at + 16 <= file.length;) {
    const length = isLittle ? file.readUInt32LE(at + 8) : file.readUInt32BE(at + 8);
    frames.push(file.subarray(at, at + 16 + length));
    at += 16 + length;
  }
  return { head: file.subarray(0, 24), frames };
}

const fileOf = ({ head }: Frames, frames: readonly Buffer[]): Buffer => Buffer.concat([head, ...frames]);

/** Cut at the front, at the back, in the middle and everywhere. */
function* cuts(whole: Frames, step: number, seeds: number): Generator<Cut> {
  const { frames } = whole;
  for (let i = step; i < frames.length; i += step) {
    yield { name: `from ${i}`, capture: fileOf(whole, frames.slice(i)), allowed: [] };
    yield { name: `to ${i}`, capture: fileOf(whole, frames.slice(0, i)), allowed: [] };
  }
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed);
    for (const share of SHARES) {
      const left = frames.filter(() => random() >= share);
      yield { name: `${share} lost, seed ${seed}`, capture: fileOf(whole, left), allowed: SILENCE };
    }
    const start = Math.floor(random() * frames.length);
    const end = start + Math.floor((random() * frames.length) / 4);
    const left = [...frames.slice(0, start), ...frames.slice(end)];
    yield { name: `without ${start} to ${end}`, capture: fileOf(whole, left), allowed: SILENCE };
  }
}

/** Without each direction, without each connection, each connection alone. */
function* parts(segments: readonly Segment[]): Generator<Cut> {
  const links = [...new Set(segments.map(({ link }) => link))];
  const cut = (name: string, left: readonly Segment[]): Cut => ({ name, capture: toPcap(left), allowed: [] });
  for (const [i, link] of links.entries()) {
    for (const side of ['C', 'S'] as const) {
      const left = segments.filter((segment) => segment.link !== link || segment.from !== side);
      yield cut(`without ${side} of connection ${i + 1}`, left);
    }
    yield cut(
      `without connection ${i + 1}`,
      segments.filter((segment) => segment.link !== link),
    );
    yield cut(
      `connection ${i + 1} alone`,
      segments.filter((segment) => segment.link === link),
    );
  }
}

/** Pieces in another order, some twice, some lost. */
function* disorder(segments: readonly Segment[]): Generator<Cut> {
  for (const size of [7, 60]) {
    for (let seed = 1; seed <= 6; seed++) {
      const random = createRandom(seed);
      const mixed = duplicate(seed, 0.2)(shuffle(seed, 8)(cutSegments(size)(segments)));
      const left = mixed.filter(() => random() >= 0.03);
      yield { name: `pieces of ${size}, seed ${seed}`, capture: toPcap(left), allowed: SILENCE };
    }
  }
}

/** Errors and warnings, each with the line that it is about. */
async function claims(capture: Buffer): Promise<{ id: string; claim: string }[]> {
  const { findings, commands } = await collect(capture);
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ id, severity, session, command }) => {
      const line = commands.find((c) => c.session === session && c.id === command)?.line ?? '';
      return { id, claim: `${severity} ${id} ${line}` };
    });
}

async function newClaims(whole: Buffer, cutCaptures: Iterable<Cut>, known: readonly string[] = []) {
  const told = new Set((await claims(whole)).map(({ claim }) => claim));
  const fresh: string[] = [];
  for (const { name, capture, allowed } of cutCaptures) {
    for (const { id, claim } of await claims(capture)) {
      if (!told.has(claim) && ![...allowed, ...known].includes(id)) fresh.push(`${name}: ${claim}`);
    }
  }
  return fresh;
}

describe('stories of all versions', () => {
  test.each(Object.entries(STORIES))('%s is told without a fault', async (_, story) => {
    const ids = (await claims(toPcap(playTranscript(parseTranscript(story))))).map(({ id }) => id);
    // The reference itself shows an address that does not exist.
    expect(new Set(ids.filter((id) => !['clear-text-credentials', 'error-reply'].includes(id)))).toEqual(
      new Set(),
    );
  });

  test.each(Object.entries(STORIES))('%s, cut anywhere', async (_, story) => {
    const whole = toPcap(playTranscript(parseTranscript(story)));
    expect(await newClaims(whole, cuts(framesOf(whole), 3, 8))).toEqual([]);
  });

  test.each(Object.entries(STORIES))('%s in small segments, cut anywhere', async (_, story) => {
    const whole = toPcap(cutSegments(40)(playTranscript(parseTranscript(story))));
    expect(await newClaims(whole, cuts(framesOf(whole), 31, 4))).toEqual([]);
  });

  test.each(Object.entries(STORIES))('%s without a direction or a connection', async (_, story) => {
    const segments = playTranscript(parseTranscript(story));
    expect(await newClaims(toPcap(segments), parts(segments))).toEqual([]);
  });

  test.each(Object.entries(STORIES))('%s in pieces, in disorder, with losses', async (_, story) => {
    const segments = playTranscript(parseTranscript(story));
    expect(await newClaims(toPcap(segments), disorder(segments))).toEqual([]);
  });

  test('several of them at once behind one address', async () => {
    const stories = ['MSNP8', 'MSNP15', 'MSNP18'].map((name) => STORIES[name] ?? '');
    const segments = stories.flatMap((story, i) => {
      const own = story
        .replaceAll(/10\.0\.0\.\d+:40/g, `10.0.0.5:4${i + 1}`)
        .replaceAll('ann@', `ann${i}@`)
        .replaceAll(COOKIE, `${i + 1}$&`);
      return playTranscript(parseTranscript(own));
    });
    segments.sort((a, b) => a.timeMicros - b.timeMicros);
    const { findings } = await collect(toPcap(segments));
    const ids = findings.filter(({ severity }) => severity !== 'note').map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual(['clear-text-credentials', 'error-reply']);
    expect(findings.filter(({ id }) => id === 'trid-gap' || id === 'sb-without-invite')).toEqual([]);
  });
});

test('the demo, cut anywhere', async () => {
  const whole = buildDemo();
  expect(await newClaims(whole, cuts(framesOf(whole), 20, 8))).toEqual([]);
});

const ROOT = process.env['MSNSCAN_CAPTURES'];
const LAB = join(ROOT ?? '', 'lab');
const MAX_FILE_BYTES = 130_000;
const SMALL = ROOT === undefined ? [] : readdirSync(LAB).filter(isSmall);

function isSmall(name: string): boolean {
  return name.endsWith('.pcap') && statSync(join(LAB, name)).size <= MAX_FILE_BYTES;
}

describe.skipIf(ROOT === undefined)('real captures (MSNSCAN_CAPTURES)', () => {
  test.each(SMALL)('%s, cut anywhere', { timeout: 60_000 }, async (name) => {
    const whole = readFileSync(join(LAB, name));
    const step = Math.ceil(framesOf(whole).frames.length / 12);
    expect(await newClaims(whole, cuts(framesOf(whole), step, 3), TOLD_ONCE)).toEqual([]);
  });
});
