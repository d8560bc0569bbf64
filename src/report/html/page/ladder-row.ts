/** One row of the ladder: time, the arrow between its lanes, what it says, and what is wrong with it. */
import { BIT } from '../page-data.ts';
import { h, s, shown, visible } from './dom.ts';
import { fieldNames, versionNumber } from './fields.ts';
import type { Lanes } from './lanes.ts';
import type { Extra, Model } from './model.ts';
import {
  argumentsOf,
  argumentsText,
  errorName,
  firstFrameName,
  frameName,
  isGap,
  millisText,
  SEVERITY_LETTERS,
  secondsText,
  stateText,
} from './words.ts';

export const LADDER_ROW = 38;
const LABEL_Y = 15;
const ARROW_Y = 26;
const HEAD = 6;
/** Finding marks of one row; the rest is counted. */
const MAX_MARKS = 2;

/** Where the lanes are. */
export interface Geometry {
  readonly laneWidth: number;
  readonly width: number;
  /** No labels on the arrows: they do not fit. */
  readonly isCompact: boolean;
}

/** Lanes for the room there is: more than half of it only when the lanes need it. */
export function geometryOf(lanes: number, room: number): Geometry {
  const isCompact = room < 520;
  const laneWidth = isCompact
    ? Math.max(22, Math.min(64, (room * 0.38) / lanes))
    : Math.max(62, Math.min(190, (room * 0.5) / lanes));
  return { laneWidth, width: Math.round(laneWidth * lanes), isCompact };
}

const centre = (lane: number, { laneWidth }: Geometry): number => Math.round(laneWidth * (lane + 0.5)) + 0.5;

function lifelines(count: number, geometry: Geometry): SVGElement[] {
  return Array.from({ length: count }, (_, lane) => {
    const x = centre(lane, geometry);
    return s('line', { class: 'life', x1: x, x2: x, y1: 0, y2: LADDER_ROW });
  });
}

/** The lane of whoever a line of a switchboard is about, when that is somebody who is only heard of. */
function personLane(model: Model, lanes: Lanes, command: number): number | undefined {
  const row = model.rowOf(command);
  const session = model.sessionOf(model.session[command] ?? 0);
  if (lanes.personOf.size === 0 || row?.from !== 'server' || session?.role !== 'SB') return undefined;
  const words = argumentsOf(model, command);
  const first = fieldNames(row.params, words.length, versionNumber(session.version))?.[0];
  if (first !== 'account' && first !== 'sender-account') return undefined;
  return lanes.personOf.get((words[0] ?? '').replace(/;.*$/, '').toLowerCase());
}

function arrowClass(model: Model, command: number): string {
  const isAsked = !model.isServer(command) || model.requestOf(command) !== undefined;
  return `arrow kind-${model.kindOf(command)}${isAsked ? '' : ' unasked'}`;
}

function arrow(model: Model, lanes: Lanes, geometry: Geometry, command: number): SVGElement {
  const session = model.session[command] ?? 0;
  const client = centre(lanes.clientOf.get(session) ?? 0, geometry);
  const server = centre(lanes.serverOf.get(session) ?? 1, geometry);
  const isServer = model.isServer(command);
  const [from, to] = isServer ? [server, client] : [client, server];
  const way = to > from ? 1 : -1;
  const person = personLane(model, lanes, command);
  const parts: SVGElement[] = [
    s('line', { x1: from, x2: to - way * 2, y1: ARROW_Y, y2: ARROW_Y }),
    s('path', { class: 'head', d: `M${to} ${ARROW_Y}l${-way * HEAD * 1.4} ${-HEAD * 0.7}v${HEAD * 1.4}z` }),
  ];
  if (person !== undefined) {
    const x = centre(person, geometry);
    parts.push(
      s('line', { class: 'heard', x1: x, x2: from, y1: ARROW_Y, y2: ARROW_Y }),
      s('circle', { class: 'dot', cx: x, cy: ARROW_Y, r: 3 }),
    );
  } else {
    parts.push(s('circle', { class: 'dot', cx: from, cy: ARROW_Y, r: 2 }));
  }
  if (stateText(model, command) === 'no answer') {
    const d = `M${to + way * 4} ${ARROW_Y - 4}l8 8m0 -8l-8 8`;
    parts.push(s('path', { class: 'lost', d: way > 0 ? d : d.replace(/^M\S+/, `M${to - 12}`) }));
  }
  if (!geometry.isCompact) {
    parts.push(
      s(
        'text',
        { class: 'label', x: (from + to) / 2, y: LABEL_Y, 'text-anchor': 'middle' },
        label(model, command),
      ),
    );
  }
  return s('g', { class: arrowClass(model, command) }, ...parts);
}

/** Verbs that are none may be long. */
const label = (model: Model, command: number): string => visible(model.nameOf(command).slice(0, 24));

/** Marks of findings, the worst first. */
export function marks(model: Model, command: number): HTMLElement[] {
  const findings = model.findingsOf(command);
  const first = findings
    .slice(0, MAX_MARKS)
    .map(({ severity, id }) =>
      h(
        'span',
        { class: `mark ${severity}` },
        h('b', { 'aria-hidden': 'true' }, SEVERITY_LETTERS[severity]),
        h('span', { class: 'mark-text' }, id),
      ),
    );
  if (findings.length > MAX_MARKS)
    first.push(h('span', { class: 'mark more' }, `+${findings.length - MAX_MARKS}`));
  return first;
}

/** Latency, name of an error, missing answer. */
export function remarks(model: Model, command: number): HTMLElement[] {
  const latency = model.latency[command] ?? -1;
  const error = errorName(model, command);
  const state = stateText(model, command);
  return [
    ...(error === '' ? [] : [h('span', { class: 'error-name' }, error)]),
    ...(state === '' ? [] : [h('span', { class: state === 'no answer' ? 'state lost' : 'state' }, state)]),
    ...(latency < 0 ? [] : [h('span', { class: 'latency' }, millisText(latency))]),
  ];
}

export function speech(model: Model, command: number): HTMLElement | null {
  const summary = model.summary[command] ?? '';
  if (summary === '') return null;
  return shown(summary, ((model.bits[command] ?? 0) & BIT.speech) === 0 ? 'summary' : 'summary speech');
}

/** The cells of a command. */
export function ladderCells(model: Model, lanes: Lanes, geometry: Geometry, command: number): HTMLElement[] {
  const drawing = s(
    'svg',
    { class: 'lane-art', width: geometry.width, height: LADDER_ROW, 'aria-hidden': 'true' },
    ...lifelines(lanes.lanes.length, geometry),
    arrow(model, lanes, geometry, command),
  );
  const line = geometry.isCompact ? (model.line[command] ?? '') : argumentsText(model, command);
  return [
    h(
      'span',
      { class: 'time' },
      secondsText(model, model.time[command] ?? 0),
      h('small', {}, `#${firstFrameName(model, command)}`),
    ),
    h('span', { class: 'art' }, drawing),
    h('span', { class: 'says' }, shown(line, 'words'), speech(model, command)),
    h('span', { class: 'aside' }, ...remarks(model, command), ...marks(model, command)),
  ];
}

/** A torn band between the lanes of a session. */
function tear(session: number, lanes: Lanes, geometry: Geometry): SVGElement | null {
  const client = lanes.clientOf.get(session);
  const server = lanes.serverOf.get(session);
  if (client === undefined || server === undefined) return null;
  const from = Math.min(centre(client, geometry), centre(server, geometry));
  const to = Math.max(centre(client, geometry), centre(server, geometry));
  const teeth = Math.max(2, Math.round((to - from) / 12));
  const step = (to - from) / teeth;
  const zigzag = (y: number): string =>
    Array.from({ length: teeth + 1 }, (_, i) => `${from + i * step} ${y + (i % 2 === 0 ? 0 : 5)}`).join(' L');
  const back = zigzag(24).split(' L').reverse().join(' L');
  return s('path', { class: 'tear', d: `M${zigzag(9)} L${back}z` });
}

/** The cells of a hole, of another notice or of a finding about no command. */
export function extraCells(model: Model, lanes: Lanes, geometry: Geometry, extra: Extra): HTMLElement[] {
  const record = extra.type === 'notice' ? extra.notice : extra.finding;
  const isHole = extra.type === 'notice' && isGap(extra.notice);
  const drawing = s(
    'svg',
    { class: 'lane-art', width: geometry.width, height: LADDER_ROW, 'aria-hidden': 'true' },
    ...lifelines(lanes.lanes.length, geometry),
    isHole ? tear(record.session ?? 0, lanes, geometry) : null,
  );
  return [
    h(
      'span',
      { class: 'time' },
      '',
      h('small', {}, record.frame === null ? '' : `#${frameName(model, record.frame, record.capture)}`),
    ),
    h('span', { class: 'art' }, drawing),
    h('span', { class: 'says' }, extraName(extra), shown(record.message, 'summary')),
    h('span', { class: 'aside' }),
  ];
}

/** Code of a notice, or severity and id of a finding. */
export function extraName(extra: Extra): HTMLElement {
  if (extra.type === 'notice') return h('span', { class: 'notice-code' }, extra.notice.code);
  const { severity, id } = extra.finding;
  return h('span', { class: `mark ${severity}` }, h('b', {}, SEVERITY_LETTERS[severity]), h('span', {}, id));
}
