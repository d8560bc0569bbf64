/** Maps and sets that are bounded by giving up what was put in first. */

/** Takes out the entry that was put in first; gives its key, undefined when there is none. */
export function dropOldest<K>(entries: Map<K, unknown> | Set<K>): K | undefined {
  for (const key of entries.keys()) {
    entries.delete(key);
    return key;
  }
  return undefined;
}
