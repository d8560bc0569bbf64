/**
 * `msnscan carve -w FILE CAPTURE`: the packets behind sessions, findings or conversations, as a capture. The input is
 * read several times: once to know which sessions are meant, once to find their connections, once to copy; so that no
 * packet is ever held.
 */
import { statSync } from 'node:fs';
import { LinkTypeRefused } from '../capture/pcap-writer.ts';
import type { CaptureFormat } from '../capture/writer.ts';
import { copyFrames, type Copied } from '../carve/copy.ts';
import { locate } from '../carve/locate.ts';
import { chatOf, ChoiceReport } from '../report/carve/room.ts';
import { escapeText } from '../report/escape.ts';
import { Output } from '../report/output.ts';
import { countText } from '../report/units.ts';
import { scan, type ScanOptions, type Totals } from '../scan.ts';
import { CliError } from './cli-error.ts';
import { FAILED, OK, PARTIAL } from './exit-codes.ts';
import { FILTER_FLAGS } from './filter-flags.ts';
import { shortHelp } from './help.ts';
import { inputsOf, nameOf, refuseOverwriting, type Inputs } from './inputs.ts';
import { complain, STDOUT_NAME, type Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { preparation, ranges, type Prepare } from './selection.ts';
import { scanOptions } from './settings.ts';
import { openTarget, type Target } from './targets.ts';
import { VERSION } from './version.ts';
import { tellingOfDamage } from './view.ts';

/** Carves. Throws CliError, CaptureError, InputError, ClosedPipe and Node's errors. */
export async function runCarve(given: Arguments, io: Io): Promise<number> {
  const args = withLists(given);
  const options = scanOptions(args);
  const prepare = await preparation(args);
  const isConversation = conversations(args);
  refuseEverything(args);
  const inputs = await inputsOf(args, io);
  if (inputs === undefined) {
    complain(io, shortHelp());
    return FAILED;
  }
  const { path, format } = productOf(args, io);
  refusePipes(inputs);
  refuseOverwriting(path, inputs);
  const target = openTarget(path, args.has('force'), io);
  try {
    const run: Run = { args, io, inputs, options, prepare, path, format, target };
    const isConsidered = isConversation === undefined ? () => true : await sessionsOf(run, isConversation);
    const code = await carve(run, isConsidered);
    if (io.interrupt.aborted) return Number(io.interrupt.reason);
    target.commit();
    return code;
  } finally {
    target.abandon();
  }
}

interface Run {
  readonly args: Arguments;
  readonly io: Io;
  readonly inputs: Inputs;
  readonly options: ScanOptions;
  readonly prepare: Prepare;
  readonly path: string;
  readonly format: CaptureFormat;
  readonly target: Target;
}

/** As a call: the signal comes while something is waited for, which the compiler does not know. */
function isInterrupted({ interrupt }: Io): boolean {
  return interrupt.aborted;
}

type IsNumber = (number: number) => boolean;

async function carve(run: Run, isConsidered: IsNumber): Promise<number> {
  const { args, io, inputs, options, prepare, path, format, target } = run;
  const choice = new ChoiceReport(isConsidered);
  if (!args.has('quiet')) tellingOfDamage(choice, nameOf(inputs), io);
  const { report } = await prepare(choice);
  const totals = await scan(inputs.paths, { ...options, unread: inputs.unread }, report, io.interrupt);
  if (isInterrupted(io)) return OK;
  const { sessions, commentsOf } = choice;
  if (sessions.size === 0) throw noneOf(totals);
  const again = { ...options, maxPackets: totals.frames };
  const located = await locate(inputs.paths, again, (session) => sessions.has(session), io.interrupt);
  if (isInterrupted(io)) return OK;
  const output = new Output(target.write);
  const wish = {
    format,
    application: `msnscan ${VERSION}`,
    stretches: located.stretches,
    frames: totals.frames,
    hasFragments: totals.dropped['fragment'] !== undefined,
    commentsOf,
  };
  const copied = await copyFrames(inputs.paths, wish, output, io.interrupt).catch((error: unknown) => {
    throw error instanceof LinkTypeRefused ? refusedBy(error, path) : error;
  });
  if (copied === undefined) return OK;
  output.flush();
  const isWhole = totals.complete && !choice.isFull && !located.isFull;
  if (!args.has('quiet')) summarise(run, copied, sessions.size, choice.isFull, located.isFull);
  return isWhole ? OK : PARTIAL;
}

/** Filters that take a list may be given several times here: what they list is one list. */
function withLists(args: Arguments): Arguments {
  const lists: ReadonlySet<string> = new Set(
    FILTER_FLAGS.filter(({ value }) => value === 'LIST').map(({ name }) => name),
  );
  return {
    ...args,
    value: (flag) => (lists.has(flag) && args.has(flag) ? args.values(flag).join(',') : args.value(flag)),
  };
}

function refuseEverything(args: Arguments): void {
  if (FILTER_FLAGS.some(({ name }) => args.has(name))) return;
  throw new CliError(
    'carve needs to know which packets are wanted',
    'for example --session 3, --finding trid-reuse or --conversation 1',
  );
}

function conversations(args: Arguments): IsNumber | undefined {
  const text = args.value('conversation');
  if (text === undefined) return undefined;
  const wanted = ranges('conversation', text);
  return (number) => wanted.some(([from, to]) => number >= from && number <= to);
}

/** Where it goes, and by the name what it becomes. */
function productOf(args: Arguments, io: Io): { readonly path: string; readonly format: CaptureFormat } {
  const path = args.value('write');
  if (path === undefined || path === '') {
    throw new CliError('carve needs a file to write to', 'for example -w packets.pcapng');
  }
  if (path === STDOUT) {
    if (!io.stdout.isTerminal) return { path, format: 'pcapng' };
    throw new CliError('a capture is nothing for a terminal', 'give it a file: -w packets.pcapng');
  }
  const [, extension] = /\.(pcap|pcapng)$/i.exec(path) ?? [];
  if (extension !== undefined) return { path, format: extension.toLowerCase() as CaptureFormat };
  throw new CliError(`${path}: does not say which format is wanted`, 'let it end in .pcapng or .pcap');
}

/** What can be read only once cannot be carved. */
function refusePipes({ paths }: Inputs): void {
  const pipe = paths.find(
    (path) => path === '-' || statSync(path, { throwIfNoEntry: false })?.isFile() === false,
  );
  if (pipe === undefined) return;
  const name = pipe === '-' ? 'standard input' : pipe;
  throw new CliError(`${name}: carve reads a capture several times`, 'save it in a file first');
}

/** The sessions of conversations, which have to be known before their findings are gathered. */
async function sessionsOf({ inputs, options, io }: Run, isChosen: IsNumber): Promise<IsNumber> {
  const talk = chatOf(isChosen);
  try {
    await scan(inputs.paths, options, talk.report, io.interrupt);
  } finally {
    talk.report.close();
  }
  if (talk.sessions.size === 0 && !io.interrupt.aborted) {
    throw new CliError(
      `there is no such conversation: there ${are(talk.count, 'conversation')}`,
      'msnscan chat lists them',
    );
  }
  return (session) => talk.sessions.has(session);
}

function noneOf({ sessions }: Totals): CliError {
  return new CliError(
    `nothing fits: there ${are(sessions, 'session')}, and none of them is meant`,
    'msnscan FILE with the same filters shows what fits',
  );
}

function are(count: number, what: string): string {
  return `${count === 1 ? 'is' : 'are'} ${countText(count, what)}`;
}

function refusedBy({ message }: LinkTypeRefused, path: string): CliError {
  return new CliError(`${path}: ${message}`, 'pcapng can have them: let the name end in .pcapng');
}

function summarise(
  { io, path, format }: Run,
  { frames, comments }: Copied,
  sessions: number,
  lacksComments: boolean,
  lacksConnections: boolean,
): void {
  const name = path === STDOUT ? STDOUT_NAME : path;
  const say = (text: string): void => {
    complain(io, `msnscan: ${escapeText(`${name}: ${text}`)}\n`);
  };
  const said = format === 'pcapng' ? countText(comments, 'comment') : 'no comments, which only pcapng has';
  say(`${countText(frames, 'frame')} of ${countText(sessions, 'session')}, ${said}`);
  if (lacksComments) say('there were more findings than become comments');
  if (lacksConnections)
    say('there were more connections than can be carved at one time: later ones are missing');
}
