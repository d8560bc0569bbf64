/** `--format` and `--output`: what is written for other programs, and where to. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Choice } from '../report/choice.ts';
import type { Privacy } from '../report/command-json.ts';
import type { Exporter } from '../report/export/exporter.ts';
import { ZEEK_LOGS, ZEEK_TABLES } from '../report/export/zeek-logs.ts';
import type { BlockSink } from '../report/output.ts';
import type { Tally } from '../report/tally.ts';
import { createTerminalSink } from '../report/terminal-json.ts';
import type { Report } from '../scan.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import { STDOUT, type Arguments } from './parse.ts';
import { choice, oneWord, type Product } from './settings.ts';
import { VERSION } from './version.ts';

const COMMANDS: Choice = { commands: true, transactions: false, findings: false, sessions: false };

export const EXPORT_FORMATS = ['eve', 'zeek', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What `--format` asks for; several logs when a folder is to hold those of Zeek. */
export function exportProducts(args: Arguments): Product[] {
  if (!args.has('format')) {
    if (args.has('output')) throw new CliError('--output is for --format', 'for example --format eve');
    return [];
  }
  const format = oneWord(args, 'format', EXPORT_FORMATS, 'eve');
  const path = args.value('output') ?? STDOUT;
  if (format !== 'zeek') return [{ format, path }];
  const chosen = args.has('table') ? [oneWord(args, 'table', ZEEK_TABLES, 'command')] : undefined;
  if (!isFolder(path)) return [{ format, path, table: chosen?.[0] ?? 'command' }];
  const tables = chosen ?? ZEEK_TABLES;
  return tables.map((table) => ({
    format,
    path: join(path, `${ZEEK_LOGS[table]}.log`),
    table,
    folder: path,
  }));
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes the report of an export; what it needs is loaded only for it. */
export async function createExport(
  { format, path, table = 'command' }: Product & { readonly format: ExportFormat },
  sink: BlockSink,
  privacy: Privacy,
  tally: Tally,
  args: Arguments,
  io: Io,
): Promise<Report> {
  const isTerminal = path === STDOUT && io.stdout.isTerminal;
  const { ExportReport } = await import('../report/export/exporter.ts');
  const report = (exporter: Exporter, records: Choice): Report =>
    new ExportReport(exporter, privacy, tally, records);
  switch (format) {
    case 'eve': {
      const { EveExporter } = await import('../report/export/eve.ts');
      return report(new EveExporter(isTerminal ? createTerminalSink(sink) : sink), choice(args));
    }
    case 'zeek': {
      const { ZeekExporter } = await import('../report/export/zeek.ts');
      const records = {
        ...COMMANDS,
        commands: table === 'command',
        findings: table === 'finding',
        sessions: table === 'session',
      };
      return report(new ZeekExporter(sink, table), records);
    }
    case 'parquet':
      if (isTerminal) {
        throw new CliError(
          '--format parquet is no text for a terminal',
          'give it a file: --output commands.parquet',
        );
      }
      return report(await parquetExporter(sink), COMMANDS);
  }
}

async function parquetExporter(sink: BlockSink): Promise<Exporter> {
  const { ParquetExporter } = await import('../report/export/parquet.ts');
  try {
    return new ParquetExporter(sink, VERSION);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'MODULE_NOT_FOUND') throw error;
    throw new CliError(
      '--format parquet needs the package hyparquet-writer, which is not installed',
      'install it where msnscan is: npm install hyparquet-writer (with -g when msnscan was)',
    );
  }
}
