/** `msnscan schema [VIEW]`: the JSON Schema of the report, or of what a view writes. */
import { reportSchema, viewSchema, VIEW_NAMES } from '../report/json-schema.ts';
import { CliError } from './cli-error.ts';
import { didYouMean } from './suggest.ts';

/** Throws CliError for operands that name no view. */
export function schemaText(operands: readonly string[]): string {
  return `${JSON.stringify(schemaFor(operands), null, 2)}\n`;
}

function schemaFor([name, ...others]: readonly string[]): Record<string, unknown> {
  if (name === undefined) return reportSchema();
  if (others.length > 0) throw new CliError('schema takes one view', 'for example msnscan schema chat');
  const view = VIEW_NAMES.find((one) => one === name);
  if (view !== undefined) return viewSchema(view);
  throw new CliError(
    `no view is called ${JSON.stringify(name)}`,
    didYouMean(name, VIEW_NAMES, `there are ${VIEW_NAMES.join(', ')}; without one it is the report`),
  );
}
