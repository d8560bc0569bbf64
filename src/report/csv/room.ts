/** What tables need, as one module that is loaded only for them. */
export { createTableSink } from './csv-report.ts';
export { fieldsOf, fieldsText, TABLE_NAMES, USUAL_FIELDS, type TableName } from './fields.ts';
