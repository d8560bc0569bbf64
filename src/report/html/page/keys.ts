/** The keyboard: one row a key, for what it does and for the help that lists it. */
import { button, h } from './dom.ts';

export interface Key {
  /** As `KeyboardEvent.key` has it. */
  readonly keys: readonly string[];
  readonly text: string;
  readonly run: () => void;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'Page ↓',
  PageUp: 'Page ↑',
  Escape: 'Esc',
};

/** Where keys are letters of a text. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

/** Keys that move within the lists; elsewhere they scroll, and move in tabs and trees. */
const LIST_KEYS: ReadonlySet<string> = new Set([
  'ArrowDown',
  'ArrowUp',
  'PageDown',
  'PageUp',
  'Home',
  'End',
  'Enter',
]);

export function listenToKeys(keys: readonly Key[]): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (isWriting(event.target) && event.key !== 'Escape') return;
    const isInList = event.target instanceof Element && event.target.closest('[role=listbox]') !== null;
    if (LIST_KEYS.has(event.key) && !isInList && event.target !== document.body) return;
    const found = keys.find((key) => key.keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

/** The help, closed; `showModal` opens it. */
export function keyHelp(keys: readonly Key[]): HTMLDialogElement {
  const rows = keys.flatMap(({ keys: names, text }) => [
    h('dt', {}, ...names.map((name) => h('kbd', {}, NAMES[name] ?? name))),
    h('dd', {}, text),
  ]);
  const close = button('Close', () => {
    dialog.close();
  });
  const dialog = h(
    'dialog',
    { class: 'help', 'aria-label': 'Keys' },
    h('h2', {}, 'Keys'),
    h('dl', {}, ...rows),
    close,
  );
  return dialog;
}
