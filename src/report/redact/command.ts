/** Commands in redacted copies: bytes that every view and decoder may show. */
import { Command } from '../../msnp/command.ts';
import { maskedLine } from '../../msnp/secrets.ts';
import { wordSpans } from '../../msnp/words.ts';
import { redactVerb, redactWords } from './line.ts';
import { redactPayload } from './payload.ts';
import type { Redactor } from './redactor.ts';

/** A copy of a command with other bytes, used again for each. */
export class RedactedCommand extends Command {
  #captured = 0;

  /** Payload bytes that were captured, not those that are shown. */
  override get captured(): number {
    return this.#captured;
  }

  /** Becomes the redacted copy of `command`. */
  become(command: Command, redactor: Redactor): void {
    Object.assign(this, command);
    this.#captured = command.captured;
    this.verb = redactVerb(command.verb);
    const payload = redactPayload(redactor, command);
    this.#takeLine(maskedLine(command), redactor);
    this.bytes = Buffer.concat([this.bytes, payload]);
    this.payloadStart = this.lineEnd;
    this.payloadEnd = this.bytes.length;
    // What is shown has no holes where the captured bytes have them.
    this.payloadHoles = [];
  }

  /** The words replaced, blanks as they are. */
  #takeLine(line: Buffer, redactor: Redactor): void {
    this.bytes = line;
    this.lineStart = 0;
    this.lineEnd = line.length;
    const spans = wordSpans(this);
    const words = redactWords(redactor, this);
    const parts: Buffer[] = [];
    let at = 0;
    for (const [index, word] of words.entries()) {
      const start = spans[index * 2] ?? line.length;
      const end = spans[index * 2 + 1] ?? line.length;
      const before = line.subarray(start, end);
      parts.push(line.subarray(at, start), before.toString('utf8') === word ? before : Buffer.from(word));
      at = end;
    }
    parts.push(line.subarray(at));
    this.bytes = Buffer.concat(parts);
    this.lineEnd = this.bytes.length;
  }
}
