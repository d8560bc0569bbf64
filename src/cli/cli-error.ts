/** Usage and I/O errors: one line of what happened, one line of advice, exit code 2. */

export class CliError extends Error {
  override readonly name = 'CliError';
  /** One line of what to do; empty when the message says it. */
  readonly advice: string;

  constructor(message: string, advice = '', cause?: unknown) {
    super(message, { cause });
    this.advice = advice;
  }
}
