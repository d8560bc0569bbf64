/** One of several inputs cannot be read, or is no capture. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** The input as given. */
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.file = file;
  }
}
