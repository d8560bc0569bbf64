/** Family D: the form of lines and payloads. */
import { ALARMING_LINE_BYTES, LONG_COMMAND_LINE_BYTES, LONG_LINE_BYTES } from '../../base/limits.ts';
import type { Details } from '../../base/notice.ts';
import { type Command, LINE } from '../../msnp/command.ts';
import { payloadProblem } from '../../msnp/payload/problems.ts';
import type { WordCount } from '../../msnp/row.ts';
import { firstArg } from '../../msnp/words.ts';
import { CLIENT } from '../../tcp/handler.ts';
import { FORM, type FormContext, STREAM } from '../facts.ts';
import type { Severity } from '../finding.ts';
import { countWithEmptyWords, hasInnerTab } from '../line-words.ts';
import { EMPTY_LAST_WORD, LONG_COMMANDS, RAW_NAME_LINES } from '../strategies.ts';
import { allowsWords, traitsOf } from '../traits.ts';
import { lineFacts, quoted, text } from './facts-text.ts';
import type { RuleOf, RuleTable } from './rule.ts';

const isClient = (command: Command): boolean => command.from === CLIENT;

/** Clients may do what servers never do. */
function noteForClient({ command }: FormContext): Severity {
  return isClient(command) ? 'note' : 'warning';
}

function sentence(phrase: string): (details: Details) => string {
  return (d) => `${text(d, 'verb')} of the ${text(d, 'from')} ${phrase}`;
}

/** What rules about the form of one line have in common. */
const FORM_RULE = {
  subject: 'form',
  find: ({ command }: FormContext): Details | undefined => lineFacts(command),
} as const;

/** A rule that is milder for clients. */
const MILD: Pick<RuleOf<'form'>, 'severity' | 'severityOf' | 'subject'> = {
  severity: 'warning',
  severityOf: noteForClient,
  subject: 'form',
};

function lengthFacts(command: Command): Details {
  return { ...lineFacts(command), length: command.payloadLength };
}

/** Below the number that some version allows, or between: a warning. Above all of them: a note. */
function countSeverity({ command, knowledge }: FormContext): Severity {
  const { judged } = knowledge;
  const inForce = (command.row?.words ?? []).filter((words) => isInForce(words, judged));
  const highest = Math.max(...inForce.map(({ max }) => max));
  return command.wordCount - firstArg(command) > highest ? 'note' : 'warning';
}

function isInForce({ since = 0, until = Infinity }: WordCount, judged: number): boolean {
  for (let version = 0; version < 32; version++) {
    if ((judged & (1 << version)) !== 0 && version >= since && version <= until) return true;
  }
  return false;
}

function allowedCounts({ command, knowledge }: FormContext): string {
  const inForce = (command.row?.words ?? []).filter((words) => isInForce(words, knowledge.judged));
  const endless = Math.min(...inForce.map(({ min, max }) => (max === Infinity ? min : Infinity)));
  const counts = inForce.flatMap(({ min, max, except = [] }) =>
    max === Infinity
      ? []
      : Array.from({ length: max - min + 1 }, (_, i) => min + i).filter((count) => !except.includes(count)),
  );
  const below = [...new Set(counts)].filter((count) => count < endless).sort((a, b) => a - b);
  if (endless !== Infinity) return [...below, `${endless} or more`].join(', ');
  return below.length < 2 ? below.join('') : `${below.slice(0, -1).join(', ')} or ${below.at(-1)}`;
}

/** Whether the words are right in number when blanks that follow each other enclose an empty one. */
function hasEmptyWord({ command, knowledge }: FormContext): boolean {
  const traits = command.row && traitsOf(command.row);
  if (traits === undefined) return false;
  const { judged } = knowledge;
  if (allowsWords(traits, command.wordCount - firstArg(command), judged)) return false;
  return allowsWords(traits, countWithEmptyWords(command), judged);
}

export const FRAMING_RULES: RuleTable = {
  'line-bare-lf': {
    ...MILD,
    on: LINE.bareLf,
    title: 'Line ends in LF without CR',
    why: 'Tolerated from clients; servers always send CR LF.',
    source: 'HYP',
    find: ({ command, behindShift }: FormContext) => (behindShift ? undefined : lineFacts(command)),
    message: sentence('ends in LF without CR'),
  },
  'line-bare-cr': {
    ...FORM_RULE,
    severity: 'error',
    on: LINE.bareCr,
    title: 'CR inside a line',
    why: 'It does not end the line, so two commands merge.',
    source: 'HYP',
    message: sentence('has a CR that is not followed by LF'),
  },
  'line-blank': {
    severity: 'warning',
    subject: 'stream',
    on: STREAM.blankLine,
    title: 'Empty line between commands',
    why: 'Often a payload that is longer than its length by CR LF.',
    source: 'BIT',
    find: ({ client }) => ({ from: client ? 'client' : 'server' }),
    message: (d) => `empty line of the ${text(d, 'from')} between commands`,
  },
  'separator-tab': {
    ...MILD,
    on: LINE.tab,
    title: 'TAB between words',
    why: 'Tolerated from clients.',
    source: 'HYP',
    find: ({ command }: FormContext) => (hasInnerTab(command) ? lineFacts(command) : undefined),
    message: sentence('has a TAB between words'),
  },
  'separator-multiple': {
    ...MILD,
    on: LINE.multipleBlanks,
    title: 'More than one blank between words',
    why: 'Tolerated from clients; from a server often an empty parameter.',
    source: 'HYP',
    find: (context: FormContext) => (hasEmptyWord(context) ? undefined : lineFacts(context.command)),
    message: sentence('has more than one blank between words'),
  },
  'trailing-whitespace': {
    ...MILD,
    on: LINE.trailingBlank,
    title: 'Blank before the newline',
    why: 'Tolerated from clients; servers leave one only where the last word is empty.',
    source: 'HYP ESC LAB',
    find: ({ command, knowledge }: FormContext) => {
      const since = isClient(command) ? undefined : EMPTY_LAST_WORD[command.verb];
      const isNormal = since !== undefined && knowledge.judged >>> since !== 0;
      return isNormal ? undefined : lineFacts(command);
    },
    message: sentence('has a blank before the newline'),
  },
  'leading-whitespace': {
    ...FORM_RULE,
    severity: 'warning',
    on: LINE.leadingBlank,
    title: 'Line starts with a blank',
    why: 'Nobody knows whether servers tolerate it.',
    source: 'own',
    message: sentence('starts with a blank'),
  },
  'code-lowercase': {
    ...FORM_RULE,
    severity: 'error',
    on: LINE.codeLowercase,
    title: 'Command code in small letters',
    why: 'Codes are case-sensitive.',
    source: 'DRAFT HYP',
    message: sentence('is not in capitals'),
  },
  'code-malformed': {
    ...FORM_RULE,
    severity: 'error',
    on: LINE.codeMalformed,
    title: 'First word is no code',
    why: 'The stream is out of step.',
    source: 'HYP',
    find: ({ command, behindShift }: FormContext) => (behindShift ? undefined : lineFacts(command)),
    message: (d) => `the first word of a line of the ${text(d, 'from')} is no code: ${text(d, 'verb')}`,
  },
  'command-unknown': {
    ...FORM_RULE,
    severity: 'warning',
    on: LINE.unknown,
    title: 'Well-formed code that is not known',
    why: 'A newer protocol, or damage.',
    source: 'own',
    message: (d) => `the ${text(d, 'from')} sent the unknown command ${text(d, 'verb')}`,
  },
  'line-too-long': {
    severity: 'note',
    severityOf: ({ command }) =>
      command.lineEnd - command.lineStart > ALARMING_LINE_BYTES ? 'warning' : 'note',
    subject: 'form',
    on: LINE.long,
    title: 'Very long line',
    why: 'Above 2048 bytes worth a look, above 8192 an attack or a lost step; USR and CHG may have 16384.',
    source: 'own',
    find: ({ command }) => {
      const length = command.lineEnd - command.lineStart;
      const limit = LONG_COMMANDS.has(command.verb) ? LONG_COMMAND_LINE_BYTES : LONG_LINE_BYTES;
      return length > limit ? { ...lineFacts(command), length } : undefined;
    },
    message: (d) => `${text(d, 'verb')} of the ${text(d, 'from')} is ${text(d, 'length')} bytes long`,
  },
  'line-control-byte': {
    severity: 'note',
    subject: 'form',
    on: LINE.controlByte,
    title: 'Control byte in a line',
    why: 'Binary data read as lines; raw names of servers may hold such bytes.',
    source: 'CAP2',
    find: ({ command }) =>
      !isClient(command) && RAW_NAME_LINES.has(command.verb) ? undefined : lineFacts(command),
    message: sentence('holds a control byte'),
  },
  'name-not-encoded': {
    ...FORM_RULE,
    severity: 'note',
    on: LINE.highByte,
    title: 'Raw byte above 0x7f in a line',
    why: 'Names should be URL-encoded; very common in lines of servers, where it is told only when asked for.',
    source: 'DRAFT CAP1',
    byDefault: 'client',
    message: sentence('holds a byte that should be URL-encoded'),
  },
  'parameter-count': {
    severity: 'warning',
    severityOf: countSeverity,
    subject: 'form',
    on: FORM.parameterCount,
    title: 'Number of words that the command does not have',
    why: 'Against the table for the version of the session; more words than ever seen are a note.',
    source: 'table LAB',
    find: (context) => {
      const { command, knowledge } = context;
      const words = command.wordCount - firstArg(command);
      return { ...lineFacts(command), words, allowed: allowedCounts(context), version: knowledge.text };
    },
    message: (d) =>
      `${text(d, 'verb')} of the ${text(d, 'from')} has ${text(d, 'words')} ${d['words'] === 1 ? 'parameter' : 'parameters'} and takes ${text(d, 'allowed')}`,
  },
  'payload-length-missing': {
    ...FORM_RULE,
    severity: 'error',
    on: LINE.lengthMissing,
    title: 'Payload command without a length',
    why: 'The stream is lost from here to the next plausible line.',
    source: 'HYP AMSN',
    message: sentence('does not end in a payload length'),
  },
  'payload-length-negative': {
    ...FORM_RULE,
    severity: 'error',
    on: LINE.lengthNegative,
    title: 'Negative payload length',
    why: 'The stream is lost from here to the next plausible line.',
    source: 'own',
    message: sentence('has a negative payload length'),
  },
  'payload-length-huge': {
    severity: 'error',
    severityOf: ({ command }) => ((command.flags & LINE.lengthHuge) !== 0 ? 'error' : 'warning'),
    subject: 'form',
    on: LINE.lengthHuge | FORM.messageTooLong,
    title: 'Payload length above the limit',
    why: 'A switchboard closes above 1664 bytes; a length above 65536 would swallow the stream and is not followed.',
    source: 'HYP ESC',
    find: ({ command }) => lengthFacts(command),
    message: (d) =>
      `${text(d, 'verb')} of the ${text(d, 'from')} announces ${text(d, 'length')} bytes of payload`,
  },
  'payload-length-mismatch': {
    severity: 'error',
    subject: 'stream',
    on: STREAM.payloadShift,
    title: 'Payload longer or shorter than its length',
    why: 'The usual cause is characters counted in place of bytes, or a CR LF counted or forgotten.',
    source: 'HYP',
    find: ({ client, shift }) => ({ from: client ? 'client' : 'server', shift }),
    message: (d) => {
      const shift = Number(d['shift']);
      const how = shift > 0 ? `${shift} bytes longer` : `${-shift} bytes shorter`;
      return `the payload of the ${text(d, 'from')} is ${how} than its length says`;
    },
  },
  'payload-truncated': {
    ...FORM_RULE,
    severity: 'warning',
    on: LINE.payloadTruncated,
    title: 'Connection ends inside a payload',
    why: 'The rest was never sent.',
    source: 'HYP',
    find: ({ command }: FormContext) => ({
      ...lengthFacts(command),
      captured: command.payloadEnd - command.payloadStart,
    }),
    message: (d) =>
      `the connection ends after ${text(d, 'captured')} of ${text(d, 'length')} payload bytes of ${text(d, 'verb')}`,
  },
  'payload-missing-gap': {
    ...FORM_RULE,
    severity: 'note',
    on: LINE.payloadHoled,
    title: 'Payload bytes lie in a capture gap',
    why: 'The capture lacks them; no fault of a peer.',
    source: 'own',
    find: ({ command }: FormContext) => ({
      ...lengthFacts(command),
      captured: command.payloadEnd - command.payloadStart,
    }),
    message: (d) =>
      `the capture has ${text(d, 'captured')} of ${text(d, 'length')} payload bytes of ${text(d, 'verb')}`,
  },
  'qry-length-not-32': {
    severity: 'error',
    subject: 'form',
    on: FORM.queryLength,
    title: 'Challenge answer of a length other than 32',
    why: 'A wrong client: the answer is always 32 hexadecimal digits.',
    source: 'HYP',
    find: ({ command }) => lengthFacts(command),
    message: (d) => `the answer to the challenge has ${text(d, 'length')} bytes in place of 32`,
  },
  'mime-head-missing': {
    ...FORM_RULE,
    severity: 'note',
    on: FORM.mimeHead,
    title: 'Message without empty line or Content-Type',
    why: 'Receivers cannot tell what it is; later chunks of a long message and empty payloads are normal.',
    source: 'HYP',
    message: (d) => `a message of the ${text(d, 'from')} has no MIME head with a Content-Type`,
  },
  'p2p-size-mismatch': {
    ...FORM_RULE,
    severity: 'warning',
    on: FORM.p2pSize,
    title: 'P2P header that does not fit its part',
    why: 'Receivers that trust the header lose the part.',
    source: 'PURPLE LAB',
    message: (d) => `the P2P header in a message of the ${text(d, 'from')} does not fit the size of the part`,
  },
  'payload-malformed': {
    severity: 'warning',
    subject: 'form',
    on: FORM.payloadMalformed,
    title: 'Payload that is not what it says it is',
    why: 'XML that is not well-formed, text that is invalid in its charset, bad base64, blocks or MSNSLP without their beginning, chunks out of range: receivers lose it or show it wrong.',
    source: 'own LAB',
    find: ({ command }) => {
      const found = payloadProblem(command);
      if (found === undefined) return undefined;
      return { ...lineFacts(command), part: found.part, problem: quoted(found.problem) };
    },
    message: (d) =>
      `${text(d, 'verb')} of the ${text(d, 'from')}: ${text(d, 'part')} in the payload ${text(d, 'problem')}`,
  },
};
