/** The views as tabs: arrow keys move between them. */
import { h } from './dom.ts';
import { TABS, type Store, type Tab } from './store.ts';

const NAMES: Readonly<Record<Tab, string>> = {
  ladder: 'Ladder',
  list: 'List',
  findings: 'Findings',
  latency: 'Latency',
  people: 'People',
  capture: 'Capture',
};

/** `panels`: the element of each tab; ladder and list share one. */
export function tabBar(store: Store, panels: Readonly<Record<Tab, HTMLElement>>): HTMLElement {
  const buttons = new Map(
    TABS.map((tab) => [
      tab,
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${tab}`,
          'aria-controls': panels[tab].id,
          click: () => {
            store.setTab(tab);
          },
        },
        NAMES[tab],
        tab === 'findings' ? h('span', { class: 'count' }, String(store.model.findings.length)) : null,
      ),
    ]),
  );
  const bar = h('div', { role: 'tablist', class: 'tabs', 'aria-label': 'Views' }, ...buttons.values());
  bar.addEventListener('keydown', (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(store.tab) + way + TABS.length) % TABS.length] ?? 'ladder';
    store.setTab(next);
    buttons.get(next)?.focus();
  });
  const show = (): void => {
    for (const [tab, element] of buttons) {
      element.setAttribute('aria-selected', String(tab === store.tab));
      element.tabIndex = tab === store.tab ? 0 : -1;
      panels[tab].hidden = panels[tab] !== panels[store.tab];
    }
    panels[store.tab].setAttribute('aria-labelledby', `tab-${store.tab}`);
  };
  store.listen((change) => {
    if (change === 'tab') show();
  });
  show();
  return bar;
}
