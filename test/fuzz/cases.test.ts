/** Captures that the fuzzer found, made small: each as what it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { request } from '../../fixtures/build/gateway.ts';
import { pcapFile, sectionHeader, simplePacket } from '../../fixtures/build/pcap.ts';
import { chatJson } from '../report/views.ts';
import { collect } from '../scan/collect.ts';
import { checkCapture } from './check.ts';
import { Dice } from './dice.ts';
import { recordsOf } from './frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'msnscan-cases-'));
let count = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every invariant holds, whichever command is run beside the scan. */
async function holds(capture: Buffer): Promise<void> {
  const file = join(folder, `${++count}.capture`);
  writeFileSync(file, capture);
  for (let seed = 0; seed < 20; seed++) await checkCapture(file, join(folder, 'out'), new Dice(seed));
}

describe('found by fuzzing', () => {
  test('frames of an interface that was never described have no first and last time', async () => {
    const capture = Buffer.concat([sectionHeader(), simplePacket(Buffer.alloc(60))]);
    const { totals } = await collect(capture);
    expect(totals).toMatchObject({ frames: 1, firstTime: null, lastTime: null });
    await holds(capture);
  });

  test('a message whose type only one of two sessions has is told with that type', async () => {
    const whole = transcript(String.raw`
      connection 1 10.0.0.5:4001 > 192.0.2.30:1863
      C> USR 1 ann@example.com 100200300.1
      S< USR 1 OK ann@example.com Ann
      C> CAL 2 bob@example.com
      S< CAL 2 RINGING 40506070
      connection 2 10.0.0.6:4001 > 192.0.2.30:1863
      C> ANS 1 bob@example.com 1100000200.98765 40506070
      S< IRO 1 1 1 ann@example.com Ann
      S< ANS 1 OK
      S< MSG ann@example.com Ann *
      | Content-Type: text/plain
      |
      |‖shall we meet
      S< BYE ann@example.com
      on 1
      C> MSG 3 N *
      | Content-Type: text/plain
      |
      |‖shall we meet
    `);
    const records = recordsOf(whole);
    const line = Buffer.from('MSG ann@example.com');
    // What was heard is captured with the line and nothing of the payload.
    const frames = records?.frames.map((frame) => {
      const at = Buffer.from(frame.bytes).indexOf(line);
      return at < 0 ? frame : { ...frame, bytes: frame.bytes.subarray(0, at + 34) };
    });
    const capture = pcapFile(frames ?? []);
    const { conversations } = await chatJson(capture);
    const events = conversations.flatMap((conversation) => conversation.events);
    expect(events.filter((event) => 'missingBytes' in event)).toMatchObject([
      { type: 'text', text: 'shall we meet', missingBytes: 0, alsoIn: [{ session: 2 }] },
    ]);
    await holds(capture);
  });

  test('a session of the gateway that begins with the end of its connection is told', async () => {
    const capture = transcript(String.raw`
      connection 1 10.0.0.5:4001 > 192.0.2.34:1863
      midstream
      ${request('', '')}
      no fin
    `);
    const { sessions } = await collect(capture, { anyPort: true });
    expect(sessions).toHaveLength(1);
    await holds(capture);
  });
});
