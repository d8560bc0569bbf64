/** Search and filters above the ladder and the list, and how much they let through. */
import { KINDS, type Kind } from '../page-data.ts';
import { button, counted, fill, h, number } from './dom.ts';
import { isFiltering, NO_FILTER } from './filter.ts';
import { SCOPED_TABS, type Store } from './store.ts';

/** Typing settles before a search begins. */
const DELAY_MILLIS = 120;

type Choice = 'side' | 'findings' | 'state';
const CHOICES: Readonly<
  Record<Choice, { readonly label: string; readonly options: Readonly<Record<string, string>> }>
> = {
  side: {
    label: 'Direction',
    options: { both: 'Both directions', client: '→ From client', server: '← From server' },
  },
  findings: {
    label: 'Findings',
    options: {
      any: 'Findings: any',
      some: 'With findings',
      warning: 'Warnings, errors',
      error: 'Errors only',
    },
  },
  state: {
    label: 'Outcome',
    options: {
      any: 'Outcome: any',
      answered: 'Answered',
      error: 'Error as answer',
      unanswered: 'Not answered',
    },
  },
};

export class Toolbar {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #search: HTMLInputElement;
  /** How many commands are in view. */
  readonly status = h('span', { class: 'status', role: 'status', 'aria-live': 'polite' });
  readonly #selects: Readonly<Record<Choice, HTMLSelectElement>>;
  readonly #kinds: ReadonlyMap<Kind, HTMLButtonElement>;
  readonly #clear: HTMLButtonElement;
  #timer = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#search = h('input', {
      type: 'search',
      id: 'search',
      placeholder: 'Search   /',
      'aria-label': 'Search in lines, texts and findings',
      autocomplete: 'off',
      spellcheck: 'false',
      input: () => {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => {
          store.setFilter({ text: this.#search.value });
        }, DELAY_MILLIS);
      },
    });
    this.#selects = {
      side: this.#select('side'),
      findings: this.#select('findings'),
      state: this.#select('state'),
    };
    const used = new Set(store.model.meta.rows.map(({ kind }) => kind));
    this.#kinds = new Map(
      KINDS.filter((kind) => used.has(kind) || (kind === 'unknown' && store.model.row.includes(-1))).map(
        (kind) => [kind, this.#kind(kind)],
      ),
    );
    this.#clear = button(
      'Clear',
      () => {
        store.setFilter(NO_FILTER);
      },
      { class: 'clear', hidden: true },
    );
    this.element = h(
      'div',
      { class: 'toolbar' },
      h(
        'form',
        {
          role: 'search',
          submit: (event) => {
            event.preventDefault();
          },
        },
        this.#search,
      ),
      ...Object.values(this.#selects),
      h('div', { class: 'kinds', role: 'group', 'aria-label': 'Kinds of commands' }, ...this.#kinds.values()),
      this.#clear,
    );
    store.listen((change) => {
      if (change === 'items') this.#show();
      if (change === 'tab') this.status.hidden = !SCOPED_TABS.has(store.tab);
    });
    this.#show();
  }

  focus(): void {
    this.#search.focus();
    this.#search.select();
  }

  #select(choice: Choice): HTMLSelectElement {
    const { label, options } = CHOICES[choice];
    const select = h(
      'select',
      {
        'aria-label': label,
        change: () => {
          this.#store.setFilter({ [choice]: select.value });
        },
      },
      ...Object.entries(options).map(([value, text]) => h('option', { value }, text)),
    );
    return select;
  }

  #kind(kind: Kind): HTMLButtonElement {
    return button(
      kind,
      () => {
        const kinds = new Set(this.#store.filter.kinds);
        if (!kinds.delete(kind)) kinds.add(kind);
        this.#store.setFilter({ kinds });
      },
      { class: `kind kind-${kind}`, title: `Show or hide: ${kind}` },
    );
  }

  #show(): void {
    const { filter, items, isSearching, model } = this.#store;
    // Not while somebody types: the field may be ahead.
    if (document.activeElement !== this.#search || filter.text === '') this.#search.value = filter.text;
    for (const choice of ['side', 'findings', 'state'] as const) this.#selects[choice].value = filter[choice];
    for (const [kind, element] of this.#kinds)
      element.setAttribute('aria-pressed', String(filter.kinds.has(kind)));
    this.#clear.hidden = !isFiltering(filter);
    const commands = items.reduce((sum, item) => (item < 0 ? sum : sum + 1), 0);
    const text =
      commands === model.count
        ? counted(commands, 'command')
        : `${number(commands)} of ${counted(model.count, 'command')}`;
    fill(this.status, isSearching ? `${text}, searching payloads …` : text);
  }
}
