/** The manual page in roff, from the same tables as the help: `msnscan man | man -l -`; the build writes dist/man/msnscan.1. */
import { environmentName } from './config.ts';
import { COMMANDS, FLAGS, type Flag } from './flags.ts';
import { EXAMPLES, EXIT_CODES } from './help.ts';
import { VERSION } from './version.ts';

/** Text that roff takes as text. */
function roff(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('~', '\\(ti');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;
const italic = (text: string): string => `\\fI${roff(text)}\\fR`;
const term = (head: string, text: string): string => `.TP\n${head}\n${roff(text)}\n`;

function flagHead(flag: Flag): string {
  const short = flag.short === undefined ? '' : `${bold(`-${flag.short}`)}, `;
  const value = flag.value === undefined ? '' : italic(flag.value);
  const suffix = flag.kind === 'file' ? `[=${value}]` : value === '' ? '' : ` ${value}`;
  return `${short}${bold(`--${flag.name}`)}${suffix}`;
}

const flagTerms = (flags: readonly Flag[]): string =>
  flags
    .map((flag) => {
      const only = flag.only === undefined ? '' : ` (${flag.only.join(', ')})`;
      return term(flagHead(flag), `${flag.text}.${only}`);
    })
    .join('');

/** The whole page. */
export function manPage(): string {
  const flags: readonly Flag[] = FLAGS;
  const lasting = flags.filter((flag) => flag.lasting === true);
  const commands = COMMANDS.map(({ name, operand, text }) =>
    term(`${bold(name)} ${italic(operand)}`.trim(), `${text}.`),
  );
  const examples = EXAMPLES.map(
    ([command, text]) => `.PP\n${roff(text)}:\n.PP\n.RS 4\n.nf\n${roff(command)}\n.fi\n.RE\n`,
  );
  return `.TH MSNSCAN 1 "" "msnscan ${VERSION}" "User Commands"
.SH NAME
msnscan \\- protocol analyser for MSN Messenger captures
.SH SYNOPSIS
.B msnscan
[\\fIscan\\fR] [\\fIOPTIONS\\fR] \\fIFILE\\fR
.br
.B msnscan
\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIOPERAND\\fR]
.SH DESCRIPTION
Reads a packet capture (pcap, pcapng, also compressed; \\- is standard input), rebuilds the TCP conversations of MSN
Messenger (MSNP), pairs commands with replies by transaction ID and reports what is wrong, with the frames to prove it.
.SH EXAMPLES
${examples.join('')}.SH COMMANDS
${commands.join('')}.SH FILTERS
One word of each list has to fit, and all filters.
${flagTerms(flags.filter((flag) => flag.group === 'filter'))}.SH OPTIONS
${flagTerms(flags.filter((flag) => flag.group === undefined))}.SH EXIT STATUS
${EXIT_CODES.map(([code, text]) => term(bold(code), `${text}.`)).join('')}.SH ENVIRONMENT
Flags win over these, these over the configuration file.
${lasting.map(({ name }) => term(bold(environmentName(name)), `as --${name}.`)).join('')}${term(
    `${bold('MSNSCAN_PAGER')}, ${bold('PAGER')}`,
    'what the timeline is paged with on a terminal; less -FRX without them.',
  )}${term(bold('NO_COLOR'), 'no colour, unless --color asks for it.')}.SH FILES
${term(
  italic('$XDG_CONFIG_HOME/msnscan/config.json'),
  `settings by the names of options, {"color": "always"}: ${lasting.map(({ name }) => name).join(', ')}. Other names are refused.`,
)}`;
}
