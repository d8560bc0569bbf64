/** Direct connections between clients, on any port: what a taker of files tells the flow table about them. */
import type { Endpoint, Flow } from './flow.ts';
import type { StreamHandler } from './handler.ts';

export interface Transfers {
  /** Whether this end was announced as listening for a file. Asked at frames of flows that are not followed yet. */
  isAnnounced(end: Endpoint): boolean;
  /**
   * Handler of a flow that is announced, or whose first bytes are those of a transfer: `VER MSNFTP`, or length 4 and
   * `foo` NUL. Such a flow is no session: its id is 0.
   */
  handlerFor(flow: Flow): StreamHandler;
}
