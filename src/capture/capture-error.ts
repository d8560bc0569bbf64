/** The input is not a capture that this program reads. Thrown once, before any frame; damage later is a notice. */

export type CaptureErrorCode =
  | 'empty-input'
  | 'header-cut'
  | 'header-damaged'
  | 'unknown-format'
  | 'unsupported-format'
  | 'unsupported-version';

export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;
  /** Where in the input it was found (in the decoded bytes when the input is compressed). */
  readonly fileOffset: number;
  /** One line for people: what to do about it. */
  readonly advice: string;

  constructor(code: CaptureErrorCode, message: string, fileOffset: number, advice: string) {
    super(message);
    this.code = code;
    this.fileOffset = fileOffset;
    this.advice = advice;
  }
}
