/** What `msnscan extract` needs, as one module that is loaded only for it. */
export { ExtractReport } from './extract.ts';
export { FolderRefused, OutFolder } from './folder.ts';
export { summarise } from './summary.ts';
