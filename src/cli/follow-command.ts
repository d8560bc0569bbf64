/** `msnscan follow FILE`: the bytes of TCP flows, as text, as they are, or as sums. */
import { createFollowReport, type FollowFormat, type FollowReport } from '../report/follow/room.ts';
import { DEFAULT_PORTS } from '../ports.ts';
import { scan } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { isUtf8Locale } from './colour.ts';
import { FAILED, OK, PARTIAL } from './exit-codes.ts';
import { shortHelp } from './help.ts';
import { inputsOf, nameOf } from './inputs.ts';
import { complain, type Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { checksumMode, countOf, listedPorts } from './settings.ts';
import { openTarget } from './targets.ts';
import { tellingOfDamage } from './view.ts';

const ANY = 'any';

/** Follows flows. Throws CliError, CaptureError, ClosedPipe and Node's errors. */
export async function runFollow(args: Arguments, io: Io): Promise<number> {
  const format = formatOf(args);
  const ports = args.value('port') === ANY ? undefined : (listedPorts(args) ?? DEFAULT_PORTS);
  const session = sessionOf(args);
  const report = createFollowReport({
    format,
    ports,
    serverPorts: ports ?? DEFAULT_PORTS,
    session,
    from: sideOf(args),
    asciiOnly: args.has('ascii'),
    asciiArrows: args.has('ascii') || !isUtf8Locale(io.env),
    showSecrets: args.has('show-secrets'),
  });
  if (format === 'raw' && io.stdout.isTerminal) {
    throw new CliError('--raw writes bytes that a terminal would obey', 'send them to a file or a pipe');
  }
  const inputs = await inputsOf(args, io);
  if (inputs === undefined) {
    complain(io, shortHelp());
    return FAILED;
  }
  const isQuiet = args.has('quiet');
  try {
    if (!isQuiet) tellingOfDamage(report, nameOf(inputs), io);
    const { segments } = report;
    // No port is one of MSNP here: all that is wanted of the analysis is the reading.
    const options = {
      ports: new Set<number>(),
      checksum: checksumMode(args),
      maxPackets: countOf(args, 'max-packets'),
      enable: [],
      disable: [],
      segments,
      unread: inputs.unread,
    };
    const totals = await scan(inputs.paths, options, report, io.interrupt);
    refuseChoice(report, format, session);
    const target = openTarget(STDOUT, false, io);
    report.write(target.write);
    if (!isQuiet) tellOfNothing(report, ports, io);
    if (io.interrupt.aborted) return Number(io.interrupt.reason);
    return totals.complete && report.complete ? OK : PARTIAL;
  } finally {
    report.close();
  }
}

function formatOf(args: Arguments): FollowFormat {
  if (args.has('raw') && args.has('digest')) {
    throw new CliError('--raw and --digest are two outputs', 'give one of them');
  }
  return args.has('digest') ? 'digest' : args.has('raw') ? 'raw' : 'text';
}

function sessionOf(args: Arguments): number | undefined {
  const text = args.value('session');
  if (text === undefined) return undefined;
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new CliError(`--session takes a number from 1 on, not ${JSON.stringify(text)}`);
}

function sideOf(args: Arguments): 'client' | 'server' | undefined {
  const text = args.value('from');
  if (text === undefined || text === 'client' || text === 'server') return text;
  throw new CliError(`--from takes client or server, not ${JSON.stringify(text)}`);
}

function tellOfNothing(report: FollowReport, ports: ReadonlySet<number> | undefined, io: Io): void {
  if (report.count > 0) return;
  const where = ports === undefined ? '' : ` on port ${[...ports].join(', ')}; --port any takes every port`;
  complain(io, `msnscan: there is no TCP flow${where}\n`);
}

/** Without the flow that was asked for, or with more than one where one is needed, nothing is written. */
function refuseChoice(report: FollowReport, format: FollowFormat, session: number | undefined): void {
  const flows = report.count === 1 ? 'there is one flow' : `there are ${report.count} flows`;
  if (session !== undefined && report.wanted === 0) {
    throw new CliError(`there is no flow ${session}: ${flows}`, '--port any counts those of all ports');
  }
  if (format === 'raw' && report.wanted > 1) {
    throw new CliError(
      `--raw writes one flow, and ${flows}`,
      'choose one with --session; --digest lists them',
    );
  }
}
