/** What somebody may have meant. */

/** Edits that turn one word into the other: insertions, deletions, replacements, swapped neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

const MAX_WORD = 64;
const MAX_SUGGESTIONS = 3;

/** The names nearest to `word`, best first; none when nothing is near. */
export function suggest(word: string, names: Iterable<string>): string[] {
  if (word.length > MAX_WORD) return [];
  const lower = word.toLowerCase();
  const limit = Math.max(1, Math.floor(lower.length / 3));
  const scored = [...names].map((name): [string, number] => {
    const isPart = lower.length > 2 && name.toLowerCase().includes(lower);
    return [name, isPart ? 0.5 : distance(lower, name.toLowerCase())];
  });
  return scored
    .filter(([, score]) => score <= limit)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(([name]) => name);
}

/** `did you mean a or b?`, or `otherwise` when nothing is near. */
export function didYouMean(word: string, names: Iterable<string>, otherwise: string): string {
  const found = suggest(word, names);
  return found.length === 0 ? otherwise : `did you mean ${found.join(' or ')}?`;
}
