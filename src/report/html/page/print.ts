/** On paper there is no scrolling: the ladder in view, and all groups of findings, are laid out for it. */
import type { CommandsPanel } from './commands-panel.ts';
import { FindingsPanel } from './findings-panel.ts';
import type { Store } from './store.ts';
import { h } from './dom.ts';

/** Rows of the ladder on paper: some fifty pages. */
const MAX_PRINTED = 2000;

export function preparePrinting(store: Store, commands: CommandsPanel): void {
  let paper: HTMLElement | undefined;
  window.addEventListener('beforeprint', () => {
    paper?.remove();
    paper = h('div', { class: 'paper' }, new FindingsPanel(store).element, commands.printout(MAX_PRINTED));
    document.body.append(paper);
  });
  window.addEventListener('afterprint', () => {
    paper?.remove();
    paper = undefined;
  });
}
