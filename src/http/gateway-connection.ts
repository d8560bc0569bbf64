/**
 * One TCP connection to a gateway: pairs its requests with their answers, and hands the bodies to the sessions that
 * they belong to. Behind a hole requests or answers may be missing; then the SessionID of an answer says which it is.
 */
import { compareFrames } from '../base/frame-id.ts';
import { MAX_HTTP_PIPELINE, MAX_SESSIONS_PER_CARRIER } from '../base/limits.ts';
import { FlowNotices, type TcpNotice } from '../tcp/flow-notices.ts';
import type { Endpoint, Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER, type Side, type StreamHandler } from '../tcp/handler.ts';
import { BodyReader } from './body-reader.ts';
import type { Gateway } from './gateway.ts';
import { GATEWAY, type GatewayContext } from './gateway-event.ts';
import { type GatewayRequest, readAnswer, readRequest } from './gateway-head.ts';
import type { Exchange, GatewaySession } from './gateway-session.ts';
import type { Head } from './head.ts';
import { type MessageListener, MessageParser } from './message-parser.ts';

/** The message of one direction that is being read. */
interface Current {
  readonly session: GatewaySession | undefined;
  readonly exchange: Exchange | undefined;
  readonly status: number;
  /** The answer says that the session ends with it. */
  readonly isLast: boolean;
  readonly body: BodyReader;
}

const OK = 200;
const FIRST_ERROR = 400;
const FIRST_FINAL = 200;

export class GatewayConnection implements StreamHandler {
  readonly #gateway: Gateway;
  readonly #flow: Flow;
  readonly #onNotice: TcpNotice;
  #reserved: number;
  readonly #parsers: readonly [MessageParser, MessageParser];
  readonly #current: [Current | undefined, Current | undefined] = [undefined, undefined];
  /** Requests without an answer, in order. */
  #exchanges: Exchange[] = [];
  /** Sessions carried, the latest last. */
  readonly #carried = new Set<GatewaySession>();
  /** Requests or answers may be missing: an answer need not be that of the oldest request. */
  #isDoubtful = false;

  constructor(gateway: Gateway, flow: Flow, reserved: number, onNotice: TcpNotice) {
    this.#gateway = gateway;
    this.#flow = flow;
    this.#reserved = reserved;
    this.#onNotice = onNotice;
    this.#parsers = [
      new MessageParser(true, this.#listener(CLIENT)),
      new MessageParser(false, this.#listener(SERVER)),
    ];
  }

  // The connection ------------------------------------------------------------------------------------------------

  data(side: Side, bytes: Buffer, start: number, end: number, frame: number, time: number): void {
    this.#parsers[side].push(bytes, start, end, frame, time);
  }

  gap(side: Side, length: number, frame: number, time: number): void {
    this.#parsers[side].gap(length, frame, time);
  }

  fin(side: Side, frame: number, time: number): void {
    this.#parsers[side].end(true, frame, time);
  }

  reset(side: Side, frame: number, time: number): void {
    this.#parsers[side].end(false, frame, time);
  }

  close(_reason: EndReason, frame: number, time: number): void {
    for (const parser of this.#parsers) parser.end(false, frame, time);
    for (const exchange of this.#exchanges) forget(exchange);
    this.#exchanges = [];
  }

  #listener(side: Side): MessageListener {
    return {
      head: (head, frame, time) =>
        side === CLIENT ? this.#request(head, frame, time) : this.#answer(head, frame, time),
      body: (bytes, start, end, frame, time) => {
        this.#current[side]?.body.data(bytes, start, end, frame, time);
      },
      bodyGap: (length, frame, time) => {
        this.#current[side]?.body.gap(length, frame, time);
      },
      end: (isWhole, frame, time) => {
        this.#end(side, isWhole, frame, time);
      },
      misfit: (frame, time) => {
        const last = this.#current[side] ?? this.#last[side];
        if (last === undefined) return;
        last.body.isMisfit = true;
        this.#tell(last, side, GATEWAY.lengthWrong, frame, time);
      },
      lost: (frame, time) => {
        this.#lost();
        for (const session of this.#carried) session.gap(side, -1, frame, time);
      },
    };
  }

  /** Whole messages may be missing: the answers that are due, or to requests that nobody saw. */
  #lost(): void {
    this.#isDoubtful = true;
    for (const exchange of this.#exchanges) {
      exchange.isStale = true;
      forget(exchange);
    }
  }

  /** The message before, of each direction. */
  readonly #last: [Current | undefined, Current | undefined] = [undefined, undefined];

  // Requests ------------------------------------------------------------------------------------------------------

  #request(head: Head, frame: number, time: number): boolean {
    const request = readRequest(head);
    const before = request === undefined ? undefined : this.#sessionBefore(request);
    const session = request === undefined ? undefined : (before ?? this.#newSession(request, frame, time));
    const isUnknown = request !== undefined && request.kind !== 'open' && before === undefined;
    const exchange: Exchange = {
      session,
      kind: request?.kind ?? 'send',
      isHead: head.method === 'HEAD',
      isUnknown,
      isLate: session?.isEnding === true,
      frame,
      time,
      isStale: false,
      overlap: undefined,
    };
    this.#exchanges.push(exchange);
    if (this.#exchanges.length > MAX_HTTP_PIPELINE) {
      this.#isDoubtful = true;
      const oldest = this.#exchanges.shift();
      if (oldest !== undefined) forget(oldest);
    }
    this.#current[CLIENT] = {
      session,
      exchange,
      status: 0,
      isLast: false,
      body: new BodyReader(CLIENT, session, head.fields.get('content-encoding'), this.#bodyLost),
    };
    if (session !== undefined && request !== undefined) this.#sent(session, exchange, request);
    return true;
  }

  #sessionBefore(request: GatewayRequest): GatewaySession | undefined {
    if (request.kind === 'open') return undefined;
    const named = this.#gateway.find(this.#flow, request.sessionId);
    if (named !== undefined || request.sessionId !== '') return named;
    // A request that names no session goes on with that of the connection.
    return [...this.#carried].at(-1);
  }

  #newSession(request: GatewayRequest, frame: number, time: number): GatewaySession {
    const isMidStream = request.kind !== 'open';
    const session = this.#begin(request.role, isMidStream, frame, time);
    if (isMidStream) this.#gateway.name(this.#flow, session, request.sessionId);
    return session;
  }

  #begin(role: 'NS' | 'SB' | undefined, isMidStream: boolean, frame: number, time: number): GatewaySession {
    const session = this.#gateway.begin(this.#flow, this.#reserved, role, isMidStream, frame, time);
    this.#reserved = 0;
    return session;
  }

  #sent(session: GatewaySession, exchange: Exchange, request: GatewayRequest): void {
    const { frame, time, kind } = exchange;
    this.#carry(session);
    session.touch(frame, time);
    session.stats[CLIENT].seen = true;
    for (const earlier of session.open) earlier.overlap ??= { frame, time, kind };
    session.open.add(exchange);
    if (session.isHostTold || !isOtherHost(session.nextHost, request, this.#flow.server)) return;
    session.isHostTold = true;
    const context = {
      client: true,
      kind,
      status: 0,
      length: 0,
      host: request.host,
      expected: session.nextHost,
    };
    session.tell(GATEWAY.otherHost, context, frame, time);
  }

  #carry(session: GatewaySession): void {
    session.carriedBy(this.#flow);
    this.#gateway.onCarried?.(session.id, this.#flow);
    this.#carried.delete(session);
    this.#carried.add(session);
    if (this.#carried.size <= MAX_SESSIONS_PER_CARRIER) return;
    const [oldest] = this.#carried;
    if (oldest !== undefined) this.#carried.delete(oldest);
  }

  // Answers -------------------------------------------------------------------------------------------------------

  #answer(head: Head, frame: number, time: number): boolean {
    // `100 Continue` and its like come before the answer.
    if (head.status < FIRST_FINAL) return false;
    const answer = readAnswer(head);
    const named = answer === undefined ? undefined : this.#gateway.find(this.#flow, answer.sessionId);
    const exchange = this.#exchangeOf(named, answer?.sessionId ?? '');
    if (exchange !== undefined) forget(exchange);
    const opened = exchange?.kind === 'open' && exchange.session?.key === '' ? exchange.session : undefined;
    const session =
      opened ?? named ?? exchange?.session ?? this.#unseen(answer?.sessionId ?? '', frame, time);
    const { status } = head;
    const current: Current = {
      session,
      exchange,
      status,
      isLast: answer?.isLast === true,
      body: new BodyReader(SERVER, session, head.fields.get('content-encoding'), this.#bodyLost),
    };
    this.#current[SERVER] = current;
    if (session !== undefined) {
      this.#carry(session);
      session.touch(frame, time);
      session.stats[SERVER].seen = true;
      if (answer !== undefined) this.#gateway.name(this.#flow, session, answer.sessionId);
      if (answer !== undefined && answer.host !== '') session.nextHost = answer.host;
      this.#judge(current, answer !== undefined, frame, time);
    }
    return exchange?.isHead !== true;
  }

  /** The request that an answer answers: the oldest, unless something is missing that could have come before. */
  #exchangeOf(named: GatewaySession | undefined, sessionId: string): Exchange | undefined {
    if (!this.#isDoubtful) return this.#exchanges.shift();
    const isMine = ({ session, kind }: Exchange): boolean =>
      named === undefined ? kind === 'open' && session?.key === '' && sessionId !== '' : session === named;
    const fresh = this.#exchanges.findIndex((exchange) => !exchange.isStale && isMine(exchange));
    const at = fresh >= 0 ? fresh : this.#exchanges.findLastIndex(isMine);
    if (at < 0) return undefined;
    const [exchange, ...skipped] = this.#exchanges.splice(0, at + 1).reverse();
    for (const earlier of skipped) forget(earlier);
    return exchange;
  }

  /** A session whose requests are all missing. */
  #unseen(sessionId: string, frame: number, time: number): GatewaySession | undefined {
    if (sessionId === '' || !this.#isDoubtful) return undefined;
    const session = this.#begin(undefined, true, frame, time);
    this.#gateway.name(this.#flow, session, sessionId);
    return session;
  }

  #judge(current: Current, hasHeader: boolean, frame: number, time: number): void {
    const { exchange, status } = current;
    if (exchange === undefined) return;
    const { isStale, overlap } = exchange;
    if (!isStale && overlap !== undefined && compareFrames(overlap, { frame, time }) < 0) {
      this.#tell(current, CLIENT, GATEWAY.requestOverlap, overlap.frame, overlap.time);
    }
    if (status >= FIRST_ERROR) {
      const fact = exchange.isUnknown ? GATEWAY.sessionUnknown : GATEWAY.errorStatus;
      this.#tell(current, SERVER, fact, frame, time);
    } else if (status === OK && !hasHeader) this.#tell(current, SERVER, GATEWAY.headerMissing, frame, time);
  }

  // Ends of messages ----------------------------------------------------------------------------------------------

  #end(side: Side, isWhole: boolean, frame: number, time: number): void {
    const current = this.#current[side];
    this.#current[side] = undefined;
    if (current === undefined) return;
    this.#last[side] = current;
    current.body.end(isWhole, frame, time);
    const { session, exchange } = current;
    if (session === undefined) return;
    session.touch(frame, time);
    if (session.isEnding) this.#afterEnd(current, side, frame, time);
    else if (side === CLIENT && isWhole) this.#judgeBody(current, frame, time);
    if (side === SERVER && current.isLast) session.finish(frame, time);
    if (side === SERVER && exchange !== undefined) session.closeWhenAnswered();
  }

  #judgeBody(current: Current, frame: number, time: number): void {
    const { length } = current.body;
    const kind = current.exchange?.kind;
    if (kind === 'poll' && length > 0) this.#tell(current, CLIENT, GATEWAY.pollWithBody, frame, time);
    if (kind === 'send' && length === 0 && !current.body.isMisfit)
      this.#tell(current, CLIENT, GATEWAY.sendEmpty, frame, time);
  }

  /** A message of a session that the server had closed; requests that were under way then are no fault. */
  #afterEnd(current: Current, side: Side, frame: number, time: number): void {
    if (side === CLIENT && current.exchange?.isLate !== true) return;
    if (current.body.length > 0) this.#tell(current, side, GATEWAY.bodyAfterClose, frame, time);
    else if (side === CLIENT) this.#tell(current, CLIENT, GATEWAY.sessionUnknown, frame, time);
  }

  #tell(current: Current, side: Side, fact: number, frame: number, time: number): void {
    const { session, exchange, status, body } = current;
    if (session === undefined) return;
    const context: GatewayContext = {
      client: side === CLIENT,
      kind: exchange?.kind ?? 'send',
      status,
      length: body.length,
      host: '',
      expected: '',
    };
    session.tell(fact, context, frame, time);
  }

  /** A compressed body could not be read, or was too large. */
  readonly #bodyLost = (session: GatewaySession, side: Side, reason: string, frame: number): void => {
    const from = side === CLIENT ? 'client' : 'server';
    const message = `a compressed body of the ${from} could not be read: ${reason}`;
    session.notices ??= new FlowNotices(session.id, this.#onNotice);
    session.notices.add('http-body-unreadable', message, frame, { side: from, reason });
  };
}

/** Nobody waits for its answer any more. */
function forget(exchange: Exchange): void {
  exchange.session?.open.delete(exchange);
}

const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Whether a request goes to another host than the gateway named. A name and an address cannot be compared. */
function isOtherHost(expected: string, request: GatewayRequest, server: Endpoint): boolean {
  if (expected === '' || request.host === expected) return false;
  if (DOTTED.test(request.host) === DOTTED.test(expected)) return request.host !== '';
  // Through a proxy the connection's own address says nothing.
  return (
    DOTTED.test(expected) && !request.isAbsolute && server.ipVersion === 4 && dotted(server.a3) !== expected
  );
}

function dotted(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
