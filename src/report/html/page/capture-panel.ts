/** What was read, what of it is missing, and the totals. */
import { linkTypeText } from '../../units.ts';
import { button, counted, h, number, shown } from './dom.ts';
import type { Store } from './store.ts';
import { frameName } from './words.ts';

/** Notices listed at once. */
const MAX_NOTICES = 200;
const RESOLUTIONS: Readonly<Record<string, string>> = { '10^-3': '1 ms', '10^-6': '1 µs', '10^-9': '1 ns' };

export function capturePanel(store: Store): HTMLElement {
  const { model } = store;
  const { captures, summary, generator } = model.meta;
  const row = (name: string, value: string): Node[] => [h('dt', {}, name), h('dd', {}, shown(value))];
  const { transactions, findings } = summary;
  return h(
    'div',
    { class: 'pad' },
    h('h2', {}, 'Capture'),
    ...captures.map((capture) =>
      h(
        'dl',
        { class: 'fields wide' },
        ...row(captures.length > 1 ? `file ${capture.index}` : 'file', capture.file),
        ...row(
          'format',
          [capture.format, capture.compression ?? ''].filter((part) => part !== '').join(', '),
        ),
        ...row('link layer', capture.linkTypes.map(linkTypeText).join(', ') || 'no interface'),
        ...row('time resolution', RESOLUTIONS[capture.timeResolution] ?? `${capture.timeResolution} s`),
      ),
    ),
    h(
      'dl',
      { class: 'fields wide' },
      ...row('first frame', summary.firstTime ?? '–'),
      ...row('last frame', summary.lastTime ?? '–'),
      ...row(
        'frames',
        `${number(summary.frames)}, ${number(summary.tcpSegments)} TCP segments, ${number(summary.bytes)} bytes`,
      ),
      ...row('sessions', number(summary.sessions)),
      ...row('commands', number(summary.commands)),
      ...row(
        'transactions',
        `${number(transactions.answered)} answered, ${number(transactions.error)} refused with an error, ${number(transactions.unanswered)} not answered, ${number(transactions.noReplyExpected)} that need no answer, ${number(transactions.unknown)} whose answer may be missing from the capture`,
      ),
      ...row(
        'findings',
        `${counted(findings.severity.error, 'error')}, ${counted(findings.severity.warning, 'warning')}, ${counted(findings.severity.note, 'note')}`,
      ),
      ...row('complete', summary.complete ? 'yes' : 'no: something of the input is not in the report'),
    ),
    h('h3', {}, 'Damage of the capture and limits that were reached'),
    model.notices.length === 0 ? h('p', {}, 'None.') : notices(store),
    h(
      'p',
      { class: 'hint' },
      `Made by ${generator.name} ${generator.version}. This file holds everything it shows; it loads nothing and sends nothing.`,
    ),
  );
}

function notices(store: Store): HTMLElement {
  const { model } = store;
  const shownNotices = model.extras
    .flatMap((extra, i) => (extra.type === 'notice' ? [{ notice: extra.notice, i }] : []))
    .slice(0, MAX_NOTICES);
  const rows = shownNotices.map(({ notice, i }) =>
    h(
      'tr',
      {},
      h(
        'td',
        {},
        button(
          notice.code,
          () => {
            store.goTo(-1 - i);
          },
          { class: 'link' },
        ),
      ),
      h('td', { class: 'number' }, notice.session === null ? '' : String(notice.session)),
      h(
        'td',
        { class: 'number' },
        notice.frame === null ? '' : frameName(model, notice.frame, notice.capture),
      ),
      h('td', {}, shown(notice.message)),
    ),
  );
  const more = model.notices.length - rows.length;
  return h(
    'div',
    {},
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h('tr', {}, ...['notice', 'session', 'frame', ''].map((name) => h('th', { scope: 'col' }, name))),
      ),
      h('tbody', {}, ...rows),
    ),
    more > 0 ? h('p', {}, `and ${number(more)} more in the ladder`) : null,
  );
}
