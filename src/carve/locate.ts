/** Finds where the connections of chosen sessions lie: the capture is followed as ever, and nothing is analysed. */
import { MAX_CARVED_CONNECTIONS } from '../base/limits.ts';
import type { CaptureInput } from '../capture/found.ts';
import type { GatewayHandler } from '../http/gateway-event.ts';
import { type Report, scan, type ScanOptions } from '../scan.ts';
import type { StageMaker } from '../stage.ts';
import type { Flow } from '../tcp/flow.ts';
import { NOBODY, type StreamHandler } from '../tcp/handler.ts';
import type { Stretch } from './stretch.ts';

export interface Located {
  readonly stretches: readonly Stretch[];
  /** Whether there were more connections than are kept. */
  readonly isFull: boolean;
}

/** `isChosen` is asked for session numbers; `options` have to be those that they were given with. */
export async function locate(
  inputs: readonly CaptureInput[],
  options: ScanOptions,
  isChosen: (session: number) => boolean,
  signal: AbortSignal,
): Promise<Located> {
  const stretches: Stretch[] = [];
  /** Connections that may go on. */
  const open = new Set<Flow>();
  let isFull = false;
  const keep = (session: number, flow: Flow): boolean => {
    if (!isChosen(session) || open.has(flow)) return false;
    isFull ||= stretches.length + open.size >= MAX_CARVED_CONNECTIONS;
    if (!isFull) open.add(flow);
    return !isFull;
  };
  const handlerFor = (flow: Flow): StreamHandler => {
    if (!keep(flow.id, flow)) return NOBODY;
    const close = (): void => {
      // Only what is needed of it: thousands of connections are not small.
      open.delete(flow);
      stretches.push(stretchOf(flow));
    };
    return { ...NOBODY, close };
  };
  const stageFor: StageMaker = () => ({
    handlerFor,
    gatewayHandlerFor: () => NOBODY_AT_GATEWAY,
    capture: nothing,
    notice: nothing,
    captureTime: nothing,
    isFull: false,
    turn: () => undefined,
    end: () => undefined,
    commands: 0,
  });
  await scan(
    inputs,
    { ...options, onCarried: (session, carrier) => void keep(session, carrier) },
    SILENT,
    signal,
    stageFor,
  );
  for (const flow of open) stretches.push(stretchOf(flow));
  return { stretches, isFull };
}

function stretchOf({ client, server, firstFrame, lastFrame }: Flow): Stretch {
  return { client, server, firstFrame, lastFrame };
}

function nothing(): void {
  // Whatever is to be said was said when the capture was analysed.
}

const NOBODY_AT_GATEWAY: GatewayHandler = { ...NOBODY, gateway: nothing };

const SILENT: Report = {
  capture: nothing,
  command: nothing,
  transaction: nothing,
  finding: nothing,
  notice: nothing,
  session: nothing,
  end: nothing,
};
