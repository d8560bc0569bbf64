/** A list of any length with rows of one height: only those in sight, and a few beside, are in the document. */
import { h } from './dom.ts';

/** Rows beyond both edges. */
const OVERSCAN = 6;

export class VirtualList {
  readonly element: HTMLElement;
  readonly #space: HTMLElement;
  readonly #rows = new Map<number, HTMLElement>();
  readonly #render: (index: number) => HTMLElement;
  readonly #rowHeight: number;
  #count = 0;
  #isPending = false;
  /** Called when other rows came into sight. */
  onScroll: () => void = () => undefined;

  constructor(element: HTMLElement, rowHeight: number, render: (index: number) => HTMLElement) {
    this.element = element;
    this.#rowHeight = rowHeight;
    this.#render = render;
    this.#space = h('div', { class: 'space', role: 'presentation' });
    element.append(this.#space);
    element.addEventListener('scroll', () => {
      if (this.#isPending) return;
      this.#isPending = true;
      requestAnimationFrame(() => {
        this.#isPending = false;
        this.#show();
        this.onScroll();
      });
    });
    new ResizeObserver(() => {
      this.#show();
      this.onScroll();
    }).observe(element);
  }

  get count(): number {
    return this.#count;
  }

  /** First and last row in sight. */
  get range(): readonly [first: number, last: number] {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.floor(scrollTop / this.#rowHeight);
    return [first, Math.min(this.#count - 1, Math.ceil((scrollTop + clientHeight) / this.#rowHeight) - 1)];
  }

  /** Rows that fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 1);
  }

  /** Begins anew with other rows. */
  reset(count: number): void {
    this.#count = count;
    this.#space.style.setProperty('height', `${count * this.#rowHeight}px`);
    this.refresh();
  }

  /** Makes the rows in sight anew. */
  refresh(): void {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#show();
  }

  /** Brings a row into sight; `center` puts it in the middle, also when it is in sight already. */
  reveal(index: number, center = false): void {
    const { element } = this;
    const top = index * this.#rowHeight;
    const { clientHeight, scrollTop } = element;
    const isAbove = top < scrollTop;
    const isBelow = top + this.#rowHeight > scrollTop + clientHeight;
    if (center) element.scrollTop = top - (clientHeight - this.#rowHeight) / 2;
    else if (isAbove) element.scrollTop = top;
    else if (isBelow) element.scrollTop = top + this.#rowHeight - clientHeight;
    this.#show();
  }

  /** The element of a row that is in the document. */
  rowAt(index: number): HTMLElement | undefined {
    return this.#rows.get(index);
  }

  #show(): void {
    if (this.element.clientHeight === 0) return;
    const [first, last] = this.range;
    const from = Math.max(0, first - OVERSCAN);
    const to = Math.min(this.#count - 1, last + OVERSCAN);
    for (const [index, row] of this.#rows) {
      if (index >= from && index <= to) continue;
      row.remove();
      this.#rows.delete(index);
    }
    for (let index = from; index <= to; index++) {
      if (this.#rows.has(index)) continue;
      const row = this.#render(index);
      row.style.setProperty('top', `${index * this.#rowHeight}px`);
      row.style.setProperty('height', `${this.#rowHeight}px`);
      this.#rows.set(index, row);
      this.#space.append(row);
    }
  }
}
