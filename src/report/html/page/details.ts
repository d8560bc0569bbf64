/** All about what is selected: findings, words by name, the exchange, the payload, and where it is in the capture. */
import { BIT, type PageFinding, type PageSession } from '../page-data.ts';
import { button, counted, fill, h, number, shown, visible, visibleLines } from './dom.ts';
import { copyField } from './copy.ts';
import { fieldNames, versionNumber } from './fields.ts';
import { findingView } from './finding-view.ts';
import { hexDump } from './hex.ts';
import { jsonView } from './json-view.ts';
import type { Extra, Model } from './model.ts';
import { NONE, type Store } from './store.ts';
import {
  argumentsOf,
  captureName,
  errorName,
  frameFilter,
  framesText,
  millisText,
  placesOf,
  secondsText,
  sessionName,
} from './words.ts';

/** Replies that are listed. */
const MAX_REPLIES = 40;
/** Characters of one word. */
const MAX_WORD = 400;

export class DetailsPanel {
  readonly element: HTMLElement;
  readonly #store: Store;
  readonly #model: Model;
  readonly #body = h('div', { class: 'details-body', tabindex: -1 });

  constructor(store: Store) {
    this.#store = store;
    this.#model = store.model;
    const close = button(
      '×',
      () => {
        this.close();
      },
      { class: 'close', 'aria-label': 'Close the details' },
    );
    this.element = h(
      'aside',
      { class: 'details', id: 'details', 'aria-label': 'Details' },
      close,
      this.#body,
    );
    store.listen((change) => {
      if (change === 'selection') this.#show();
    });
    this.#show();
  }

  focus(): void {
    this.#body.focus();
  }

  close(): void {
    this.#store.select(NONE);
  }

  #show(): void {
    const { selected } = this.#store;
    const extra = selected < 0 ? this.#model.extras[-1 - selected] : undefined;
    document.body.classList.toggle('has-details', selected !== NONE);
    this.#body.scrollTop = 0;
    if (selected >= 0) fill(this.#body, ...this.#command(selected));
    else if (extra !== undefined) fill(this.#body, ...this.#extra(extra));
    else
      fill(
        this.#body,
        h(
          'p',
          { class: 'hint' },
          'Select a command to see all of it. Keys: j and k go up and down, f goes to the next finding, ? lists the rest.',
        ),
      );
  }

  #command(command: number): (Node | null)[] {
    const model = this.#model;
    const isServer = model.isServer(command);
    const session = model.sessionOf(model.session[command] ?? 0);
    const row = model.rowOf(command);
    const details = model.details(command);
    const line = details?.raw ?? model.line[command] ?? '';
    const error = model.meta.errors[model.verb[command] ?? ''];
    return [
      h(
        'h2',
        {},
        shown(model.nameOf(command), `verb kind-${model.kindOf(command)}`),
        h('small', {}, isServer ? 'server → client' : 'client → server'),
      ),
      row === undefined
        ? h('p', { class: 'hint' }, 'This command is in no table of the protocol.')
        : h('p', { class: 'meaning' }, row.meaning),
      errorName(model, command) === '' || error?.meaning == null
        ? null
        : h('p', { class: 'meaning' }, h('b', {}, `${error.name ?? ''}: `), error.meaning),
      this.#findings(model.findingsOf(command)),
      section(
        'Line',
        h(
          'pre',
          { class: 'raw' },
          visible(line),
          (details?.moreLine ?? 0) > 0 ? `\n… ${number(details?.moreLine ?? 0)} more characters` : '',
        ),
      ),
      this.#words(command, session),
      this.#exchange(command),
      ...this.#payload(command),
      this.#place(command, session),
    ];
  }

  #findings(findings: readonly PageFinding[]): HTMLElement | null {
    if (findings.length === 0) return null;
    return h('section', { class: 'said' }, ...findings.map((finding) => findingView(this.#model, finding)));
  }

  #words(command: number, session: PageSession | undefined): HTMLElement | null {
    const model = this.#model;
    const words = argumentsOf(model, command);
    if (words.length === 0 || ((model.bits[command] ?? 0) & BIT.cutLine) !== 0) return null;
    const row = model.rowOf(command);
    const version = versionNumber(session?.version ?? null);
    const names = row === undefined ? undefined : fieldNames(row.params, words.length, version);
    const rows = words.flatMap((word, i) => [
      h('dt', {}, names?.[i] ?? `word ${i + 1}`),
      h('dd', {}, shown(word.slice(0, MAX_WORD), 'value'), decoded(word)),
    ]);
    return section('Fields', h('dl', { class: 'fields' }, ...rows));
  }

  #exchange(command: number): HTMLElement | null {
    const model = this.#model;
    const request = model.requestOf(command);
    const replies = model.repliesOf(command);
    const state = model.stateOf(command);
    const rows: (Node | null)[] = [];
    if (request !== undefined) rows.push(h('dt', {}, 'answers'), h('dd', {}, this.#link(request)));
    const latency = model.latency[command] ?? -1;
    if (latency >= 0) rows.push(h('dt', {}, 'latency'), h('dd', {}, millisText(latency)));
    if (state !== undefined)
      rows.push(h('dt', {}, 'outcome'), h('dd', { class: state }, state.replaceAll('-', ' ')));
    if (replies.length > 0) {
      const links = replies.slice(0, MAX_REPLIES).map((reply) => h('li', {}, this.#link(reply)));
      const more =
        replies.length > MAX_REPLIES ? h('li', {}, `and ${replies.length - MAX_REPLIES} more`) : null;
      rows.push(
        h('dt', {}, replies.length === 1 ? 'reply' : 'replies'),
        h('dd', {}, h('ul', {}, ...links, more)),
      );
    }
    if (rows.length === 0) return null;
    return section('Exchange', h('dl', { class: 'fields' }, ...rows));
  }

  #link(command: number): HTMLElement {
    const model = this.#model;
    const text = `${visible(model.nameOf(command).slice(0, 32))} at ${secondsText(model, model.time[command] ?? 0)} s`;
    return button(
      text,
      () => {
        this.#store.goTo(command);
      },
      { class: 'link' },
    );
  }

  #payload(command: number): (HTMLElement | null)[] {
    const model = this.#model;
    const length = model.length[command] ?? -1;
    if (length < 0) return [];
    const details = model.details(command);
    const facts = [
      counted(length, 'byte'),
      details?.contentType === undefined ? '' : visible(details.contentType),
      details?.captured === undefined ? '' : `${number(details.captured)} captured`,
    ].filter((fact) => fact !== '');
    const content = details?.decoded;
    const more = details?.more === undefined ? '' : `\n… ${number(details.more)} more bytes`;
    const raw =
      details?.text !== undefined
        ? h('pre', { class: 'raw' }, visibleLines(details.text), more)
        : details?.base64 !== undefined
          ? h('pre', { class: 'raw hex' }, hexDump(details.base64), more)
          : h(
              'p',
              { class: 'hint' },
              model.meta.payloads ? 'Nothing of it was captured.' : 'Payloads were left out of this report.',
            );
    return [
      section(
        'Payload',
        h('p', { class: 'facts' }, facts.join(' · ')),
        content == null ? null : jsonView(content),
      ),
      h('details', { class: 'raw-payload', open: content == null }, h('summary', {}, 'Raw payload'), raw),
    ];
  }

  #place(command: number, session: PageSession | undefined): HTMLElement {
    const model = this.#model;
    const ticks = model.time[command] ?? 0;
    const rows = [
      h('dt', {}, 'time'),
      h('dd', {}, model.iso(ticks), h('small', {}, ` ${model.seconds(ticks).toFixed(model.clock.digits)} s`)),
    ];
    const places = placesOf(model, command);
    const areSeveral = model.meta.captures.length > 1;
    for (const place of places) {
      const file = areSeveral ? shown(` of ${captureName(model, place.capture)}`) : null;
      rows.push(h('dt', {}, 'capture'), h('dd', {}, framesText(place), file));
    }
    if (session !== undefined) {
      const all = button(
        `${sessionName(session)}, ${session.version ?? 'unknown version'}`,
        () => {
          this.#store.setScope({ type: 'session', id: session.id });
        },
        { class: 'link' },
      );
      rows.push(h('dt', {}, 'session'), h('dd', {}, all));
    }
    return h(
      'section',
      {},
      h('h3', {}, 'In the capture'),
      h('dl', { class: 'fields' }, ...rows),
      ...places.map((place) =>
        copyField(
          `Wireshark filter: this command${areSeveral ? `, in ${visible(captureName(model, place.capture))}` : ''}`,
          frameFilter(place),
        ),
      ),
      session === undefined ? null : copyField('Wireshark filter: its session', session.displayFilter),
    );
  }

  #extra(extra: Extra): (Node | null)[] {
    if (extra.type === 'finding')
      return [h('h2', {}, extra.finding.id), findingView(this.#model, extra.finding)];
    const { code, message, capture, frame, details, session } = extra.notice;
    const view = session === null ? undefined : this.#model.sessionOf(session);
    return [
      h('h2', {}, code, h('small', {}, 'of the capture')),
      h('p', {}, shown(message)),
      jsonView({ frame, session, ...details }),
      frame === null
        ? null
        : copyField(
            `Wireshark filter: this frame${capture == null ? '' : `, in ${visible(captureName(this.#model, capture))}`}`,
            `frame.number == ${frame}`,
          ),
      view === undefined ? null : copyField('Wireshark filter: its session', view.displayFilter),
    ];
  }
}

function section(title: string, ...children: readonly (Node | null)[]): HTMLElement {
  return h('section', {}, h('h3', {}, title), ...children);
}

/** A word that is percent-encoded, as people read it. */
function decoded(word: string): HTMLElement | null {
  if (!/%[0-9A-Fa-f]{2}/.test(word)) return null;
  try {
    return h('small', { class: 'decoded' }, shown(decodeURIComponent(word).slice(0, MAX_WORD)));
  } catch {
    return null;
  }
}
