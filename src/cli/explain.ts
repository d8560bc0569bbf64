/** `msnscan explain`: what a rule, an error code or a command means; `msnscan rules`: the list of rules. */
import { RULES, type RegisteredRule } from '../analysis/registry.ts';
import type { CommandRow } from '../msnp/row.ts';
import { ERROR_ROWS, type ErrorRow } from '../msnp/errors.ts';
import { COMMAND_ROWS, ERROR_ROW } from '../msnp/lookup.ts';
import { SEVERITY_LETTERS } from '../report/paint.ts';
import { CliError } from './cli-error.ts';
import { didYouMean } from './suggest.ts';

const FATAL: Readonly<Record<ErrorRow['fatal'], string>> = {
  yes: 'ends the session',
  no: 'the session goes on',
  maybe: 'may end the session',
  SB: 'ends a switchboard session',
  varies: 'ends the session with some servers',
  '?': 'whether the session goes on is not known',
};

function defaultText({ rule }: RegisteredRule): string {
  if (rule.byDefault === 'off') return 'off by default; --enable switches it on';
  if (rule.byDefault === 'client') return 'for lines of the server off by default; --enable switches them on';
  return 'on by default; --disable switches it off';
}

function explainRule(id: string, registered: RegisteredRule): string {
  const { family, rule } = registered;
  return `${id}  (${rule.severity}, family ${family})
${rule.title}.
${rule.why}
Sources: ${rule.source}. This rule is ${defaultText(registered)}.
`;
}

function explainError(row: ErrorRow): string {
  const name = row.name === '?' ? '' : `  ${row.name}`;
  const payload = row.payload === 'no' ? '' : ' From MSNP13 on a length and a payload may follow.';
  return `${row.code}${name}
${row.meaning}.
Answers: ${row.triggers === '' || row.triggers === '?' ? 'not known' : row.triggers}.
${sentence(FATAL[row.fatal])}.${payload}
`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function versionsText({ since, until }: CommandRow): string {
  if (since === undefined && until === undefined) return 'all versions';
  if (until === undefined) return `MSNP${since} and later`;
  return since === undefined ? `up to MSNP${until}` : `MSNP${since} to MSNP${until}`;
}

function explainRow(row: CommandRow): string {
  const servers = row.on.join(', ');
  const way = row.from === 'client' ? `client to ${servers}` : `${servers} to client`;
  const line = [row.verb, row.trid === 'no' ? '' : 'TrID', row.params]
    .filter((part) => part !== '')
    .join(' ');
  const answers =
    row.answers === undefined || row.answers.length === 0 ? '' : `  answers ${row.answers.join(', ')}\n`;
  return `${way}, ${versionsText(row)}\n  ${line}\n${answers}  ${row.meaning}\n`;
}

/** What an error can be called; some have no known name. */
function namesOf(row: ErrorRow): string[] {
  return row.name === '?' ? [row.code] : [row.code, row.name];
}

/** The text for one name, in any case of letters. Throws CliError with suggestions for names that nobody has. */
export function explain(name: string): string {
  const rule = RULES.get(name.toLowerCase());
  if (rule !== undefined) return explainRule(name.toLowerCase(), rule);
  const error = ERROR_ROWS.find((row) => namesOf(row).includes(name.toLowerCase()));
  if (error !== undefined) return explainError(error);
  const verb = name.toUpperCase();
  const rows = COMMAND_ROWS.filter((row) => row.verb === verb && row !== ERROR_ROW);
  if (rows.length > 0) return `${verb}\n\n${rows.map(explainRow).join('\n')}`;
  const names = new Set([
    ...RULES.keys(),
    ...COMMAND_ROWS.map((row) => row.verb),
    ...ERROR_ROWS.flatMap(namesOf),
  ]);
  throw new CliError(
    `nothing is called ${JSON.stringify(name)}`,
    didYouMean(name, names, 'msnscan rules lists the rules'),
  );
}

/** All rules: severity, id, title, and whether one is off. */
export function rulesText(): string {
  const width = Math.max(...[...RULES.keys()].map((id) => id.length));
  let family = '';
  let text = '';
  for (const [id, registered] of RULES) {
    const { rule } = registered;
    if (registered.family !== family) text += `${family === '' ? '' : '\n'}${registered.family}\n`;
    family = registered.family;
    const off =
      rule.byDefault === 'off' ? '  (off)' : rule.byDefault === 'client' ? '  (off for server lines)' : '';
    text += `  ${SEVERITY_LETTERS[rule.severity]} ${id.padEnd(width)}  ${rule.title}${off}\n`;
  }
  return text;
}
