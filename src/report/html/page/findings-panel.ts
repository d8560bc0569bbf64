/** All findings by rule, each rule explained once, each finding leading to its command. */
import type { PageFinding } from '../page-data.ts';
import { button, counted, fill, h, shown, visible } from './dom.ts';
import { groupFindings, type FindingGroup } from './finding-groups.ts';
import type { Store } from './store.ts';
import { frameName, secondsText, SEVERITY_WORDS } from './words.ts';

/** Findings of one rule shown at once. */
const STEP = 50;

export class FindingsPanel {
  readonly element: HTMLElement;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    const groups = groupFindings(store.model.findings);
    const { leftOut } = store.model.meta;
    const title = h('h2', {}, 'Findings');
    const rest =
      leftOut.findings === 0
        ? null
        : h('p', { class: 'banner' }, `${counted(leftOut.findings, 'finding')} more are not in this page.`);
    this.element =
      groups.length === 0
        ? h('div', { class: 'pad' }, title, h('p', {}, 'Nothing is wrong with these conversations.'))
        : h('div', { class: 'pad' }, title, rest, ...groups.map((group) => this.#group(group)));
  }

  #group({ id, severity, findings }: FindingGroup): HTMLElement {
    const rule = this.#store.model.meta.rules[id];
    const list = h('ol', { class: 'instances' });
    const more = button(
      '',
      () => {
        show();
      },
      { class: 'more' },
    );
    let count = 0;
    const show = (): void => {
      list.append(...findings.slice(count, count + STEP).map((finding) => this.#instance(finding)));
      count = Math.min(findings.length, count + STEP);
      more.hidden = count === findings.length;
      more.textContent = `Show more of ${findings.length}`;
    };
    show();
    return h(
      'section',
      { class: `group ${severity}`, id: `finding-${id}`, 'aria-label': `${SEVERITY_WORDS[severity]} ${id}` },
      h(
        'h3',
        {},
        h('span', { class: `mark ${severity}` }, SEVERITY_WORDS[severity]),
        ' ',
        h('code', {}, id),
        ' ',
        h('span', { class: 'count' }, `×${findings.length}`),
      ),
      rule === undefined ? null : h('p', {}, h('b', {}, `${rule.title}. `), rule.why),
      list,
      more,
    );
  }

  #instance(finding: PageFinding): HTMLElement {
    const { model } = this.#store;
    const command = model.commandOf(finding);
    const extra = command ?? extraOf(this.#store, finding);
    const place = [
      `${secondsText(model, finding.ticks)} s`,
      finding.session === null ? '' : `session ${finding.session}`,
      finding.frame === null ? '' : `frame ${frameName(model, finding.frame, finding.capture)}`,
    ].filter((part) => part !== '');
    const go = button(
      visible(finding.message),
      () => {
        this.#store.goTo(extra);
      },
      { class: 'link' },
    );
    return h(
      'li',
      {},
      go,
      h('small', {}, ` ${place.join(', ')}`),
      command === undefined && finding.command !== null
        ? h('small', {}, ' (its command is not in this page)')
        : null,
    );
  }
}

/** The item of a finding that is about no command of the page. */
export function extraOf(store: Store, finding: PageFinding): number {
  return -1 - store.model.extras.findIndex((extra) => extra.type === 'finding' && extra.finding === finding);
}

/** Findings in the order of the list, for going from one to the next: places among the items. */
export function nextFinding(store: Store, way: 1 | -1): number | undefined {
  const { items, model, position } = store;
  const start = position < 0 ? (way > 0 ? -1 : items.length) : position;
  for (let at = start + way; at >= 0 && at < items.length; at += way) {
    const item = items[at] ?? 0;
    const isFinding =
      item < 0 ? model.extras[-1 - item]?.type === 'finding' : model.findingsOf(item).length > 0;
    if (isFinding) return item;
  }
  return undefined;
}

/** The worst at a glance: at most `limit` rules, each a way to its first finding. */
export function verdict(store: Store, limit: number): HTMLElement {
  const groups = groupFindings(store.model.findings);
  const element = h('div', { class: 'verdict' });
  const chips = groups.slice(0, limit).map(({ id, severity, findings }) => {
    const [first] = findings;
    const title = store.model.meta.rules[id]?.title ?? id;
    const chip = button(
      '',
      () => {
        if (first !== undefined) store.goTo(store.model.commandOf(first) ?? extraOf(store, first));
      },
      {
        class: `chip ${severity}`,
        title: visible(first?.message ?? ''),
        'aria-label': `${SEVERITY_WORDS[severity]}: ${title}, ${counted(findings.length, 'time')}. Go to the first.`,
      },
    );
    fill(
      chip,
      h('b', {}, SEVERITY_WORDS[severity]),
      h('span', {}, title),
      findings.length > 1 ? h('span', { class: 'count' }, `×${findings.length}`) : null,
    );
    return chip;
  });
  if (groups.length > limit) {
    chips.push(
      button(
        `${groups.length - limit} more`,
        () => {
          store.setTab('findings');
        },
        { class: 'chip' },
      ),
    );
  }
  if (chips.length === 0) element.append(h('p', { class: 'fine' }, '✓ No findings'));
  element.append(...chips);
  return element;
}

/** What is not in the page or not in the capture, said before anything else; null when nothing is missing. */
export function caveats(store: Store): HTMLElement | null {
  const { summary, leftOut } = store.model.meta;
  const parts: string[] = [];
  if (!summary.complete)
    parts.push('The capture is cut, damaged or was not read to its end: the report is partial.');
  if (leftOut.commands > 0) {
    const from = leftOut.frame === null ? '' : `, from frame ${leftOut.frame} on`;
    parts.push(
      `${counted(leftOut.commands, 'command')} are not in this page${from}: a browser could not open so many. --ndjson has all of them, filters choose some.`,
    );
  }
  if (leftOut.sessions > 0) parts.push(`${counted(leftOut.sessions, 'session')} are not in this page.`);
  if (leftOut.findings > 0) parts.push(`${counted(leftOut.findings, 'finding')} are not in this page.`);
  if (leftOut.notices > 0) parts.push(`${counted(leftOut.notices, 'notice')} are not in this page.`);
  if (summary.filtered !== undefined)
    parts.push('Filters were in force: records that they left out are not here.');
  return parts.length === 0
    ? null
    : h('div', { class: 'banner', role: 'note' }, ...parts.map((part) => h('p', {}, shown(part))));
}
