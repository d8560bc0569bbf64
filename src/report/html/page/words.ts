/** How commands, sessions and states are called on the page. */
import { durationText } from '../../../report/units.ts';
import { BIT, type PageFinding, type PageNotice, type PageSession } from '../page-data.ts';
import type { Model } from './model.ts';

export const SEVERITY_WORDS: Readonly<Record<PageFinding['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  note: 'Note',
};
export const SEVERITY_LETTERS: Readonly<Record<PageFinding['severity'], string>> = {
  error: 'E',
  warning: 'W',
  note: 'N',
};

/** `12.345`, seconds since the first frame. */
export function secondsText(model: Model, ticks: number): string {
  return model.seconds(ticks).toFixed(3);
}

export const millisText = (millis: number): string => durationText(millis * 1e6);

/** Words of a line behind the verb and the TrID. */
export function argumentsOf(model: Model, command: number): string[] {
  const words = (model.line[command] ?? '').split(/[ \t]+/).filter((word) => word !== '');
  return words.slice(((model.bits[command] ?? 0) & BIT.trid) === 0 ? 1 : 2);
}

export const argumentsText = (model: Model, command: number): string => argumentsOf(model, command).join(' ');

export function framesText(model: Model, command: number): string {
  const first = model.frame[command] ?? 0;
  const more = model.frames[command] ?? 0;
  if (more < 0) return `frame ${first}, and ${first + more} of the next capture`;
  return more === 0 ? `frame ${first}` : `frames ${first}–${first + more}`;
}

/** For Wireshark and tshark: the frames of the command. */
export function frameFilter(model: Model, command: number): string {
  const first = model.frame[command] ?? 0;
  const more = model.frames[command] ?? 0;
  return more <= 0
    ? `frame.number == ${first}`
    : `frame.number >= ${first} && frame.number <= ${first + more}`;
}

/** `NS 2`. */
export const sessionName = ({ role, id }: PageSession): string => `${role === 'unknown' ? '??' : role} ${id}`;

/** Name of an error code, '' when it is none or nobody knows. */
export function errorName(model: Model, command: number): string {
  return model.kindOf(command) === 'error' ? (model.meta.errors[model.verb[command] ?? '']?.name ?? '') : '';
}

export const isGap = ({ code }: PageNotice): boolean => code === 'gap';

/** What screen readers hear of a row. */
export function spokenCommand(model: Model, command: number): string {
  const session = model.session[command] ?? 0;
  const latency = model.latency[command] ?? -1;
  const request = model.requestOf(command);
  const parts = [
    `${secondsText(model, model.time[command] ?? 0)} seconds`,
    `session ${session}`,
    model.isServer(command) ? 'from server' : 'from client',
    model.line[command] ?? '',
    model.summary[command] ?? '',
    errorName(model, command),
    request === undefined ? '' : `answers ${model.nameOf(request)}`,
    latency < 0 ? '' : `after ${millisText(latency)}`,
    stateText(model, command),
    ...model.findingsOf(command).map(({ severity, id }) => `${severity} ${id}`),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What is worth saying of a request's end: nothing of one that was answered, or needs no answer. */
export function stateText(model: Model, command: number): string {
  const state = model.stateOf(command);
  if (state === 'unanswered') return 'no answer';
  return state === 'unknown' ? 'answer not captured' : '';
}
