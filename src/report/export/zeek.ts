/**
 * `--format zeek`: a log of Zeek in its text form, for zeek-cut and what reads such logs. One stream a log: commands are
 * `msn`, sessions `conn`, findings `notice`, notices `weird`.
 */
import type { Clock } from '../../base/time.ts';
import { isoTime } from '../../base/time.ts';
import { Output, type BlockSink } from '../output.ts';
import type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
} from '../schema.ts';
import type { Exporter } from './exporter.ts';
import type { Connection } from './identity.ts';
import { ZEEK_LOGS, type ZeekTable } from './zeek-logs.ts';
import { type ZeekType, type ZeekValue, zeekText } from './zeek-text.ts';

/** A column: its name, its type and where its value comes from. */
type Column<R> = readonly [
  name: string,
  type: ZeekType,
  value: (record: R, of: Connection | undefined) => ZeekValue,
];

const ends = [
  ['uid', 'string', (_: unknown, of) => of?.uid],
  ['id.orig_h', 'addr', (_: unknown, of) => of?.client.address],
  ['id.orig_p', 'port', (_: unknown, of) => of?.client.port],
  ['id.resp_h', 'addr', (_: unknown, of) => of?.server.address],
  ['id.resp_p', 'port', (_: unknown, of) => of?.server.port],
] as const satisfies readonly Column<unknown>[];

const COMMAND: readonly Column<CommandRecord>[] = [
  ['ts', 'time', ({ time }) => time],
  ...ends,
  ['session', 'count', ({ session }) => session],
  ['command_id', 'count', ({ id }) => id],
  ['is_orig', 'bool', ({ from }) => from === 'client'],
  ['command', 'string', ({ verb }) => verb],
  ['trid', 'count', ({ trid }) => trid],
  ['args', 'vector[string]', ({ args }) => args],
  ['payload_len', 'count', ({ payload }) => payload?.length],
  ['content_type', 'string', ({ payload }) => payload?.contentType],
  ['text', 'string', ({ decoded }) => (decoded?.kind === 'text' ? decoded.text : null)],
  ['answers', 'count', ({ answers }) => answers],
  ['latency', 'interval', ({ latencyMs }) => latencyMs],
  ['frame', 'count', ({ frames }) => frames[1]],
];

const STATES: Readonly<Record<SessionRecord['endReason'], string | null>> = {
  fin: 'SF',
  rst: null,
  timeout: 'S1',
  'capture-end': 'S1',
};

const SESSION: readonly Column<SessionRecord>[] = [
  ['ts', 'time', ({ start }) => start],
  ...ends,
  ['proto', 'enum', () => 'tcp'],
  ['service', 'string', () => 'msn'],
  ['duration', 'interval', ({ start, end }) => Date.parse(end) - Date.parse(start)],
  ['orig_bytes', 'count', ({ bytes }) => bytes.client],
  ['resp_bytes', 'count', ({ bytes }) => bytes.server],
  [
    'conn_state',
    'string',
    ({ startedMidStream, endReason }) => (startedMidStream ? 'OTH' : STATES[endReason]),
  ],
  ['missed_bytes', 'count', ({ gaps }) => gaps.client.bytes + gaps.server.bytes],
  ['community_id', 'string', ({ communityId }) => communityId],
  ['session', 'count', ({ id }) => id],
  ['role', 'string', ({ role }) => role],
  ['version', 'string', ({ version }) => version],
  ['account', 'string', ({ account }) => account],
  ['friendly_name', 'string', ({ friendlyName }) => friendlyName],
  ['participants', 'vector[string]', ({ participants }) => participants.map(({ account }) => account)],
  ['orig_commands', 'count', ({ commands }) => commands.client],
  ['resp_commands', 'count', ({ commands }) => commands.server],
];

const FINDING: readonly Column<FindingRecord>[] = [
  ['ts', 'time', ({ time }) => time],
  ...ends,
  ['proto', 'enum', () => 'tcp'],
  ['note', 'enum', ({ id }) => `MSN::${noteName(id)}`],
  ['msg', 'string', ({ message }) => message],
  ['sub', 'string', ({ severity }) => severity],
  ['src', 'addr', (_, of) => of?.client.address],
  ['dst', 'addr', (_, of) => of?.server.address],
  ['p', 'port', (_, of) => of?.server.port],
  ['session', 'count', ({ session }) => session],
  ['command_id', 'count', ({ command }) => command],
  ['frame', 'count', ({ frame }) => frame],
];

const NOTICE: readonly Column<NoticeRecord & { readonly time: string }>[] = [
  ['ts', 'time', ({ time }) => time],
  ...ends,
  ['name', 'string', ({ code }) => code.replaceAll('-', '_')],
  ['addl', 'string', ({ message }) => message],
  ['notice', 'bool', () => false],
  ['session', 'count', ({ session }) => session],
  ['frame', 'count', ({ frame }) => frame],
];

const COLUMNS: Readonly<Record<ZeekTable, readonly Column<never>[]>> = {
  command: COMMAND,
  session: SESSION,
  finding: FINDING,
  notice: NOTICE,
};

/** `Trid_Reuse` for `trid-reuse`. */
function noteName(rule: string): string {
  return rule.replace(/(^|-)(.)/g, (_, dash: string, letter: string) => (dash && '_') + letter.toUpperCase());
}

/** `2004-11-09-11-33-20`. */
const stamp = (iso: string): string => iso.slice(0, 19).replace(/[T:]/g, '-');

export class ZeekExporter implements Exporter {
  readonly #output: Output;
  readonly #table: ZeekTable;
  /** Of the latest record that has one: notices have none. */
  #time = '';

  constructor(sink: BlockSink, table: ZeekTable) {
    this.#output = new Output(sink);
    this.#table = table;
  }

  capture({ index }: CaptureRecord, firstTime: number, clock: Clock): void {
    if (index !== 1) return;
    this.#time = isoTime(clock, firstTime);
    const columns = COLUMNS[this.#table];
    const head = [
      '#separator \\x09',
      '#set_separator\t,',
      '#empty_field\t(empty)',
      '#unset_field\t-',
      `#path\t${ZEEK_LOGS[this.#table]}`,
      `#open\t${stamp(this.#time)}`,
      `#fields\t${columns.map(([name]) => name).join('\t')}`,
      `#types\t${columns.map(([, type]) => type).join('\t')}`,
    ];
    this.#output.text(`${head.join('\n')}\n`);
  }

  command(record: CommandRecord, connection: Connection): void {
    this.#time = record.time;
    if (this.#table === 'command') this.#row(COMMAND, record, connection);
  }

  finding(record: FindingRecord, connection: Connection | undefined): void {
    this.#time = record.time;
    if (this.#table === 'finding') this.#row(FINDING, record, connection);
  }

  notice(record: NoticeRecord, connection: Connection | undefined): void {
    if (this.#table === 'notice') this.#row(NOTICE, { ...record, time: this.#time }, connection);
  }

  session(record: SessionRecord, connection: Connection): void {
    this.#time = record.end;
    if (this.#table === 'session') this.#row(SESSION, record, connection);
  }

  summary({ lastTime }: SummaryRecord): void {
    this.#output.text(`#close\t${stamp(lastTime ?? this.#time)}\n`);
    this.#output.flush();
  }

  flush(): void {
    this.#output.flush();
  }

  #row<R>(columns: readonly Column<R>[], record: R, connection: Connection | undefined): void {
    const cells = columns.map(([, type, value]) => zeekText(value(record, connection), type));
    this.#output.text(`${cells.join('\t')}\n`);
    this.#output.endRecord();
  }
}
