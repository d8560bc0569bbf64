/** A text to take elsewhere, with a button that copies it. */
import { button, h } from './dom.ts';

const SHOWN_MILLIS = 1500;

export function copyField(label: string, text: string): HTMLElement {
  const input = h('input', {
    class: 'copy-text',
    readonly: true,
    value: text,
    'aria-label': label,
    spellcheck: 'false',
  });
  const copy = button(
    'Copy',
    () => {
      void put(input).then((isDone) => {
        copy.textContent = isDone ? 'Copied' : 'Press Ctrl+C';
        setTimeout(() => {
          copy.textContent = 'Copy';
        }, SHOWN_MILLIS);
      });
    },
    { 'aria-label': `Copy: ${label}` },
  );
  return h('div', { class: 'copy' }, h('span', { class: 'copy-label' }, label), input, copy);
}

/** Viewers of attachments may forbid the clipboard; then the text is at least selected. */
async function put(input: HTMLInputElement): Promise<boolean> {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    return false;
  }
}
