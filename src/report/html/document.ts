/** The page around the data: its policy, style, skeleton and script. Nothing captured is in here. */
import { createHash } from 'node:crypto';
import { pageAsset } from './asset.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the page may do: run its own script, use its own style, and nothing else. */
function policy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** What comes before and after the blocks of data. */
export function pageFrame(): { readonly head: string; readonly tail: string } {
  const { style, script } = pageAsset();
  const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>msnscan report</title>
<style>${style}</style>
</head>
<body>
<div id="app"><p id="opening" role="status">Opening the report …</p></div>
<noscript><p>This report is read with JavaScript. All of it is in this file; nothing is loaded from elsewhere.</p></noscript>
`;
  return { head, tail: `<script>${script}</script>\n</body>\n</html>\n` };
}
