/** Colours of a chat: the sender's name, and the text in the style its sender chose. */
import type { TextFormat } from '../../msnp/payload/decoded.ts';
import type { ColourLevel } from '../paint.ts';

type Style = (text: string) => string;

export interface ChatPaint {
  readonly title: Style;
  /** Who comes and goes, times. */
  readonly dim: Style;
  /** What the capture lacks. */
  readonly missing: Style;
  /** A sender's name; one colour each. */
  name(text: string, index: number): string;
  text(text: string, format: TextFormat | null): string;
}

const same: Style = (text) => text;

const PLAIN: ChatPaint = { title: same, dim: same, missing: same, name: same, text: same };

/** Darker than this or brighter, a colour is left out: it would be invisible on one of the usual backgrounds. */
const DARKEST = 0x30;
const BRIGHTEST = 0xe0;

/** The paint of one stream; chalk is loaded only when there is colour, and never by its default instance. */
export async function createChatPaint(level: ColourLevel): Promise<ChatPaint> {
  if (level === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  const names = [chalk.cyan, chalk.green, chalk.magenta, chalk.yellow, chalk.blue];
  return {
    title: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    missing: (text) => chalk.yellow(text),
    name: (text, index) => (names[index % names.length] ?? chalk.cyan)(text),
    text: (text, format) => {
      if (format === null) return text;
      const colour = visible(format.color);
      const styles: Style[] = [];
      if (format.bold) styles.push((part) => chalk.bold(part));
      if (format.italic) styles.push((part) => chalk.italic(part));
      if (format.underline) styles.push((part) => chalk.underline(part));
      if (format.strike) styles.push((part) => chalk.strikethrough(part));
      if (colour !== undefined) styles.push((part) => chalk.hex(colour)(part));
      return styles.reduce((painted, style) => style(painted), text);
    },
  };
}

function visible(color: string | null): string | undefined {
  if (color === null || !/^#[0-9a-f]{6}$/i.test(color)) return undefined;
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const isDark = parts.every((part) => part < DARKEST);
  const isBright = parts.every((part) => part > BRIGHTEST);
  return isDark || isBright ? undefined : color;
}
