/** The page: reads its data, builds the views, and listens to the keyboard. */
import { capturePanel } from './capture-panel.ts';
import { CommandsPanel } from './commands-panel.ts';
import { DetailsPanel } from './details.ts';
import { button, counted, fill, h, visible } from './dom.ts';
import { caveats, FindingsPanel, nextFinding, verdict } from './findings-panel.ts';
import { keyHelp, listenToKeys, type Key } from './keys.ts';
import { LatencyPanel } from './latency-panel.ts';
import { Model } from './model.ts';
import { PeoplePanel } from './people-panel.ts';
import { followPlace } from './place.ts';
import { preparePrinting } from './print.ts';
import { readBlocks } from './read-blocks.ts';
import { groupFindings } from './finding-groups.ts';
import { Store, TABS, type Tab } from './store.ts';
import { tabBar } from './tabs.ts';
import { themeButton } from './theme.ts';
import { Toolbar } from './toolbar.ts';
import { Tree } from './tree.ts';
import { durationText } from '../../units.ts';

/** Rules named in the head of the page. */
const MAX_CHIPS = 3;

function facts(model: Model): string {
  const { summary, captures } = model.meta;
  const [first] = captures;
  const { firstTime, lastTime } = summary;
  const start = firstTime === null ? '' : `${firstTime.slice(0, 19).replace('T', ' ')}Z`;
  const span =
    firstTime === null || lastTime === null ? '' : durationText(model.seconds(model.ticksOf(lastTime)) * 1e9);
  return [first?.format ?? '', start, span].filter((part) => part !== '').join(' · ');
}

function head(store: Store, theme: HTMLElement, help: HTMLDialogElement): HTMLElement {
  const { model } = store;
  const path = model.meta.captures.map((capture) => capture.file).join(', ');
  const files = model.meta.captures.length;
  const file = files > 1 ? counted(files, 'capture') : path.replace(/^.*[\\/](?=[^\\/])/, '');
  document.title = `${visible(file.slice(0, 200))} – msnscan`;
  return h(
    'header',
    { class: 'top' },
    h(
      'div',
      { class: 'title' },
      h(
        'h1',
        {},
        h('span', { class: 'brand' }, 'msnscan'),
        h('bdi', { class: 'file', title: visible(path) }, visible(file)),
      ),
      h('p', {}, facts(model)),
    ),
    verdict(store, MAX_CHIPS),
    h(
      'div',
      { class: 'tools' },
      theme,
      button(
        '?',
        () => {
          help.showModal();
        },
        { class: 'icon', 'aria-label': 'Keys', title: 'Keys' },
      ),
    ),
  );
}

/** The conversation with the worst finding comes up first. */
function openWorst(store: Store): void {
  const [worst] = groupFindings(store.model.findings);
  const session = worst?.findings[0]?.session ?? store.model.sessions[0]?.id;
  const conversation = store.model.sessionOf(session ?? 0)?.conversation;
  if (conversation !== undefined) store.setScope({ type: 'conversation', id: conversation });
}

function keysOf(
  store: Store,
  commands: CommandsPanel,
  toolbar: Toolbar,
  details: DetailsPanel,
  help: () => void,
): Key[] {
  const onCommands = (run: () => void) => (): void => {
    if (store.tab !== 'ladder' && store.tab !== 'list') store.setTab('ladder');
    run();
  };
  const move = (by: () => number) =>
    onCommands(() => {
      commands.step(by());
    });
  const finding = (way: 1 | -1) =>
    onCommands(() => {
      const next = nextFinding(store, way);
      if (next !== undefined) store.select(next);
    });
  const partner = (): void => {
    const { selected, model } = store;
    const other = selected < 0 ? undefined : (model.requestOf(selected) ?? model.repliesOf(selected)[0]);
    if (other !== undefined) store.goTo(other);
  };
  const escape = (): void => {
    if (document.activeElement instanceof HTMLInputElement) commands.focus();
    else details.close();
  };
  return [
    { keys: ['j', 'ArrowDown'], text: 'next command', run: move(() => 1) },
    { keys: ['k', 'ArrowUp'], text: 'previous command', run: move(() => -1) },
    { keys: ['PageDown'], text: 'a page down', run: move(() => commands.view.pageSize) },
    { keys: ['PageUp'], text: 'a page up', run: move(() => -commands.view.pageSize) },
    { keys: ['Home'], text: 'first command', run: move(() => -store.items.length) },
    { keys: ['End'], text: 'last command', run: move(() => store.items.length) },
    { keys: ['f'], text: 'next finding', run: finding(1) },
    { keys: ['F'], text: 'previous finding', run: finding(-1) },
    { keys: ['r'], text: 'from a reply to its request, and back', run: partner },
    {
      keys: ['Enter', 'd'],
      text: 'into the details',
      run: () => {
        details.focus();
      },
    },
    {
      keys: ['/'],
      text: 'search',
      run: onCommands(() => {
        toolbar.focus();
      }),
    },
    { keys: ['Escape'], text: 'out of the search; close the details', run: escape },
    ...TABS.map((tab, i) => ({
      keys: [String(i + 1)],
      text: tab,
      run: () => {
        store.setTab(tab);
      },
    })),
    { keys: ['?'], text: 'these keys', run: help },
  ];
}

function build(model: Model): void {
  const store = new Store(model);
  const commands = new CommandsPanel(store);
  const toolbar = new Toolbar(store);
  const details = new DetailsPanel(store);
  const latency = new LatencyPanel(store);
  const people = new PeoplePanel(store);
  const panel = (id: string, ...children: HTMLElement[]): HTMLElement =>
    h('section', { class: `panel ${id}`, id: `panel-${id}`, role: 'tabpanel' }, ...children);
  const rows = panel('commands', toolbar.element, commands.element);
  const panels: Record<Tab, HTMLElement> = {
    ladder: rows,
    list: rows,
    findings: panel('findings', new FindingsPanel(store).element),
    latency: panel('latency', latency.element),
    people: panel('people', people.element),
    capture: panel('capture', capturePanel(store)),
  };
  const keys = keysOf(store, commands, toolbar, details, () => {
    help.showModal();
  });
  const help = keyHelp(keys);
  const theme = themeButton(() => {
    latency.draw();
  });
  const tree = new Tree(store);
  const main = h(
    'main',
    { id: 'main' },
    h('div', { class: 'bar' }, tabBar(store, panels), toolbar.status),
    ...new Set(Object.values(panels)),
  );
  const skip = h('a', { class: 'skip', href: '#main' }, 'Skip to the commands');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    commands.focus();
  });
  const app = document.querySelector('#app');
  if (app === null) return;
  fill(
    app,
    skip,
    head(store, theme, help),
    caveats(store),
    h('div', { class: 'body' }, tree.element, main, details.element),
    help,
  );
  listenToKeys(keys);
  preparePrinting(store, commands);
  openWorst(store);
  followPlace(store);
}

try {
  build(new Model(readBlocks()));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const opening = document.querySelector('#opening');
  if (opening !== null)
    opening.textContent = `This report cannot be read: ${visible(message)}. The file may have been cut or changed.`;
  throw error;
}
