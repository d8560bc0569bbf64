/** What `msnscan follow` needs, as one module that is loaded only for it. */
export { createFollowReport, type FollowFormat, type FollowReport } from './follow-report.ts';
