/** One finding with what it means and the facts behind it. */
import type { PageFinding } from '../page-data.ts';
import { h, shown } from './dom.ts';
import { jsonView } from './json-view.ts';
import type { Model } from './model.ts';
import { SEVERITY_WORDS } from './words.ts';

export function findingView(model: Model, finding: PageFinding): HTMLElement {
  const { id, severity, message, details } = finding;
  const rule = model.meta.rules[id];
  return h(
    'article',
    { class: `finding ${severity}` },
    h('p', { class: 'finding-head' }, h('b', {}, SEVERITY_WORDS[severity]), ' ', h('code', {}, id)),
    h('p', {}, shown(message)),
    rule === undefined ? null : h('p', { class: 'why' }, rule.why),
    Object.keys(details).length === 0 ? null : h('details', {}, h('summary', {}, 'Facts'), jsonView(details)),
  );
}
