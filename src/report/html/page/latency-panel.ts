/** Every answer as a point over time, its latency on a logarithmic scale; and the figures by verb. */
import { button, counted, fill, h, number, onNewWidth, shown } from './dom.ts';
import { answered, latencyByVerb } from './latency-stats.ts';
import { timeAxis } from './axis.ts';
import type { Model } from './model.ts';
import type { Store } from './store.ts';
import { millisText } from './words.ts';

const HEIGHT = 320;
const MARGIN = { left: 64, right: 16, top: 12, bottom: 28 };
/** Distance of the pointer from a point, CSS pixels. */
const REACH = 12;
const MAX_VERBS = 100;
/** Radius of the ring around an answer with a finding. */
const RING = 6;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly reply: number;
}

export class LatencyPanel {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #canvas = h('canvas', { class: 'chart', role: 'img' });
  readonly #tip = h('div', { class: 'tip', hidden: true });
  readonly #table = h('div');
  #points: readonly Point[] = [];

  constructor(store: Store) {
    this.#store = store;
    this.element = h(
      'div',
      { class: 'pad' },
      h('h2', {}, 'Latency'),
      h(
        'p',
        { class: 'hint' },
        'From the last byte of a request to the first byte of its answer, of the sessions chosen at the left. A point has the colour of its kind and leads to its answer; one with a finding has a ring.',
      ),
      h('div', { class: 'chart-box' }, this.#canvas, this.#tip),
      this.#table,
    );
    this.#canvas.addEventListener('click', (event) => {
      const point = this.#near(event);
      if (point !== undefined) store.goTo(point.reply);
    });
    this.#canvas.addEventListener('mousemove', (event) => {
      this.#hover(event);
    });
    this.#canvas.addEventListener('mouseleave', () => {
      this.#tip.hidden = true;
    });
    onNewWidth(this.element, () => {
      this.draw();
    });
    store.listen((change) => {
      if (change !== 'selection') this.draw();
    });
  }

  /** Draws anew: sizes, sessions or colours are others. */
  draw(): void {
    if (this.#store.tab !== 'latency' || this.element.clientWidth === 0) return;
    const { model, sessions } = this.#store;
    const replies = answered(model, sessions);
    const verbs = latencyByVerb(model, replies);
    this.#drawPoints(model, replies);
    const slowest = verbs[0] === undefined ? '' : `, the slowest command is ${verbs[0].verb}`;
    this.#canvas.setAttribute(
      'aria-label',
      `Latency over time, ${counted(replies.length, 'answer')}${slowest}. The table below has the figures.`,
    );
    fill(
      this.#table,
      replies.length === 0
        ? h('p', {}, 'No answer here has a latency.')
        : h(
            'table',
            {},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                ...['command', 'answers', 'median', '95 %', 'longest', ''].map((name) =>
                  h('th', { scope: 'col' }, name),
                ),
              ),
            ),
            h(
              'tbody',
              {},
              ...verbs.slice(0, MAX_VERBS).map(({ verb, count, median, p95, max, slowest: reply }) =>
                h(
                  'tr',
                  {},
                  h('th', { scope: 'row' }, shown(verb, 'verb')),
                  ...[number(count), ...[median, p95, max].map(millisText)].map((text) =>
                    h('td', { class: 'number' }, text),
                  ),
                  h(
                    'td',
                    {},
                    button(
                      'show the longest',
                      () => {
                        this.#store.goTo(reply);
                      },
                      { class: 'link', 'aria-label': `Show the longest answer to ${verb}` },
                    ),
                  ),
                ),
              ),
            ),
          ),
    );
  }

  #drawPoints(model: Model, replies: readonly number[]): void {
    const width = Math.max(200, this.element.clientWidth - 48);
    const ratio = window.devicePixelRatio;
    this.#canvas.width = width * ratio;
    this.#canvas.height = HEIGHT * ratio;
    this.#canvas.style.setProperty('width', `${width}px`);
    this.#canvas.style.setProperty('height', `${HEIGHT}px`);
    const pen = this.#canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this.element);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const times = replies.map((reply) => model.seconds(model.time[reply] ?? 0));
    const values = replies.map((reply) => Math.max(0.01, model.latency[reply] ?? 0));
    const least = times.reduce((a, b) => Math.min(a, b), Infinity);
    const most = times.reduce((a, b) => Math.max(a, b), -Infinity);
    const axis = timeAxis(
      replies.length === 0 ? 0 : least,
      replies.length === 0 ? 1 : most,
      MARGIN.left,
      width - MARGIN.right,
    );
    const low = Math.floor(Math.log10(values.reduce((a, b) => Math.min(a, b), 10)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(values.reduce((a, b) => Math.max(a, b), 100))));
    const y = (millis: number): number =>
      HEIGHT -
      MARGIN.bottom -
      ((Math.log10(millis) - low) / (high - low)) * (HEIGHT - MARGIN.bottom - MARGIN.top);
    pen.font = '12px system-ui, sans-serif';
    pen.fillStyle = colour('--dim');
    pen.strokeStyle = colour('--line');
    for (let power = low; power <= high; power++) {
      const at = Math.round(y(10 ** power)) + 0.5;
      pen.beginPath();
      pen.moveTo(MARGIN.left, at);
      pen.lineTo(width - MARGIN.right, at);
      pen.stroke();
      pen.textAlign = 'right';
      pen.fillText(tickText(10 ** power), MARGIN.left - 8, at + 4);
    }
    pen.textAlign = 'center';
    for (const { x, text } of axis.ticks) pen.fillText(text, x, HEIGHT - 8);
    this.#points = replies.map((reply, i) => ({ reply, x: axis.x(times[i] ?? 0), y: y(values[i] ?? 1) }));
    pen.globalAlpha = replies.length > 2000 ? 0.35 : 0.8;
    for (const point of this.#points) {
      pen.fillStyle = colour(`--kind-${model.kindOf(model.requestOf(point.reply) ?? point.reply)}`);
      pen.beginPath();
      pen.arc(point.x, point.y, 3, 0, 2 * Math.PI);
      pen.fill();
      const severity = model.findingsOf(point.reply)[0]?.severity;
      if (severity === undefined) continue;
      pen.strokeStyle = colour(`--${severity}`);
      pen.beginPath();
      pen.arc(point.x, point.y, RING, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  #near(event: MouseEvent): Point | undefined {
    const box = this.#canvas.getBoundingClientRect();
    let best: Point | undefined;
    let reach = REACH;
    for (const point of this.#points) {
      const distance = Math.hypot(point.x - (event.clientX - box.left), point.y - (event.clientY - box.top));
      if (distance > reach) continue;
      reach = distance;
      best = point;
    }
    return best;
  }

  #hover(event: MouseEvent): void {
    const point = this.#near(event);
    this.#tip.hidden = point === undefined;
    this.#canvas.style.setProperty('cursor', point === undefined ? 'default' : 'pointer');
    if (point === undefined) return;
    const { model } = this.#store;
    const name = model.nameOf(model.requestOf(point.reply) ?? point.reply);
    fill(this.#tip, shown(name.slice(0, 40)), ` · ${millisText(model.latency[point.reply] ?? 0)}`);
    this.#tip.style.setProperty('left', `${point.x}px`);
    this.#tip.style.setProperty('top', `${point.y}px`);
  }
}

function tickText(millis: number): string {
  return millis >= 1000 ? `${number(millis / 1000)} s` : `${millis} ms`;
}
