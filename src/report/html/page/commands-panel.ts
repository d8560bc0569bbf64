/** The ladder and the list: one panel, two kinds of rows over the same items. */
import { counted, fill, h, shown, visible } from './dom.ts';
import {
  extraCells,
  extraName,
  geometryOf,
  LADDER_ROW,
  ladderCells,
  marks,
  remarks,
  speech,
  type Geometry,
} from './ladder-row.ts';
import { lanesOf, type Lanes } from './lanes.ts';
import { rankOf, type Extra, type Model } from './model.ts';
import { NONE, type Store } from './store.ts';
import { VirtualList } from './virtual-list.ts';
import { argumentsText, firstFrameName, frameName, isGap, secondsText, spokenCommand } from './words.ts';

const LIST_ROW = 28;
/** Ticks drawn beside the list where findings are, at most. */
const MAX_TICKS = 400;
/** Pixels below which findings are marked by a letter alone. */
const TIGHT = 820;
/** Rows out of sight that are scrolled to, not jumped to. */
const NEAR = 4;
/** Silence worth showing, seconds. */
const PAUSE = 5;
const COLUMNS = ['time', 'frame', 'session', '', 'verb', 'TrID', 'says', ''] as const;
const NUMBERS: ReadonlySet<string> = new Set(['time', 'frame', 'TrID']);

export class CommandsPanel {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #model: Model;
  readonly #head = h('div', { class: 'head', 'aria-hidden': 'true' });
  readonly #viewport: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #ruler = h('div', { class: 'ruler', 'aria-hidden': 'true' });
  readonly #listView: VirtualList;
  readonly #ladderView: VirtualList;
  readonly #listElement = viewport('list');
  readonly #ladderElement = viewport('ladder');
  #lanes: Lanes = lanesOf([]);
  #geometry: Geometry = geometryOf(1, 1000);
  /** Commands of the selected transaction. */
  #related: ReadonlySet<number> = new Set();
  #width = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#model = store.model;
    this.#ladderView = new VirtualList(this.#ladderElement, LADDER_ROW, (index) =>
      this.#row(index, 'ladder'),
    );
    this.#listView = new VirtualList(this.#listElement, LIST_ROW, (index) => this.#row(index, 'list'));
    this.#viewport = h('div', { class: 'viewports' }, this.#ladderElement, this.#listElement, this.#ruler);
    this.#empty = h('p', { class: 'empty', hidden: true });
    this.element = h('div', { class: 'commands' }, this.#head, this.#viewport, this.#empty);
    for (const element of [this.#ladderElement, this.#listElement]) {
      element.addEventListener('click', (event) => {
        const row =
          event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
        if (row !== null) store.select(store.items[Number(row.dataset['index'])] ?? NONE);
      });
    }
    this.#ruler.addEventListener('click', (event) => {
      const box = this.#ruler.getBoundingClientRect();
      this.view.reveal(Math.floor(((event.clientY - box.top) / box.height) * this.view.count), true);
    });
    new ResizeObserver(() => {
      this.#resize();
    }).observe(this.#viewport);
    store.listen((change) => {
      if (change === 'items') this.#reset();
      if (change === 'tab') this.#switch();
      if (change === 'selection') this.#show();
    });
    this.#reset();
    this.#switch();
  }

  get view(): VirtualList {
    return this.#store.tab === 'list' ? this.#listView : this.#ladderView;
  }

  focus(): void {
    this.view.element.focus();
  }

  /** Moves the selection by so many rows. */
  step(by: number): void {
    const { items, position } = this.#store;
    if (items.length === 0) return;
    const from = position >= 0 ? position + by : by > 0 ? this.view.range[0] : this.view.range[1];
    const next = Math.max(0, Math.min(items.length - 1, from));
    this.#store.select(items[next] ?? NONE);
  }

  /** All items up to `limit` as rows in the flow, for paper. */
  printout(limit: number): HTMLElement {
    const { items } = this.#store;
    const lanes = this.#lanes;
    const geometry = geometryOf(lanes.lanes.length, 760);
    const rows = Array.from(items.slice(0, limit), (item) => {
      const extra = item < 0 ? this.#model.extras[-1 - item] : undefined;
      const cells =
        extra === undefined
          ? ladderCells(this.#model, lanes, geometry, item)
          : extraCells(this.#model, lanes, geometry, extra);
      return h('div', { class: `row ladder-row ${this.#classOf(item)}` }, ...cells);
    });
    const more = items.length - rows.length;
    const section = h(
      'section',
      { class: 'printout' },
      h('h2', {}, 'Ladder'),
      laneHead(lanes, geometry),
      ...rows,
      more > 0 ? h('p', {}, `${counted(more, 'row')} more are not printed.`) : null,
    );
    section.style.setProperty('--art', `${geometry.width}px`);
    return section;
  }

  /** The details beside it open and close; what was selected stays in sight. */
  #resize(): void {
    if (this.#width !== this.#viewport.clientWidth) {
      this.#layOut();
      this.view.refresh();
    }
    const { position } = this.#store;
    const [first, last] = this.view.range;
    if (position >= first - NEAR && position <= last + NEAR) this.view.reveal(position);
  }

  #switch(): void {
    const isList = this.#store.tab === 'list';
    this.#ladderElement.hidden = isList;
    this.#listElement.hidden = !isList;
    this.#layOut();
    this.view.refresh();
    if (this.#store.position >= 0) this.view.reveal(this.#store.position, true);
  }

  #reset(): void {
    const { items, sessions } = this.#store;
    this.#lanes = lanesOf(
      this.#model.sessions.filter(({ id }) => sessions?.has(id) !== false),
      this.#model.conversations,
    );
    this.#layOut();
    this.#ladderView.reset(items.length);
    this.#listView.reset(items.length);
    this.#empty.hidden = items.length > 0;
    this.#empty.textContent =
      this.#model.count === 0 ? 'The capture has no command of MSNP.' : 'Nothing passes the filters.';
    this.#drawRuler();
    if (this.#store.position >= 0) this.#show();
  }

  #layOut(): void {
    this.#width = this.#viewport.clientWidth;
    this.#geometry = geometryOf(Math.max(1, this.#lanes.lanes.length), this.#width || 1000);
    this.element.style.setProperty('--art', `${this.#geometry.width}px`);
    this.element.classList.toggle('compact', this.#geometry.isCompact);
    this.element.classList.toggle('tight', this.#width < TIGHT);
    fill(this.#head, this.#store.tab === 'list' ? listHead() : laneHead(this.#lanes, this.#geometry));
  }

  /** Brings the selection into sight and marks what belongs to it. */
  #show(): void {
    const { selected, position } = this.#store;
    this.#related = related(this.#model, selected);
    if (position >= 0) {
      const [first, last] = this.view.range;
      const isFar = position < first - NEAR || position > last + NEAR;
      this.view.reveal(position, isFar);
    }
    this.view.refresh();
    const id = position < 0 ? '' : `${this.#store.tab === 'list' ? 'list' : 'ladder'}-${position}`;
    this.view.element.setAttribute('aria-activedescendant', id);
  }

  #row(index: number, type: 'ladder' | 'list'): HTMLElement {
    const item = this.#store.items[index] ?? NONE;
    const extra = item < 0 ? this.#model.extras[-1 - item] : undefined;
    const cells =
      extra !== undefined
        ? type === 'ladder'
          ? extraCells(this.#model, this.#lanes, this.#geometry, extra)
          : listExtra(this.#model, extra)
        : type === 'ladder'
          ? ladderCells(this.#model, this.#lanes, this.#geometry, item)
          : listCells(this.#model, item);
    return h(
      'div',
      {
        id: `${type}-${index}`,
        class: `row ${type}-row ${this.#classOf(item)}${this.#pauseBefore(index)}`,
        role: 'option',
        'data-index': index,
        'aria-selected': item === this.#store.selected ? 'true' : 'false',
        'aria-setsize': this.#store.items.length,
        'aria-posinset': index + 1,
        'aria-label': visible(extra === undefined ? spokenCommand(this.#model, item) : spokenExtra(extra)),
      },
      ...cells,
    );
  }

  #classOf(item: number): string {
    const isChosen = item === this.#store.selected ? ' chosen' : this.#related.has(item) ? ' related' : '';
    if (item >= 0) return `${this.#model.findingsOf(item)[0]?.severity ?? 'fine'}${isChosen}`;
    const extra = this.#model.extras[-1 - item];
    if (extra?.type === 'finding') return `${extra.finding.severity} extra${isChosen}`;
    return `${extra !== undefined && isGap(extra.notice) ? 'gap' : 'notice'} extra${isChosen}`;
  }

  #pauseBefore(index: number): string {
    const item = this.#store.items[index] ?? -1;
    const before = this.#store.items[index - 1] ?? -1;
    if (item < 0 || before < 0) return '';
    const pause =
      this.#model.seconds(this.#model.time[item] ?? 0) - this.#model.seconds(this.#model.time[before] ?? 0);
    return pause >= PAUSE ? ' pause' : '';
  }

  /** Where the findings are, all along the list. */
  #drawRuler(): void {
    const { items } = this.#store;
    const worst = new Map<number, string>();
    const ranks = new Map<number, number>();
    items.forEach((item, index) => {
      const extra = item < 0 ? this.#model.extras[-1 - item] : undefined;
      const severity =
        extra?.type === 'finding' ? extra.finding.severity : this.#model.findingsOf(item)[0]?.severity;
      const isHole = extra?.type === 'notice' && isGap(extra.notice);
      if (severity === undefined && !isHole) return;
      const place = Math.floor((index / items.length) * MAX_TICKS);
      const rank = severity === undefined ? 3 : rankOf(severity);
      if (rank >= (ranks.get(place) ?? Infinity)) return;
      ranks.set(place, rank);
      worst.set(place, severity ?? 'gap');
    });
    const ticks = [...worst].map(([place, name]) => {
      const tick = h('i', { class: name });
      tick.style.setProperty('top', `${(place / MAX_TICKS) * 100}%`);
      return tick;
    });
    fill(this.#ruler, ...ticks);
  }
}

function viewport(name: string): HTMLElement {
  return h('div', {
    class: `viewport ${name}`,
    id: `${name}-rows`,
    role: 'listbox',
    tabindex: 0,
    'aria-label': name === 'list' ? 'List of commands' : 'Ladder of commands',
  });
}

/** The request of a command's transaction and its replies. */
function related(model: Model, selected: number): ReadonlySet<number> {
  if (selected < 0) return new Set();
  const request = model.requestOf(selected) ?? selected;
  return new Set([request, ...model.repliesOf(request)]);
}

function laneHead({ lanes }: Lanes, geometry: Geometry): HTMLElement {
  const names = lanes.map(({ title, subtitle, type }) => {
    const lane = h(
      'span',
      { class: `lane ${type}`, title: visible(`${title} ${subtitle}`) },
      laneTitle(title),
      shown(subtitle, 'subtitle'),
    );
    lane.style.setProperty('width', `${geometry.laneWidth}px`);
    return lane;
  });
  return h(
    'div',
    { class: 'row ladder-row heading' },
    h('span', { class: 'time' }, 'seconds'),
    h('span', { class: 'art' }, ...names),
    h('span'),
    h('span'),
  );
}

/** Of an account the part before the @ stays readable longest. */
function laneTitle(title: string): HTMLElement {
  const at = title.indexOf('@');
  const parts =
    at > 0 ? [shown(title.slice(0, at), 'local'), shown(title.slice(at), 'domain')] : [shown(title)];
  return h('span', { class: 'title' }, ...parts);
}

function listHead(): HTMLElement {
  const cells = COLUMNS.map((name) => h('span', NUMBERS.has(name) ? { class: 'number' } : {}, name));
  return h('div', { class: 'row list-row heading' }, ...cells);
}

function listCells(model: Model, command: number): HTMLElement[] {
  const isServer = model.isServer(command);
  const isAsked = model.requestOf(command) !== undefined;
  const trid = model.trid[command] ?? -1;
  const session = model.sessionOf(model.session[command] ?? 0);
  const role = session === undefined || session.role === 'unknown' ? '??' : session.role;
  return [
    h('span', { class: 'number' }, secondsText(model, model.time[command] ?? 0)),
    h('span', { class: 'number dim' }, firstFrameName(model, command)),
    h(
      'span',
      { class: `role ${role === '??' ? 'unknown' : role}` },
      `${role} ${model.session[command] ?? 0}`,
    ),
    h('span', { class: `way kind-${model.kindOf(command)}` }, isServer ? (isAsked ? '←' : '⇠') : '→'),
    shown((model.verb[command] ?? '').slice(0, 24), `verb kind-${model.kindOf(command)}`),
    h('span', { class: 'number' }, trid < 0 ? '' : String(trid)),
    h('span', { class: 'says' }, shown(argumentsText(model, command), 'words'), speech(model, command)),
    h('span', { class: 'aside' }, ...remarks(model, command), ...marks(model, command)),
  ];
}

function listExtra(model: Model, extra: Extra): HTMLElement[] {
  const record = extra.type === 'notice' ? extra.notice : extra.finding;
  const blank = (): HTMLElement => h('span');
  return [
    blank(),
    h(
      'span',
      { class: 'number dim' },
      record.frame === null ? '' : frameName(model, record.frame, record.capture),
    ),
    h('span', {}, record.session === null ? '' : String(record.session)),
    blank(),
    blank(),
    blank(),
    h('span', { class: 'says' }, extraName(extra), shown(record.message, 'summary')),
    blank(),
  ];
}

function spokenExtra(extra: Extra): string {
  if (extra.type === 'notice') return `notice ${extra.notice.code}: ${extra.notice.message}`;
  return `${extra.finding.severity} ${extra.finding.id}: ${extra.finding.message}`;
}
