import { expect, test } from 'vitest';
import { MAX_ALL_WAITING_BYTES } from '../../src/base/limits.ts';
import type { Details } from '../../src/base/notice.ts';
import { ACK, SegmentView, SYN } from '../../src/packet/segment-view.ts';
import { type FlowLimits, FlowTable } from '../../src/tcp/flow-table.ts';
import { Recorder } from './wire.ts';

/** A table with one client a port, which says what it says. */
class Stage {
  readonly sessions: Recorder[] = [];
  readonly notices: [code: string, frame: number, details: Details][] = [];
  readonly #table: FlowTable;
  readonly #view = new SegmentView();
  #frame = 0;

  constructor(limits: FlowLimits) {
    this.#table = new FlowTable(
      new Set([1863]),
      (flow) => {
        const recorder = new Recorder(flow);
        this.sessions.push(recorder);
        return recorder;
      },
      (code, _message, frame, _session, details) => this.notices.push([code, frame, details]),
      { signatures: [] },
      limits,
    );
  }

  send(port: number, flags: number, sequence: number, text: string | Buffer = ''): void {
    const view = this.#view;
    [view.source3, view.target3, view.sourcePort, view.targetPort] = [1, 2, port, 1863];
    view.bytes = Buffer.from(text);
    [view.start, view.end, view.length] = [0, view.bytes.length, view.bytes.length];
    [view.flags, view.sequence, view.acknowledgement] = [flags, sequence, 1];
    this.#frame++;
    this.#table.push(view, this.#frame, this.#frame * 1e6);
  }

  /** SYN of both sides. */
  open(port: number): void {
    this.send(port, SYN, 0);
    const view = this.#view;
    [view.source3, view.target3, view.sourcePort, view.targetPort] = [2, 1, 1863, port];
    [view.flags, view.sequence, view.acknowledgement] = [SYN | ACK, 0, 1];
    this.#frame++;
    this.#table.push(view, this.#frame, this.#frame * 1e6);
  }

  /** The same and one command. */
  say(port: number, text: string): void {
    this.open(port);
    this.send(port, ACK, 1, text);
  }

  end(): string[] {
    for (const flow of this.#table.end()) flow.close('capture-end');
    return this.sessions.map(({ text }) => text[0]);
  }
}

test('a flood of SYNs keeps nobody out: flows without data make room, the oldest first', () => {
  const stage = new Stage({ maxFlows: 100 });
  stage.say(1, 'PNG\r\n');
  for (let port = 2000; port < 4000; port++) stage.send(port, SYN, 0);
  stage.say(2, 'OUT\r\n');
  // The last of the flood is known still.
  stage.open(3999);
  stage.send(3999, ACK, 1, 'CHG\r\n');
  expect(stage.end().filter((text) => text !== '')).toEqual(['PNG\r\n', 'OUT\r\n', 'CHG\r\n']);
  expect(stage.sessions.find(({ text }) => text[0] === 'CHG\r\n')?.flow.startedMidStream).toBe(false);
  expect(stage.notices).toEqual([
    ['flow-limit', 103, { limit: 100 }],
    ['flow-limit', 0, { limit: 100, flows: 1902, segments: 0 }],
  ]);
});

test('when all flows carry data new ones are left out, and counted', () => {
  const stage = new Stage({ maxFlows: 3 });
  for (let port = 1; port <= 5; port++) stage.say(port, `${port}\r\n`);
  expect(stage.end()).toEqual(['1\r\n', '2\r\n', '3\r\n']);
  expect(stage.notices.at(-1)).toEqual(['flow-limit', 0, { limit: 3, flows: 0, segments: 6 }]);
});

test('a flow holds back what it may and no more', () => {
  const stage = new Stage({ maxMemoryPerFlow: 2000 });
  stage.open(1);
  for (let at = 0; at < 11; at++) stage.send(1, ACK, 101 + at * 100, 'x'.repeat(100));
  expect(stage.sessions[0]?.gaps[0]).toEqual([100]);
  expect(stage.notices.map(([code]) => code)).toEqual(['waiting-limit', 'gap']);
});

test('all flows together hold back so much and no more, and go on when there is room', () => {
  const stage = new Stage({});
  const large = Buffer.alloc(60_000, 'x');
  const flows = Math.ceil(MAX_ALL_WAITING_BYTES / large.length) + 20;
  for (let port = 1; port <= flows; port++) {
    stage.open(port);
    stage.send(port, ACK, 101, large);
  }
  const told = stage.notices.filter(([code]) => code === 'waiting-limit').length;
  expect(told).toBeGreaterThan(10);
  expect(told).toBeLessThan(30);
  // The first of them gets what it waits for, and another one may wait in its place.
  for (let port = 1; port <= 30; port++) stage.send(port, ACK, 1, 'y'.repeat(100));
  stage.open(9000);
  stage.send(9000, ACK, 101, 'z');
  expect(stage.notices.filter(([code]) => code === 'waiting-limit')).toHaveLength(told);
});
