/**
 * The page's own style and script, as `npm run build` made them. In the program's bundle this module is replaced by
 * one that holds the texts; from the sources they are read from dist/.
 */
import { readFileSync } from 'node:fs';

export interface PageAsset {
  readonly style: string;
  readonly script: string;
}

/** Throws Node's error when there is no build. */
export function pageAsset(): PageAsset {
  const read = (name: string): string =>
    readFileSync(new URL(`../../../dist/page/${name}`, import.meta.url), 'utf8').trimEnd();
  return { style: read('page.css'), script: read('page.js') };
}
