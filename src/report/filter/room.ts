/** Filters, as one module that is loaded only when something is left out. */
export { FilterReport } from './filter-report.ts';
