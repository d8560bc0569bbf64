/** Making elements: text is only ever text. Everything on the page is made here. */
import { escapeLong } from '../../../report/escape.ts';

type Value = string | number | boolean | ((event: Event) => void) | undefined;
type Child = Node | string | null | undefined;

/**
 * An element with attributes and children. Functions are listeners (`click`), true and false set and leave out an
 * attribute. Strings become text nodes.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAll(element, attributes);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAll(element, attributes);
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

function setAll(element: Element, attributes: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
}

/** Captured text in one line, harmless, and not mixed up with what stands beside it. */
export function shown(text: string, name = ''): HTMLElement {
  return h('bdi', name === '' ? {} : { class: name }, visible(text));
}

/** Controls, direction overrides and invisible characters as `\x1b`-like text. */
export function visible(text: string): string {
  return escapeLong(text);
}

/** The same with its line breaks kept. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map(visible)
    .join('\n');
}

/** Puts children in place of what an element has. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

/** A button; `label` is what screen readers say when the text says too little. */
export function button(
  text: string,
  click: () => void,
  attributes: Readonly<Record<string, Value>> = {},
): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes, click }, text);
}

/**
 * Calls `draw` when an element that is shown has another width than before. Its height alone says nothing: it changes when
 * a part of it is opened, which drawing anew would close again.
 */
export function onNewWidth(element: Element, draw: () => void): void {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === 0 || element.clientWidth === width) return;
    width = element.clientWidth;
    draw();
  }).observe(element);
}

/** `1,234,567`. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** `1 command`, `2 commands`. */
export const counted = (count: number, what: string): string =>
  `${number(count)} ${what}${count === 1 ? '' : 's'}`;
