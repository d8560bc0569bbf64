/**
 * MSNP over HTTP: finds the sessions in the requests and answers of all connections to gateways. A session is named
 * by the part of its SessionID before the first dot, for one client address.
 */
import { GATEWAY_LIMIT_NANOS, MAX_GATEWAY_SESSIONS } from '../base/limits.ts';
import type { TcpNotice } from '../tcp/flow-notices.ts';
import type { Endpoint, Flow } from '../tcp/flow.ts';
import type { StreamHandler } from '../tcp/handler.ts';
import { GatewayConnection } from './gateway-connection.ts';
import type { GatewayHandlerFactory } from './gateway-event.ts';
import { keyOf } from './gateway-head.ts';
import { GatewaySession } from './gateway-session.ts';

/** Told that a connection carries something of a session. */
export type CarrierListener = (session: number, carrier: Flow) => void;

export class Gateway {
  readonly #nextId: () => number;
  readonly #makeHandler: GatewayHandlerFactory;
  readonly #onNotice: TcpNotice;
  /** Hears of each message which connection carries it; undefined when nobody wants to know. */
  readonly onCarried: CarrierListener | undefined;
  /** By client and key, in order of last use; closed ones stay, to tell what comes for them. */
  readonly #sessions = new Map<string, GatewaySession>();
  /** Opened, and not named by an answer yet. */
  readonly #nameless = new Set<GatewaySession>();
  #isLimitTold = false;

  constructor(
    nextId: () => number,
    makeHandler: GatewayHandlerFactory,
    onNotice: TcpNotice,
    onCarried?: CarrierListener,
  ) {
    this.onCarried = onCarried;
    this.#nextId = nextId;
    this.#makeHandler = makeHandler;
    this.#onNotice = onNotice;
  }

  /** Handler of a connection to a gateway; the first session that begins on it takes the `reserved` number, if any. */
  readonly handlerFor = (flow: Flow, reserved: number): StreamHandler =>
    new GatewayConnection(this, flow, reserved, this.#onNotice);

  /** A session begins, by its opening request or in mid-stream; `reserved` is its number when it is not 0. */
  begin(
    carrier: Flow,
    reserved: number,
    role: 'NS' | 'SB' | undefined,
    isMidStream: boolean,
    frame: number,
    time: number,
  ): GatewaySession {
    const id = reserved === 0 ? this.#nextId() : reserved;
    const session = new GatewaySession(id, carrier, role, isMidStream, frame, time, this.#makeHandler);
    this.#nameless.add(session);
    this.#makeRoom(time, frame);
    return session;
  }

  find(carrier: Flow, sessionId: string): GatewaySession | undefined {
    if (sessionId === '') return undefined;
    const name = nameOf(carrier.client, sessionId);
    const session = this.#sessions.get(name);
    if (session === undefined) return undefined;
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    return session;
  }

  /** Gives a session the name that a request or an answer has for it. */
  name(carrier: Flow, session: GatewaySession, sessionId: string): void {
    const name = nameOf(carrier.client, sessionId);
    if (sessionId === '' || session.key === name) return;
    const before = this.#sessions.get(name);
    if (before !== undefined && before !== session) before.close('timeout');
    if (session.key !== '' && this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
    this.#nameless.delete(session);
    session.key = name;
    this.#sessions.set(name, session);
  }

  /** The sessions that are open at the end of the capture, each with how it ends. */
  end(captureTime: number): readonly { readonly id: number; close(): void }[] {
    const open = [...this.#nameless, ...this.#sessions.values()].filter((session) => !session.isClosed);
    return open.map((session) => ({
      id: session.id,
      close: () => {
        const isOver = captureTime - session.lastTime > GATEWAY_LIMIT_NANOS;
        session.close(isOver ? 'timeout' : 'capture-end');
      },
    }));
  }

  /** The oldest session has to go when there are too many. */
  #makeRoom(time: number, frame: number): void {
    if (this.#sessions.size + this.#nameless.size <= MAX_GATEWAY_SESSIONS) return;
    const [oldest] = this.#sessions.size > 0 ? this.#sessions.values() : this.#nameless.values();
    if (oldest === undefined) return;
    this.#sessions.delete(oldest.key);
    this.#nameless.delete(oldest);
    const isLost = !oldest.isClosed && time - oldest.lastTime <= GATEWAY_LIMIT_NANOS;
    oldest.close('timeout');
    if (!isLost || this.#isLimitTold) return;
    this.#isLimitTold = true;
    const message = `more than ${MAX_GATEWAY_SESSIONS} gateway sessions at one time: the oldest are given up`;
    this.#onNotice('flow-limit', message, frame, oldest.id, { limit: MAX_GATEWAY_SESSIONS });
  }
}

function nameOf(client: Endpoint, sessionId: string): string {
  return `${client.a0},${client.a1},${client.a2},${client.a3} ${keyOf(sessionId)}`;
}
