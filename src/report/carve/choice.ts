/** Which sessions are carved, and what is said of their frames: what comes through the filters before it. */
import type { Finding } from '../../analysis/finding.ts';
import type { SessionView } from '../../analysis/sink.ts';
import { shardOf } from '../../analysis/shard.ts';
import { BitSet } from '../../base/bit-set.ts';
import { frameOf } from '../../base/frame-id.ts';
import { MAX_CARVED_COMMENTS, MAX_COMMENT_CHARACTERS } from '../../base/limits.ts';
import type { CaptureInfo, Report } from '../../scan.ts';
import { escapeText } from '../escape.ts';
import { Folding } from '../folding.ts';
import { frameText } from '../frame-text.ts';

interface Comment {
  readonly session: number;
  readonly text: string;
}

const NO_COMMENTS: readonly Comment[] = [];

export class ChoiceReport implements Report {
  /** Numbers of the sessions. */
  readonly sessions = new BitSet();
  /** Whether there were more findings than become comments. */
  isFull = false;
  readonly #isConsidered: (session: number) => boolean;
  /** By the frame that they are about. */
  readonly #comments = new Map<number, Comment[]>();
  readonly #folding = new Folding(() => undefined);
  #several = false;
  #count = 0;
  #characters = 0;

  /** Sessions that are not considered are left out whatever the filters say. */
  constructor(isConsidered: (session: number) => boolean) {
    this.#isConsidered = isConsidered;
  }

  /** What is said of a frame, an id: a line for each finding that points at it. */
  readonly commentsOf = (frame: number): readonly string[] => {
    const comments = this.#comments.get(frame) ?? NO_COMMENTS;
    return comments.filter(({ session }) => this.sessions.has(session)).map(({ text }) => text);
  };

  capture({ of }: CaptureInfo): void {
    this.#several = of > 1;
  }

  finding(finding: Finding): void {
    const { session, frame } = finding;
    if (!this.#isConsidered(session) || !this.#folding.admits(finding) || frameOf(frame) === 0) return;
    const text = commentText(finding, this.#several);
    this.#characters += text.length;
    if (++this.#count > MAX_CARVED_COMMENTS || this.#characters > MAX_COMMENT_CHARACTERS) {
      this.isFull = true;
      return;
    }
    const comments = this.#comments.get(frame);
    if (comments === undefined) this.#comments.set(frame, [{ session, text }]);
    else comments.push({ session, text });
  }

  session({ id, flow }: SessionView): void {
    this.#folding.end(id, shardOf(flow.client));
    if (this.#isConsidered(id)) this.sessions.add(id);
  }

  readonly command = nothing;
  readonly transaction = nothing;
  readonly notice = nothing;
  readonly end = nothing;
}

/** `msnscan error trid-reuse: ADD 15 uses a TrID again (session 3, command 17, frame 118)`. */
function commentText(finding: Finding, several: boolean): string {
  const { id, severity, session, command, frame, message } = finding;
  const place = [
    `session ${session}`,
    ...(command === 0 ? [] : [`command ${command}`]),
    `frame ${frameText(frame, several)}`,
  ];
  return `msnscan ${severity} ${id}: ${escapeText(message)} (${place.join(', ')})`;
}

function nothing(): void {
  // Sessions and findings are all that is asked for.
}
