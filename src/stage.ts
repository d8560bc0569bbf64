/** Where the flows of a capture are analysed: in this thread, or by several jobs (jobs/coordinator.ts). */
import { createAnalysis } from './analysis/analysis.ts';
import type { Notice } from './base/notice.ts';
import type { Clock } from './base/time.ts';
import type { GatewayHandlerFactory } from './http/gateway-event.ts';
import type { CaptureInfo, Report } from './scan.ts';
import type { HandlerFactory } from './tcp/handler.ts';

/** Takes everything in the order of the capture and hands it on to the report in that order. */
export interface Stage {
  readonly handlerFor: HandlerFactory;
  readonly gatewayHandlerFor: GatewayHandlerFactory;
  capture(info: CaptureInfo, clock: Clock): void;
  notice(notice: Notice): void;
  /** Tells the time of the capture's last frame, before the flows still open are closed. */
  captureTime(time: number): void;
  /** Whether `turn` should be called before more is told. */
  readonly isFull: boolean;
  /** To be called now and then; resolves when more can be taken. `isIdle`: no input is waiting. */
  turn(isIdle: boolean): Promise<void> | undefined;
  /** All flows are closed. */
  end(): Promise<void> | undefined;
  /** Commands, right at the end. */
  readonly commands: number;
}

/** `clock` is filled in by the time of the first frame. */
export type StageMaker = (report: Report, enabled: (id: string) => boolean, clock: Clock) => Stage;

/** All in this thread. */
export const ownStage: StageMaker = (report, enabled, clock) => {
  const analysis = createAnalysis({ sink: report, enabled, clock });
  return {
    handlerFor: analysis.handlerFor,
    gatewayHandlerFor: analysis.gatewayHandlerFor,
    capture: (info) => {
      report.capture(info, clock);
    },
    notice: (notice) => {
      report.notice(notice);
    },
    captureTime: (time) => {
      analysis.captureTime(time);
    },
    isFull: false,
    turn: (isIdle) => {
      if (isIdle) report.idle?.();
      return undefined;
    },
    end: () => {
      analysis.end();
      return undefined;
    },
    get commands() {
      return analysis.commands;
    },
  };
};
