import { describe, expect, test } from 'vitest';
import { ACK, FIN, SegmentView, SYN } from '../../src/packet/segment-view.ts';
import { FlowTable } from '../../src/tcp/flow-table.ts';
import { CLOSED_FLOW_NANOS, IDLE_FLOW_NANOS, MAX_CLOSED_FLOWS } from '../../src/base/limits.ts';
import { play, Recorder, type Segment, wire } from './wire.ts';

const HELLO = wire([{ from: 'client', text: 'PNG\r\n' }]);

function segment(
  from: Segment['from'],
  sequence: number,
  text: string,
  extra: Partial<Segment> = {},
): Segment {
  return { from, sequence, acknowledgement: 1, flags: ACK, data: Buffer.from(text), ...extra };
}

describe('flow table', () => {
  test('ids count connections in order of their first frames', () => {
    const two = HELLO.map((s) => ({ ...s, port: 4002 }));
    const played = play([HELLO[0]!, two[0]!, ...HELLO.slice(1), ...two.slice(1)]);
    expect(played.sessions.map((s) => [s.flow.id, s.flow.client.port])).toEqual([
      [1, 4001],
      [2, 4002],
    ]);
    expect(played.sessions.map((s) => s.text[0])).toEqual(['PNG\r\n', 'PNG\r\n']);
  });

  test('the sender of the SYN is the client, whatever came first', () => {
    const played = play([HELLO[1]!, HELLO[0]!, ...HELLO.slice(2)]);
    expect(played.sessions[0]!.flow.client.port).toBe(4001);
    expect(played.sessions[0]!.text[0]).toBe('PNG\r\n');
  });

  test('without a SYN the side with the watched port is the server', () => {
    const played = play([segment('server', 500, 'QNG 40\r\n')]);
    expect(played.sessions[0]!.flow.server.port).toBe(1863);
    expect(played.sessions[0]!.text[1]).toBe('QNG 40\r\n');
  });

  test('a segment that comes after the close belongs to no session', () => {
    const late = { ...HELLO.find((s) => s.data.length > 0)! };
    expect(play([...HELLO, late]).sessions).toHaveLength(1);
  });

  test('long after the close, data on the same ports is another session, in mid-stream', () => {
    const late = segment('client', 99, 'CHG 1 NLN\r\n', { time: 2 * CLOSED_FLOW_NANOS });
    const played = play([...HELLO, late]);
    expect(played.sessions.map((s) => s.flow.startedMidStream)).toEqual([false, true]);
  });

  test('after hours of silence a segment that does not continue is another session', () => {
    const open = wire([{ from: 'client', text: 'PNG\r\n' }], { fins: false });
    const jump = segment('client', 0x40000000, 'PNG\r\n', { time: 2 * IDLE_FLOW_NANOS });
    const goesOn = segment('client', 1006, 'PNG\r\n', { acknowledgement: 5001, time: 2 * IDLE_FLOW_NANOS });
    expect(play([...open, jump]).sessions.map((s) => s.reason)).toEqual(['timeout', 'capture-end']);
    expect(play([...open, goesOn]).sessions.map((s) => s.text[0])).toEqual(['PNG\r\nPNG\r\n']);
  });

  test('a hundred thousand short connections are all seen and forgotten', () => {
    const count = MAX_CLOSED_FLOWS + 40_000;
    const segments: Segment[] = [];
    for (let i = 0; i < count; i++) {
      const isn = i * 7;
      const at = { port: 1024 + (i % 60_000), time: i * 1e6 };
      segments.push(
        { from: 'client', sequence: isn, acknowledgement: 0, flags: SYN, data: Buffer.alloc(0), ...at },
        {
          from: 'server',
          sequence: 1,
          acknowledgement: isn + 1,
          flags: SYN | ACK,
          data: Buffer.alloc(0),
          ...at,
        },
        {
          from: 'client',
          sequence: isn + 1,
          acknowledgement: 2,
          flags: FIN | ACK,
          data: Buffer.alloc(0),
          ...at,
        },
        {
          from: 'server',
          sequence: 2,
          acknowledgement: isn + 2,
          flags: FIN | ACK,
          data: Buffer.alloc(0),
          ...at,
        },
        { from: 'client', sequence: isn + 2, acknowledgement: 3, flags: ACK, data: Buffer.alloc(0), ...at },
      );
    }
    const played = play(segments);
    expect(played.sessions).toHaveLength(count);
    expect(played.sessions.every((s) => s.reason === 'fin')).toBe(true);
  });

  test('a connection without data gets its handler when it ends, so that a flood of SYNs stays small', () => {
    let made = 0;
    const table = new FlowTable(
      new Set([1863]),
      (flow) => {
        made++;
        return new Recorder(flow);
      },
      () => undefined,
    );
    const view = new SegmentView();
    view.targetPort = 1863;
    view.flags = SYN;
    for (let port = 1024; port < 2024; port++) {
      view.sourcePort = port;
      table.push(view, port, port);
    }
    expect(made).toBe(0);
    for (const flow of table.end()) flow.close('capture-end');
    expect(made).toBe(1000);
  });
});
