/** Numbers as columns of one line. */

const BLOCKS = ' ▁▂▃▄▅▆▇█';
const ASCII = ' .:-=+*#@';

/** One character a number, as high as it is in proportion to the greatest; what is not 0 is always seen. */
export function bars(values: readonly number[], asciiOnly: boolean): string {
  const steps = asciiOnly ? ASCII : BLOCKS;
  const greatest = Math.max(1, ...values);
  const height = (value: number): number =>
    value === 0 ? 0 : Math.max(1, Math.round((value / greatest) * 8));
  return values.map((value) => steps.charAt(height(value))).join('');
}
