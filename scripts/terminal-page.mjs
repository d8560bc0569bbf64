// What the program writes to a terminal, as a page that looks like one. Knows the codes that chalk writes for the paint of
// the reports (src/report/paint.ts), and fails on any other.

/** Codes that begin a style, by the class they become; codes that end one, by the classes that they end. */
const BEGINS = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [31, 'red'],
  [32, 'green'],
  [33, 'yellow'],
  [35, 'magenta'],
  [36, 'cyan'],
]);
const ENDS = new Map([
  [22, ['bold', 'dim']],
  [39, ['red', 'green', 'yellow', 'magenta', 'cyan']],
]);

const escapeMarkup = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Text with colour codes as markup. */
function markup(text) {
  const styles = new Set();
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[(\d+)m|[^\x1b]+|\x1b/g, (part, code) => {
    if (code === undefined && part !== '\x1b') {
      const shown = escapeMarkup(part);
      return styles.size === 0 ? shown : `<span class="${[...styles].join(' ')}">${shown}</span>`;
    }
    const begun = BEGINS.get(Number(code));
    const ended = ENDS.get(Number(code));
    if (begun === undefined && ended === undefined) throw new Error(`unknown code ${JSON.stringify(part)}`);
    if (begun !== undefined) styles.add(begun);
    for (const style of ended ?? []) styles.delete(style);
    return '';
  });
}

const STYLE = `
body { margin: 0; background: #0f141b; }
.terminal {
  display: inline-block;
  padding: 14px 18px 16px;
  background: #0f141b;
  color: #d8dfe8;
  font: 13px/1.42 'DejaVu Sans Mono', 'Noto Sans Mono', monospace;
}
pre { margin: 0; font: inherit; }
.bold { font-weight: 700; color: #fff; }
.dim { color: #8290a2; }
.red { color: #ff7b72; }
.green { color: #7ee787; }
.yellow { color: #f2cc60; }
.magenta { color: #d2a8ff; }
.cyan { color: #79d7f0; }
`;

/** A document with an element `.terminal`: the prompt with the command, and what it wrote. */
export function terminalPage(command, text) {
  const prompt = `<span class="dim">$</span> <span class="bold">${escapeMarkup(command)}</span>`;
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div class="terminal"><pre>${prompt}\n${markup(text.trimEnd())}</pre></div>`;
}
