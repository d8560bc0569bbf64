/** Findings by rule and severity, in the order in which they matter. */
import type { PageFinding } from '../page-data.ts';
import { rankOf } from './model.ts';

export interface FindingGroup {
  readonly id: string;
  readonly severity: PageFinding['severity'];
  readonly findings: readonly PageFinding[];
}

/** Broken exchanges first; what nearly every capture has, passwords in clear text, last. */
const FAMILIES: readonly PageFinding['family'][] = [
  'pairing',
  'trid',
  'error',
  'framing',
  'state',
  'security',
];

/** Errors before warnings before notes; then by family; then the rarer one, which says more. */
export function groupFindings(findings: readonly PageFinding[]): readonly FindingGroup[] {
  const groups = new Map<string, PageFinding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.id}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  const sorted = [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ first, members }];
  });
  sorted.sort(
    (a, b) =>
      rankOf(a.first.severity) - rankOf(b.first.severity) ||
      FAMILIES.indexOf(a.first.family) - FAMILIES.indexOf(b.first.family) ||
      a.members.length - b.members.length ||
      (a.first.id < b.first.id ? -1 : 1),
  );
  return sorted.map(({ first, members }) => ({ id: first.id, severity: first.severity, findings: members }));
}
