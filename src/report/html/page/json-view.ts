/** A decoded payload as nested lists of names and values. */
import { h, shown, visibleLines } from './dom.ts';

/** `sessionId` as `session id`. */
const spaced = (name: string): string =>
  /^[a-z][A-Za-z0-9]*$/.test(name) ? name.replace(/([A-Z])/g, ' $1').toLowerCase() : name;

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** What has a value; names as in the report. */
export function jsonView(value: object): HTMLElement {
  const rows = Object.entries(value)
    .filter(([, inner]) => !isEmpty(inner))
    .flatMap(([name, inner]) => [h('dt', {}, shown(spaced(name))), h('dd', {}, valueView(inner))]);
  return h('dl', { class: 'fields' }, ...rows);
}

function valueView(value: unknown): HTMLElement {
  if (Array.isArray(value)) return h('ul', {}, ...value.map((inner) => h('li', {}, valueView(inner))));
  if (typeof value === 'object' && value !== null) return jsonView(value);
  if (typeof value === 'boolean') return h('span', {}, value ? 'yes' : 'no');
  return h('bdi', { class: 'value' }, visibleLines(String(value)));
}
