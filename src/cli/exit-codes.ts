/** How a run ends (README, exit codes). */

/** Done; what was found does not count. */
export const OK = 0;
/** Done, and `--fail-on` was met. */
export const FAILED_ON = 1;
/** Usage, input that cannot be read, output that cannot be written. */
export const FAILED = 2;
/** The capture is cut or damaged, or a limit was reached. */
export const PARTIAL = 3;
