/**
 * The same conversation however TCP and the capture cut, order and repeat it: the same commands, pairs and findings.
 * Taken over all rule transcripts, so that every rule is part of it.
 */
import { describe, expect, test } from 'vitest';
import {
  type Change,
  cutSegments,
  duplicate,
  shuffle,
  withInitialSequence,
} from '../../fixtures/build/mutate.ts';
import { transcript } from '../../fixtures/build/transcript.ts';
import { RULE_FIXTURES } from '../../fixtures/rules/index.ts';
import { collect, type Collector } from './collect.ts';

interface Sample {
  name: string;
  text: string;
  enable: readonly string[];
}

const SAMPLES: Sample[] = Object.entries(RULE_FIXTURES).flatMap(([id, fixture]) =>
  [...fixture.fires, ...fixture.quiet].map((entry) => ({
    name: `${id}: ${entry.name}`,
    text: entry.transcript,
    enable: fixture.enable ?? [],
  })),
);

/** Losses and cut captures show other holes when they are cut otherwise. */
const isWhole = (sample: Sample): boolean =>
  !/^\s*(only|midstream|lost|late|[CS] gap|no fin)\b/m.test(sample.text);
/** Time limits change with the order of capture, and so does what one connection says about another. */
const isTimeless = (sample: Sample): boolean => !/^\s*(\+ |connection 2)/m.test(sample.text);

const withoutTimes = (message: string): string => message.replace(/-?[\d.]+ m?s\b/g, 'some time');

/** What has to stay: commands of each side in order, what answers what, states, findings and where they point. */
function essence(report: Collector): unknown {
  const lineOf = (session: number, id: number): string =>
    report.commands.find((c) => c.session === session && c.id === id)?.line ?? '';
  // Session ids follow the first frames, which the order of capture decides; ends do not.
  const nameOf = new Map(report.sessions.map((s) => [s.id, `${s.flow.client.port}>${s.flow.server.a3}`]));
  const name = (session: number): string => nameOf.get(session) ?? '?';
  const side = (from: string): string[] =>
    report.commands
      .filter((c) => c.from === from)
      .map((c) => `${name(c.session)} ${c.line} ${c.payload ?? '-'} -> ${lineOf(c.session, c.answers)}`);
  const bySession = (a: string, b: string): number =>
    (a.split(' ')[0] ?? '').localeCompare(b.split(' ')[0] ?? '');
  return {
    client: side('client').sort(bySession),
    server: side('server').sort(bySession),
    transactions: report.transactions
      .map((t) => {
        const replies = t.replies.map((id) => lineOf(t.session, id)).join(' | ');
        return `${name(t.session)} ${lineOf(t.session, t.request)} ${t.state} ${t.error} ${replies}`;
      })
      .sort(),
    findings: report.findings
      .map(
        (f) =>
          `${name(f.session)} ${f.id} ${f.severity} ${lineOf(f.session, f.command)} ${withoutTimes(f.message)}`,
      )
      .sort(),
    sessions: report.sessions
      .map((s) => [name(s.id), s.role, s.version, s.endReason, s.commands].join(' '))
      .sort(),
  };
}

async function under(sample: Sample, ...changes: Change[]): Promise<unknown> {
  return essence(await collect(transcript(sample.text, { changes }), { enable: sample.enable }));
}

/** Over HTTP: a flow that no port announces is known by its SYN or by a whole first segment. */
const isOverHttp = (sample: Sample): boolean => sample.text.includes('/gateway/gateway.dll');
const HANDSHAKE_FRAMES = 3;

function behindHandshake(change: Change): Change {
  return (segments) => [...segments.slice(0, HANDSHAKE_FRAMES), ...change(segments.slice(HANDSHAKE_FRAMES))];
}

const wrap = withInitialSequence(0xffffffff, 0xfffffff0);

describe('the same conversation', () => {
  test.each(SAMPLES.filter(isWhole))('in pieces of one byte, across the wrap: $name', async (sample) => {
    expect(await under(sample, cutSegments(1), wrap)).toEqual(await under(sample));
  });

  test.each(SAMPLES.filter((s) => isWhole(s) && isTimeless(s)))(
    'cut, shuffled and repeated: $name',
    async (sample) => {
      const expected = await under(sample);
      for (const seed of [1, 2, 3]) {
        const disorder = isOverHttp(sample) ? behindHandshake(shuffle(seed, 40)) : shuffle(seed, 40);
        const changed = await under(sample, cutSegments(seed), disorder, duplicate(seed), wrap);
        expect(changed).toEqual(expected);
      }
    },
  );
});
