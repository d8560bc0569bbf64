/** The tree of sessions at the left: what is chosen there is what the ladder and the list show. */
import type { PageFinding, PageSession } from '../page-data.ts';
import { counted, h, shown, visible } from './dom.ts';
import { SCOPED_TABS, type Store } from './store.ts';
import { treeNodes, type TreeNode } from './tree-nodes.ts';
import { VirtualList } from './virtual-list.ts';
import { SEVERITY_LETTERS } from './words.ts';

const ROW = 46;
/** With more sessions than this, conversations begin folded. */
const MANY = 200;

type Counts = Record<PageFinding['severity'], number>;

export class Tree {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #list: VirtualList;
  readonly #rows: HTMLElement;
  readonly #counts = new Map<number, Counts>();
  readonly #folded = new Set<number>();
  #nodes: readonly TreeNode[] = [];

  constructor(store: Store) {
    this.#store = store;
    const { sessions, findings } = store.model;
    for (const { session, severity } of findings) {
      const counts = this.#counts.get(session ?? 0) ?? { error: 0, warning: 0, note: 0 };
      counts[severity]++;
      this.#counts.set(session ?? 0, counts);
    }
    if (sessions.length > MANY) for (const { conversation } of sessions) this.#folded.add(conversation);
    this.#rows = h('div', {
      class: 'viewport tree',
      id: 'tree',
      role: 'tree',
      tabindex: 0,
      'aria-label': 'Sessions',
    });
    this.#list = new VirtualList(this.#rows, ROW, (index) => this.#row(index));
    this.element = h(
      'nav',
      { class: 'sessions', 'aria-label': 'Sessions' },
      h('h2', {}, 'Sessions'),
      this.#rows,
    );
    this.#rows.addEventListener('click', (event) => {
      this.#click(event);
    });
    this.#rows.addEventListener('keydown', (event) => {
      this.#key(event);
    });
    store.listen((change) => {
      if (change === 'items') this.#show();
    });
    this.#build();
  }

  #build(): void {
    this.#nodes = treeNodes(this.#store.model.sessions, this.#folded);
    this.#list.reset(this.#nodes.length);
    this.#show();
  }

  #show(): void {
    const at = this.#nodes.findIndex((node) => this.#isChosen(node));
    if (at >= 0) this.#list.reveal(at);
    this.#list.refresh();
    this.#rows.setAttribute('aria-activedescendant', at < 0 ? '' : `node-${at}`);
  }

  #isChosen(node: TreeNode): boolean {
    const { scope } = this.#store;
    if (scope.type === 'all') return node.type === 'all';
    if (node.type === 'conversation') return scope.type === 'conversation' && scope.id === node.id;
    if (node.type !== 'session') return false;
    // A conversation of one session has no row of its own.
    const isAlone =
      node.level === 1 && scope.type === 'conversation' && node.session.conversation === scope.id;
    return isAlone || (scope.type === 'session' && scope.id === node.session.id);
  }

  #choose(node: TreeNode): void {
    if (!SCOPED_TABS.has(this.#store.tab)) this.#store.setTab('ladder');
    if (node.type === 'all') this.#store.setScope({ type: 'all' });
    else if (node.type === 'conversation') this.#store.setScope({ type: 'conversation', id: node.id });
    else this.#store.setScope({ type: 'session', id: node.session.id });
  }

  #fold(node: TreeNode, isFolded: boolean): void {
    if (node.type !== 'conversation' || this.#folded.has(node.id) === isFolded) return;
    if (isFolded) this.#folded.add(node.id);
    else this.#folded.delete(node.id);
    this.#build();
  }

  #click(event: Event): void {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>('[data-index]') ?? null;
    const node = row === null ? undefined : this.#nodes[Number(row.dataset['index'])];
    if (node === undefined) return;
    const isFold = target?.closest('.fold') !== null;
    if (isFold && node.type === 'conversation') this.#fold(node, !this.#folded.has(node.id));
    else this.#choose(node);
  }

  #key(event: KeyboardEvent): void {
    const at = this.#nodes.findIndex((node) => this.#isChosen(node));
    const node = this.#nodes[at];
    const to: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: this.#nodes.length - 1,
    };
    const next = to[event.key];
    if (next !== undefined) {
      const chosen = this.#nodes[Math.max(0, Math.min(this.#nodes.length - 1, next))];
      if (chosen !== undefined) this.#choose(chosen);
    } else if (event.key === 'ArrowLeft' && node !== undefined) this.#fold(node, true);
    else if (event.key === 'ArrowRight' && node !== undefined) this.#fold(node, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #row(index: number): HTMLElement {
    const node = this.#nodes[index] ?? { type: 'all', level: 1, hasChildren: false };
    const isOpen =
      node.type === 'conversation' ? !this.#folded.has(node.id) : node.hasChildren ? true : undefined;
    const row = h(
      'div',
      {
        id: `node-${index}`,
        class: `node ${node.type}${this.#isChosen(node) ? ' chosen' : ''}`,
        role: 'treeitem',
        'data-index': index,
        'aria-level': node.level,
        'aria-selected': this.#isChosen(node) ? 'true' : 'false',
        'aria-expanded': isOpen === undefined ? undefined : String(isOpen),
        'aria-setsize': this.#nodes.length,
        'aria-posinset': index + 1,
      },
      ...this.#cells(node),
    );
    row.style.setProperty('--level', String(node.level - 1));
    return row;
  }

  #cells(node: TreeNode): HTMLElement[] {
    const { model } = this.#store;
    if (node.type === 'all') {
      return [
        h('span', { class: 'line' }, h('b', {}, 'Everything')),
        h(
          'span',
          { class: 'line dim' },
          `${counted(model.sessions.length, 'session')}, ${counted(model.count, 'command')}`,
        ),
      ];
    }
    if (node.type === 'conversation') return this.#conversation(node.id, node.sessions);
    const { session } = node;
    const role = session.role === 'unknown' ? '??' : session.role;
    const commands = session.commands.client + session.commands.server;
    const holes = session.gaps.client.count + session.gaps.server.count;
    const open = session.transactions.unanswered;
    return [
      h(
        'span',
        { class: 'line' },
        h('span', { class: `role ${session.role}` }, `${role} ${session.id}`),
        shown(session.account ?? session.client.address, 'name'),
        ...this.#badges([session]),
      ),
      h(
        'span',
        { class: 'line dim' },
        counted(commands, 'command'),
        open > 0 ? h('span', { class: 'lost' }, ` · ${open} unanswered`) : null,
        holes > 0 ? h('span', { class: 'torn' }, ` · ${counted(holes, 'gap')}`) : null,
        session.transport === 'http' ? ' · HTTP' : null,
        ` · ${model.seconds(session.from).toFixed(1)} s · ${session.server.address}`,
      ),
    ];
  }

  #conversation(id: number, sessions: readonly PageSession[]): HTMLElement[] {
    const names = [...new Set(sessions.map(({ account }) => account ?? ''))].filter((name) => name !== '');
    const people = names.slice(0, 3).join(', ') + (names.length > 3 ? ` +${names.length - 3}` : '');
    const fold = h('span', { class: 'fold', 'aria-hidden': 'true' }, this.#folded.has(id) ? '▸' : '▾');
    return [
      h('span', { class: 'line' }, fold, h('b', {}, `Conversation ${id}`), ...this.#badges(sessions)),
      h(
        'span',
        { class: 'line dim' },
        shown(visible(people), 'name'),
        ` · ${counted(sessions.length, 'session')}`,
      ),
    ];
  }

  #badges(sessions: readonly PageSession[]): HTMLElement[] {
    return (['error', 'warning', 'note'] as const).flatMap((severity) => {
      const count = sessions.reduce((sum, { id }) => sum + (this.#counts.get(id)?.[severity] ?? 0), 0);
      if (count === 0) return [];
      const title = counted(count, severity);
      return [
        h(
          'span',
          { class: `badge ${severity}`, title, 'aria-label': title },
          `${SEVERITY_LETTERS[severity]}${count > 999 ? '999+' : count}`,
        ),
      ];
    });
  }
}
