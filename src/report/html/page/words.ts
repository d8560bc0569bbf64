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

/** `59`, or `2:59` when there are several captures. */
export function frameName(model: Model, frame: number, capture: number | null | undefined): string {
  return model.meta.captures.length > 1 && capture != null ? `${capture}:${frame}` : String(frame);
}

/** `frameName` of the command's first frame. */
export const firstFrameName = (model: Model, command: number): string =>
  frameName(model, model.frame[command] ?? 0, model.capture[command]);

/** Frames of a command that lie in one capture. */
interface Place {
  /** Place among the page's captures. */
  readonly capture: number;
  readonly first: number;
  readonly last: number;
}

/** Where a command is: in one capture, or from the first frame in one to the last frame in another. */
export function placesOf(model: Model, command: number): readonly Place[] {
  const first = model.frame[command] ?? 0;
  const last = first + (model.frames[command] ?? 0);
  const capture = model.capture[command] ?? 1;
  const lastCapture = model.lastCapture[command] ?? capture;
  if (capture === lastCapture) return [{ capture, first, last }];
  return [
    { capture, first, last: first },
    { capture: lastCapture, first: last, last },
  ];
}

export const framesText = ({ first, last }: Place): string =>
  first === last ? `frame ${first}` : `frames ${first}–${last}`;

/** For Wireshark and tshark: the frames of the command. */
export const frameFilter = ({ first, last }: Place): string =>
  first === last ? `frame.number == ${first}` : `frame.number >= ${first} && frame.number <= ${last}`;

/** Name of a capture's file, without its folder. */
export function captureName(model: Model, capture: number): string {
  const file = model.meta.captures.find(({ index }) => index === capture)?.file;
  return file === undefined ? `capture ${capture}` : file.replace(/^.*[\\/](?=[^\\/])/, '');
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
