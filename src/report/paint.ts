/** Colours of the timeline. Colour never carries meaning alone: whatever is painted also has a letter or a word. */
import type { Severity } from '../analysis/finding.ts';

/** 0 none, 1 sixteen colours, 2 two hundred and fifty-six, 3 all. */
export type ColourLevel = 0 | 1 | 2 | 3;

type Style = (text: string) => string;

export interface Paint {
  /** Things of lesser weight: times, arrows of unasked lines. */
  readonly dim: Style;
  readonly client: Style;
  readonly server: Style;
  /** Chat text. */
  readonly speech: Style;
  readonly title: Style;
  readonly severity: Readonly<Record<Severity, Style>>;
}

const same: Style = (text) => text;

/** No colour at all. */
export const PLAIN_PAINT: Paint = {
  dim: same,
  client: same,
  server: same,
  speech: same,
  title: same,
  severity: { error: same, warning: same, note: same },
};

/** The paint of one stream. chalk is loaded only when there is colour, and never by its default instance. */
export async function createPaint(level: ColourLevel): Promise<Paint> {
  if (level === 0) return PLAIN_PAINT;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  return {
    dim: (text) => chalk.dim(text),
    client: (text) => chalk.cyan(text),
    server: (text) => chalk.green(text),
    speech: (text) => chalk.bold(text),
    title: (text) => chalk.bold(text),
    severity: {
      error: (text) => chalk.red.bold(text),
      warning: (text) => chalk.yellow(text),
      note: (text) => chalk.magenta(text),
    },
  };
}

/** The letter that says the severity without colour. */
export const SEVERITY_LETTERS: Readonly<Record<Severity, string>> = { error: 'E', warning: 'W', note: 'N' };
