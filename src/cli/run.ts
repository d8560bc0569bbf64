/** `run(argv, io)`: the whole program as a function from arguments to an exit code. */
import { ClosedPipe } from '../report/output.ts';
import { CliError } from './cli-error.ts';
import { errorText } from './errors.ts';
import { FAILED, OK } from './exit-codes.ts';
import { longHelp, shortHelp } from './help.ts';
import { complain, print, type Io } from './io.ts';
import { parseArguments, type Arguments } from './parse.ts';
import { VERSION } from './version.ts';

/** Commands that read no capture. */
const ABOUT_ITSELF: ReadonlySet<string> = new Set([
  'explain',
  'rules',
  'fields',
  'schema',
  'completion',
  'man',
]);

/** Runs the program; `argv` without node and script. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let args: Arguments | undefined;
  try {
    args = parseArguments(argv, io.env);
    return await dispatch(args, argv, io);
  } catch (error) {
    if (error instanceof ClosedPipe) return OK;
    // Interrupted before there was anything to report.
    if (io.interrupt.aborted) return Number(io.interrupt.reason);
    const file =
      args === undefined || ABOUT_ITSELF.has(args.command)
        ? undefined
        : ([...args.values('read'), ...args.operands][0] ?? '-');
    complain(io, errorText(error, file, argv.includes('--debug')));
    return FAILED;
  }
}

async function dispatch(args: Arguments, argv: readonly string[], io: Io): Promise<number> {
  if (args.has('help')) {
    if (argv.includes('--help')) await printPaged(await fitted(longHelp(), io), args, io);
    else print(io, await fitted(shortHelp(), io));
    return OK;
  }
  if (args.has('version')) {
    print(io, `msnscan ${VERSION}\n`);
    return OK;
  }
  switch (args.command) {
    case 'scan': {
      const { runScan } = await import('./scan-command.ts');
      return runScan(args, io);
    }
    case 'chat': {
      const { runChat } = await import('./chat-command.ts');
      return runChat(args, io);
    }
    case 'contacts': {
      const { runContacts } = await import('./contacts-command.ts');
      return runContacts(args, io);
    }
    case 'stats': {
      const { runStats } = await import('./stats-command.ts');
      return runStats(args, io);
    }
    case 'extract': {
      const { runExtract } = await import('./extract-command.ts');
      return runExtract(args, io);
    }
    case 'follow': {
      const { runFollow } = await import('./follow-command.ts');
      return runFollow(args, io);
    }
    case 'carve': {
      const { runCarve } = await import('./carve-command.ts');
      return runCarve(args, io);
    }
    case 'explain':
      print(io, await fitted(await explanation(args), io));
      return OK;
    case 'rules': {
      refuseOperands(args);
      const { rulesText } = await import('./explain.ts');
      print(io, await fitted(rulesText(), io));
      return OK;
    }
    case 'fields': {
      refuseOperands(args);
      const { fieldsText } = await import('../report/csv/room.ts');
      print(io, await fitted(fieldsText(), io));
      return OK;
    }
    case 'completion': {
      const { completion } = await import('./completion.ts');
      print(io, completion(args.operands));
      return OK;
    }
    case 'man': {
      refuseOperands(args);
      const { manPage } = await import('./man.ts');
      print(io, manPage());
      return OK;
    }
    case 'schema': {
      const { schemaText } = await import('./schema-command.ts');
      print(io, schemaText(args.operands));
      return OK;
    }
  }
}

async function explanation(args: Arguments): Promise<string> {
  const [name] = args.operands;
  if (name === undefined || args.operands.length > 1) {
    throw new CliError(
      'explain takes one rule, error code or command',
      'for example msnscan explain trid-reuse',
    );
  }
  const { explain } = await import('./explain.ts');
  return explain(name);
}

/** Text of this program; for a terminal its lines are made no wider than that. */
async function fitted(text: string, { stdout: { isTerminal, columns } }: Io): Promise<string> {
  if (!isTerminal || columns === undefined) return text;
  const { Columns, measureText, wrapHanging } = await import('../report/wrap-room.ts');
  return wrapHanging(text, columns, new Columns(measureText, false));
}

function refuseOperands(args: Arguments): void {
  const [operand] = args.operands;
  if (operand === undefined) return;
  throw new CliError(
    `msnscan ${args.command} takes no ${JSON.stringify(operand)}`,
    `a file of that name: msnscan -- ${args.command}`,
  );
}

async function printPaged(text: string, args: Arguments, io: Io): Promise<void> {
  const { createPager } = await import('./pager.ts');
  const pager = createPager(args, io);
  if (pager === undefined) {
    print(io, text);
    return;
  }
  try {
    pager.write(Buffer.from(text));
  } finally {
    await pager.close();
  }
}
