/** What the reader looks at: one place that all views read and that tells them of changes. */
import { deepMatches, isFiltering, itemsInView, NO_FILTER, type Filter } from './filter.ts';
import type { Model } from './model.ts';

export type Scope =
  | { readonly type: 'all' }
  | { readonly type: 'conversation'; readonly id: number }
  | { readonly type: 'session'; readonly id: number };

export const TABS = ['ladder', 'list', 'findings', 'latency', 'people', 'capture'] as const;
export type Tab = (typeof TABS)[number];
/** Those that show the sessions chosen in the tree; the others are about the whole capture. */
export const SCOPED_TABS: ReadonlySet<Tab> = new Set(['ladder', 'list', 'latency']);

/** What changed. */
export type Change = 'items' | 'selection' | 'tab';

/** Nothing is selected. */
export const NONE = -2_147_483_648;
/** Milliseconds that a search through payloads takes at once. */
const SLICE_MILLIS = 12;

export class Store {
  readonly model: Model;
  scope: Scope = { type: 'all' };
  filter: Filter = NO_FILTER;
  tab: Tab = 'ladder';
  /** A command's number, or -1 minus that of an extra; NONE. */
  selected = NONE;
  items: Int32Array;
  /** Whether payloads are still being searched. */
  isSearching = false;
  #listeners: ((change: Change) => void)[] = [];
  #search = 0;

  constructor(model: Model) {
    this.model = model;
    this.items = model.items;
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  /** Sessions in view, undefined for all. */
  get sessions(): ReadonlySet<number> | undefined {
    const { scope, model } = this;
    if (scope.type === 'all') return undefined;
    if (scope.type === 'session') return new Set([scope.id]);
    return new Set(model.sessions.filter((one) => one.conversation === scope.id).map(({ id }) => id));
  }

  setScope(scope: Scope): void {
    this.scope = scope;
    this.#update();
  }

  setFilter(filter: Partial<Filter>): void {
    this.filter = { ...this.filter, ...filter };
    this.#update();
  }

  setTab(tab: Tab): void {
    if (tab === this.tab) return;
    this.tab = tab;
    this.#tell('tab');
  }

  select(item: number): void {
    if (item === this.selected) return;
    this.selected = item;
    this.#tell('selection');
  }

  /** Shows a command or an extra wherever it is: scope and filters give way, the ladder comes to the front. */
  goTo(item: number): void {
    if (!this.items.includes(item)) this.#makeRoomFor(item);
    if (this.tab !== 'ladder' && this.tab !== 'list') this.setTab('ladder');
    this.selected = item;
    this.#tell('selection');
  }

  /** Place of the selection among the items, -1 when it is out of view. */
  get position(): number {
    return this.selected === NONE ? -1 : this.items.indexOf(this.selected);
  }

  #makeRoomFor(item: number): void {
    const { model } = this;
    const extra = item < 0 ? model.extras[-1 - item] : undefined;
    const session =
      item < 0
        ? ((extra?.type === 'notice' ? extra.notice : extra?.finding)?.session ?? 0)
        : model.session[item];
    const scope = this.sessions;
    if (scope?.has(session ?? 0) === false) {
      const conversation = model.sessionOf(session ?? 0)?.conversation;
      this.scope = conversation === undefined ? { type: 'all' } : { type: 'conversation', id: conversation };
    }
    if (isFiltering(this.filter) && !itemsInView(model, this.filter, this.sessions).includes(item)) {
      this.filter = NO_FILTER;
    }
    this.#update();
  }

  #update(): void {
    const { model, filter } = this;
    const run = ++this.#search;
    this.items = itemsInView(model, filter, this.sessions);
    this.isSearching = filter.text.trim() !== '' && model.detailBlocks > 0;
    this.#tell('items');
    if (this.isSearching)
      setTimeout(() => {
        this.#searchDeeper(run, 0, []);
      }, SLICE_MILLIS);
  }

  /** Goes through the payloads a slice at a time; gives up when something else is looked for. */
  #searchDeeper(run: number, from: number, found: number[]): void {
    if (run !== this.#search) return;
    const { model, filter, sessions } = this;
    const until = performance.now() + SLICE_MILLIS;
    let block = from;
    while (block < model.detailBlocks && performance.now() < until) {
      found.push(...deepMatches(model, filter, sessions, block++));
    }
    if (block < model.detailBlocks) {
      setTimeout(() => {
        this.#searchDeeper(run, block, found);
      });
      return;
    }
    this.isSearching = false;
    if (found.length > 0) {
      const wanted = new Set([...this.items, ...found]);
      this.items = model.items.filter((item) => wanted.has(item));
    }
    this.#tell('items');
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}
