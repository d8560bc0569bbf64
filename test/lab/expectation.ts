/** What a reader of a server's log expects of its capture: the shape of the files in expectations/. */

/** Client port of a TCP session; `gw1`, `gw2` ... are the gateway sessions in the order in which they were opened. */
export type SessionKey = number | `gw${number}`;

/**
 * `group` is the first of the sessions that belong together by redirection and invitation. A version of null is not
 * judged. What was `open before` the capture may lack what only earlier lines said.
 */
export type ExpectedSession = readonly [
  key: SessionKey,
  role: 'DS' | 'NS' | 'SB',
  account: string,
  version: string | null,
  invitedBy: SessionKey | null,
  group: SessionKey,
  late?: 'open before',
];

/**
 * Sender, kind, and the text or file name; a long text is cut and its whole length follows. An offline note is the
 * notification that one waits: its text comes by a web service.
 */
export type ExpectedEvent = readonly [
  from: string,
  type: 'text' | 'nudge' | 'file-offer' | 'offline-note',
  text?: string,
  length?: number,
];

export interface ExpectedChat {
  /** The session whose user saw these events. */
  readonly key: SessionKey;
  /** Others, in order of their first joining; missing where the capture does not say. True: had left at the end. */
  readonly participants?: Readonly<Record<string, boolean>>;
  readonly events: readonly ExpectedEvent[];
}

export interface ExpectedContacts {
  readonly account: string;
  /** Names, in any order. */
  readonly groups: readonly string[];
  /** Lists in the order FL AL BL RL, then the names of groups. */
  readonly contacts: Readonly<Record<string, readonly [lists: string, ...groups: string[]]>>;
}

export interface CaptureExpectation {
  readonly capture: string;
  readonly sessions: readonly ExpectedSession[];
  /** Switchboards, and notification sessions in which something was said. */
  readonly chats: readonly ExpectedChat[];
  /** Null: the capture does not have the lists. */
  readonly contacts: ExpectedContacts | null;
}
