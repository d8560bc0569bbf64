/** Presence and participants over time: a row for each person, as a drawing and as a table. */
import { stateText } from '../../contacts/presence.ts';
import { timeAxis } from './axis.ts';
import { button, counted, fill, h, onNewWidth, s, shown, visible } from './dom.ts';
import { staysOf, type Person, type Stay } from './stays.ts';
import type { Store } from './store.ts';

const ROW = 34;
const BAR = 10;
const TOP = 26;
/** People drawn at once. */
const STEP = 40;
/** Stays of one person in the drawing and in the table. */
const MAX_STAYS = 400;
const MAX_LISTED_STAYS = 12;

const STATE_CLASSES: Readonly<Record<string, string>> = { NLN: 'on', HDN: 'hidden' };

export class PeoplePanel {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #body = h('div');
  #people: readonly Person[] | undefined = undefined;
  #limit = STEP;

  constructor(store: Store) {
    this.#store = store;
    const legend = [
      ['on', 'online'],
      ['away', 'busy, away, idle …'],
      ['room', 'in a switchboard'],
    ].map(([name, text]) => h('span', {}, h('i', { class: `swatch ${name ?? ''}` }), text ?? ''));
    this.element = h(
      'div',
      { class: 'pad' },
      h('h2', {}, 'People'),
      h('p', { class: 'hint' }, 'Presence as the captured clients were told it, and stays in switchboards.'),
      h('p', { class: 'legend' }, ...legend),
      this.#body,
    );
    onNewWidth(this.element, () => {
      this.draw();
    });
    store.listen((change) => {
      if (change === 'tab') this.draw();
    });
  }

  draw(): void {
    const width = this.element.clientWidth - 48;
    if (this.#store.tab !== 'people' || width <= 0) return;
    this.#people ??= staysOf(this.#store.model);
    const people = this.#people.slice(0, this.#limit);
    const more = this.#people.length - people.length;
    if (people.length === 0) {
      fill(this.#body, h('p', {}, 'Nobody shows in this capture.'));
      return;
    }
    fill(
      this.#body,
      this.#drawing(people, width),
      more > 0
        ? button(
            `Show ${Math.min(STEP, more)} of ${more} more`,
            () => {
              this.#limit += STEP;
              this.draw();
            },
            { class: 'more' },
          )
        : null,
      this.#table(people),
    );
  }

  #drawing(people: readonly Person[], width: number): SVGElement {
    const { model } = this.#store;
    const names = Math.min(220, Math.round(width * 0.28));
    const all = people.flatMap(({ presence, rooms }) => [...presence, ...rooms]);
    const from = all.reduce((least, stay) => Math.min(least, stay.from), Infinity);
    const to = all.reduce((most, stay) => Math.max(most, stay.to), -Infinity);
    const axis = timeAxis(all.length === 0 ? 0 : from, all.length === 0 ? 1 : to, names, width - 8);
    const height = TOP + people.length * ROW + 8;
    return s(
      'svg',
      {
        class: 'people-art',
        width,
        height,
        role: 'img',
        'aria-label': `Presence over time of ${counted(people.length, 'account')} in ${counted(model.sessions.length, 'session')}. The table below says the same.`,
      },
      ...axis.ticks.flatMap(({ x, text }) => [
        s('line', { class: 'grid', x1: x, x2: x, y1: TOP - 6, y2: height }),
        s('text', { class: 'tick', x, y: 14, 'text-anchor': 'middle' }, text),
      ]),
      ...people.flatMap((person, i) => drawPerson(person, TOP + i * ROW, names, axis.x)),
    );
  }

  #table(people: readonly Person[]): HTMLElement {
    const rows = people.map(({ account, presence, rooms }) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, shown(account)),
        h(
          'td',
          {},
          listed(presence, (stay) => stateText(stay.state)),
        ),
        h(
          'td',
          {},
          listed(rooms, (stay) => stay.state),
        ),
      ),
    );
    return h(
      'details',
      {},
      h('summary', {}, 'As a table'),
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...['account', 'presence', 'switchboards'].map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        h('tbody', {}, ...rows),
      ),
    );
  }
}

function listed(stays: readonly Stay[], name: (stay: Stay) => string): HTMLElement {
  const texts = stays
    .slice(0, MAX_LISTED_STAYS)
    .map((stay) => `${visible(name(stay))} ${stay.from.toFixed(1)}–${stay.to.toFixed(1)} s`);
  const more = stays.length - texts.length;
  return h('span', {}, [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') || '–');
}

function drawPerson(person: Person, y: number, names: number, x: (seconds: number) => number): SVGElement[] {
  const bar = (stay: Stay, top: number, name: string, text: string): SVGElement =>
    s(
      'rect',
      {
        class: `stay ${name}`,
        x: x(stay.from),
        y: top,
        width: Math.max(2, x(stay.to) - x(stay.from)),
        height: BAR,
        rx: 2,
      },
      s(
        'title',
        {},
        visible(`${person.account}: ${text} from ${stay.from.toFixed(1)} to ${stay.to.toFixed(1)} s`),
      ),
    );
  const clip = person.account.length > 34 ? `${person.account.slice(0, 33)}…` : person.account;
  return [
    s('line', { class: 'grid', x1: 0, x2: x(0) + 1e5, y1: y - 2, y2: y - 2 }),
    s('text', { class: 'person', x: names - 10, y: y + 18, 'text-anchor': 'end' }, visible(clip)),
    ...person.presence
      .slice(0, MAX_STAYS)
      .map((stay) => bar(stay, y + 4, STATE_CLASSES[stay.state] ?? 'away', stateText(stay.state))),
    ...person.rooms.slice(0, MAX_STAYS).map((stay) => bar(stay, y + 17, 'room', `in ${stay.state}`)),
  ];
}
