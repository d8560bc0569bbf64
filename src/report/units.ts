/** Times and counts for people. */

/** `0.250 ms`, `12.4 ms`, `178 ms`, `5.21 s`, `3 m 28 s`. */
export function durationText(nanos: number): string {
  const millis = nanos / 1e6;
  if (millis < 1) return `${millis.toFixed(3)} ms`;
  if (millis < 100) return `${millis.toFixed(1)} ms`;
  if (millis < 1000) return `${millis.toFixed(0)} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** `1 frame`, `2 frames`, `1 of 2 frames`. */
export function countText(count: number, unit: string, all?: number): string {
  const text = all === undefined ? String(count) : `${count} of ${all}`;
  return `${text} ${unit}${(all ?? count) === 1 ? '' : 's'}`;
}

const LINK_TYPES: Readonly<Record<number, string>> = {
  0: 'loopback',
  1: 'Ethernet',
  12: 'raw IP',
  14: 'raw IP',
  101: 'raw IP',
  108: 'loopback',
  113: 'Linux cooked',
  228: 'raw IPv4',
  229: 'raw IPv6',
  276: 'Linux cooked v2',
};

/** Name of a link type, or its number. */
export function linkTypeText(linkType: number): string {
  return LINK_TYPES[linkType] ?? `link type ${linkType}`;
}
