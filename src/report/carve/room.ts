/** What `msnscan carve` asks the analysis for, as one module. */
export { ChoiceReport } from './choice.ts';
export { chatOf } from './talk.ts';
