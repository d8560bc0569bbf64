/** An input cannot be read, or is no capture. */

export class InputError extends Error {
  override readonly name = 'InputError';
  /** The input as given. */
  readonly file: string;
  /** The last frame that was read before; null when there is none, or when it is not known. */
  readonly frame: number | null;

  constructor(file: string, cause: unknown, frame: number | null = null) {
    const place = frame === null ? '' : ` (after frame ${frame})`;
    super(`${file}: ${cause instanceof Error ? cause.message : String(cause)}${place}`, { cause });
    this.file = file;
    this.frame = frame;
  }
}
