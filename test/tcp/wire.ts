/** Segments for the tests of this room, without the layers below, and a handler that writes down what it hears. */
import { FlowTable } from '../../src/tcp/flow-table.ts';
import { ACK, FIN, SegmentView, SYN } from '../../src/packet/segment-view.ts';
import type { EndReason, Side, StreamHandler } from '../../src/tcp/handler.ts';
import type { Flow } from '../../src/tcp/flow.ts';
import type { NoticeCode } from '../../src/base/notice.ts';

export interface Segment {
  from: 'client' | 'server';
  sequence: number;
  acknowledgement: number;
  flags: number;
  data: Buffer;
  /** Length on the wire, when the capture cut the segment. */
  wireLength?: number;
  port?: number;
  time?: number;
}

export class Recorder implements StreamHandler {
  readonly text: [string, string] = ['', ''];
  readonly log: string[] = [];
  readonly gaps: number[][] = [[], []];
  reason: EndReason | undefined;
  readonly flow: Flow;
  constructor(flow: Flow) {
    this.flow = flow;
  }
  data(side: Side, bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('latin1', start, end);
    this.text[side] += text;
    this.log.push(`${side === 0 ? 'C' : 'S'}:${text}`);
  }
  gap(side: Side, length: number): void {
    this.gaps[side]!.push(length);
    this.log.push(`${side === 0 ? 'C' : 'S'}!gap ${length}`);
  }
  fin(side: Side): void {
    this.log.push(`${side === 0 ? 'C' : 'S'}!fin`);
  }
  reset(side: Side): void {
    this.log.push(`${side === 0 ? 'C' : 'S'}!reset`);
  }
  close(reason: EndReason): void {
    this.reason = reason;
  }
}

export interface Played {
  sessions: Recorder[];
  notices: NoticeCode[];
}

/** Runs segments through a flow table, one a frame, 1 ms apart unless they say when. */
export function play(segments: readonly Segment[]): Played {
  const played: Played = { sessions: [], notices: [] };
  const table = new FlowTable(
    new Set([1863]),
    (flow) => {
      const recorder = new Recorder(flow);
      played.sessions.push(recorder);
      return recorder;
    },
    (code) => played.notices.push(code),
  );
  const view = new SegmentView();
  segments.forEach((segment, index) => {
    const client = [0, 0, 0xffff, 0x0a000005, segment.port ?? 4001] as const;
    const server = [0, 0, 0xffff, 0x0a000001, 1863] as const;
    const [source, target] = segment.from === 'client' ? [client, server] : [server, client];
    [view.source0, view.source1, view.source2, view.source3, view.sourcePort] = source;
    [view.target0, view.target1, view.target2, view.target3, view.targetPort] = target;
    view.sequence = segment.sequence | 0;
    view.acknowledgement = segment.acknowledgement | 0;
    view.flags = segment.flags;
    // Surrounded by other bytes, as in a frame, and overwritten afterwards: nobody may keep it.
    view.bytes = Buffer.concat([Buffer.from('##'), segment.data, Buffer.from('##')]);
    view.start = 2;
    view.end = 2 + segment.data.length;
    view.length = segment.wireLength ?? segment.data.length;
    table.push(view, index + 1, segment.time ?? (index + 1) * 1e6);
    view.bytes.fill('!');
  });
  for (const flow of table.end()) flow.close('capture-end');
  return played;
}

export interface Turn {
  from: 'client' | 'server';
  text: string;
}

export interface WireOptions {
  clientIsn?: number;
  serverIsn?: number;
  /** Largest payload of a segment. */
  size?: number;
  handshake?: boolean;
  fins?: boolean;
}

/** The segments of a conversation in which each side speaks after it has read what the other said. */
export function wire(turns: readonly Turn[], options: WireOptions = {}): Segment[] {
  const next = { client: options.clientIsn ?? 1000, server: options.serverIsn ?? 5000 };
  const segments: Segment[] = [];
  const send = (from: Turn['from'], flags: number, data = ''): void => {
    const to = from === 'client' ? 'server' : 'client';
    segments.push({
      from,
      sequence: next[from],
      acknowledgement: flags === SYN ? 0 : next[to],
      flags,
      data: Buffer.from(data, 'latin1'),
    });
    next[from] += data.length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0);
  };
  if (options.handshake === false) {
    next.client++;
    next.server++;
  } else {
    send('client', SYN);
    send('server', SYN | ACK);
    send('client', ACK);
  }
  for (const turn of turns) {
    const size = options.size ?? 1460;
    for (let i = 0; i < turn.text.length; i += size) send(turn.from, ACK, turn.text.slice(i, i + size));
    send(turn.from === 'client' ? 'server' : 'client', ACK);
  }
  if (options.fins !== false) {
    send('client', FIN | ACK);
    send('server', FIN | ACK);
    send('client', ACK);
  }
  return segments;
}
