/** The streams of `--format zeek`: by the kind of record, the name of the log. */
export const ZEEK_LOGS = { command: 'msn', session: 'conn', finding: 'notice', notice: 'weird' } as const;

export type ZeekTable = keyof typeof ZEEK_LOGS;

export const ZEEK_TABLES = Object.keys(ZEEK_LOGS) as readonly ZeekTable[];
