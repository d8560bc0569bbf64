/** Notices of one flow, so many of a code and no more: a broken flow must not fill the report. */
import { MAX_NOTICES_PER_FLOW } from '../base/limits.ts';
import type { Details, NoticeCode } from '../base/notice.ts';

/** Takes a notice of this stage; `session` is the flow's id, 0 when it is about no flow. */
export type TcpNotice = (
  code: NoticeCode,
  message: string,
  frame: number,
  session: number,
  details: Details,
) => void;

export class FlowNotices {
  readonly #session: number;
  readonly #onNotice: TcpNotice;
  readonly #counts = new Map<NoticeCode, number>();

  constructor(session: number, onNotice: TcpNotice) {
    this.#session = session;
    this.#onNotice = onNotice;
  }

  add(code: NoticeCode, message: string, frame: number, details: Details): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    if (count > MAX_NOTICES_PER_FLOW) return;
    this.#counts.set(code, count);
    this.#onNotice(code, message, frame, this.#session, details);
  }
}
