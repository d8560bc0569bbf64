/** The kinds of records that can be left out of a document; a kind that is left out is never made into text. */

/** By the names of the document's arrays. What the capture is, its notices and its summary always stay. */
export const CHOICES = ['commands', 'transactions', 'findings', 'sessions'] as const;

/** Which of them are shown. */
export type Choice = Readonly<Record<(typeof CHOICES)[number], boolean>>;

export const EVERYTHING: Choice = { commands: true, transactions: true, findings: true, sessions: true };
