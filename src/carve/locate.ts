/** Finds where the connections of chosen sessions lie: the capture is followed as ever, and nothing is analysed. */
import { MAX_CARVED_CONNECTIONS } from '../base/limits.ts';
import type { CaptureInput } from '../capture/found.ts';
import type { GatewayHandler } from '../http/gateway-event.ts';
import { type Report, scan, type ScanOptions } from '../scan.ts';
import type { StageMaker } from '../stage.ts';
import type { Flow } from '../tcp/flow.ts';
import { NOBODY } from '../tcp/handler.ts';
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
  const flows = new Set<Flow>();
  let isFull = false;
  const keep = (session: number, flow: Flow): void => {
    if (!isChosen(session) || flows.has(flow)) return;
    if (flows.size < MAX_CARVED_CONNECTIONS) flows.add(flow);
    else isFull = true;
  };
  const stageFor: StageMaker = () => ({
    handlerFor: (flow) => {
      keep(flow.id, flow);
      return NOBODY;
    },
    gatewayHandlerFor: () => NOBODY_AT_GATEWAY,
    capture: nothing,
    notice: nothing,
    captureTime: nothing,
    isFull: false,
    turn: () => undefined,
    end: () => undefined,
    commands: 0,
  });
  await scan(inputs, { ...options, onCarried: keep }, SILENT, signal, stageFor);
  const stretches = [...flows].map(({ client, server, firstFrame, lastFrame }) => {
    return { client, server, firstFrame, lastFrame };
  });
  return { stretches, isFull };
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
