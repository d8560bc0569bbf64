/** Redaction where it is asked for; loaded only then. */
import type { Report } from '../../scan.ts';
import type { Redaction } from './redactor.ts';

/** The report, or what stands in front of it when something is to be redacted. */
export async function redacting(report: Report, wanted: Redaction | undefined): Promise<Report> {
  if (wanted === undefined) return report;
  const { RedactedReport } = await import('./report.ts');
  return new RedactedReport(report, wanted);
}
