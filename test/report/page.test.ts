/** docs/report.md shows the records as the schemas have them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REPORT_PAGE, withRecords } from '../../fixtures/build/report-page.ts';

test('docs/report.md has each field of each record and a record of the demo (npm run docs)', async () => {
  const page = readFileSync(REPORT_PAGE, 'utf8');
  expect(page).toContain('| `command`');
  expect(await withRecords(page)).toBe(page);
});
