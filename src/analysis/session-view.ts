/** What is known of one session, for the reports: grows with the session, complete at its end. */
import { captureOf } from '../base/frame-id.ts';
import type { Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER } from '../tcp/handler.ts';
import { Latencies, type LatencySummary } from './latency.ts';
import { Endpoints } from './endpoints.ts';
import { Party } from './party.ts';
import type {
  ChallengeView,
  CommandInfo,
  EndpointView,
  Participant,
  SessionView,
  TransactionState,
} from './sink.ts';
import type { Switchboard } from './switchboard.ts';
import { Knowledge } from './version.ts';

const NO_CHALLENGES: readonly ChallengeView[] = [];
const NO_PARTICIPANTS: readonly Participant[] = [];
const NO_ENDPOINTS: readonly EndpointView[] = [];

export class SessionRecord implements SessionView {
  readonly flow: Flow;
  readonly capture: number;
  readonly knowledge = new Knowledge();
  roleSettled = false;
  /** The role was taken from a line of which nobody knows that it is the first. */
  isRoleGuessed = false;
  readonly party: Party;
  /** Of a switchboard. */
  board: Switchboard | undefined = undefined;
  /** Of the own account, once one shows. */
  ownEndpoints: Endpoints | undefined = undefined;
  challenges: readonly ChallengeView[] = NO_CHALLENGES;
  endReason: EndReason | null = null;
  clientCommands = 0;
  serverCommands = 0;
  readonly transactions: Record<TransactionState, number> = {
    answered: 0,
    error: 0,
    'no-reply-expected': 0,
    unanswered: 0,
    unknown: 0,
  };
  readonly latencies = new Latencies();
  invitedBy: number | null = null;

  constructor(flow: Flow) {
    this.flow = flow;
    this.capture = captureOf(flow.firstFrame);
    this.party = new Party(flow.id, this.knowledge);
  }

  get account(): string | null {
    return this.party.account;
  }

  set account(account: string | null) {
    this.party.account = account;
  }

  get friendlyName(): string | null {
    return this.party.friendlyName;
  }

  set friendlyName(name: string | null) {
    this.party.friendlyName = name;
  }

  get conversation(): number {
    return this.party.conversation;
  }

  /** An endpoint of the own account shows, `{guid}`. */
  noteEndpoint(id: string): void {
    this.ownEndpoints ??= new Endpoints();
    this.ownEndpoints.note(id);
  }

  /** A document about the own account may tell of its endpoints. */
  readEndpoints(xml: string): void {
    this.ownEndpoints ??= new Endpoints();
    this.ownEndpoints.read(xml);
  }

  get participants(): readonly Participant[] {
    return this.board?.stays ?? NO_PARTICIPANTS;
  }

  get endpoints(): readonly EndpointView[] {
    return this.ownEndpoints?.all ?? NO_ENDPOINTS;
  }

  get commands(): SessionView['commands'] {
    return [this.clientCommands, this.serverCommands];
  }

  get id(): number {
    return this.flow.id;
  }

  get role(): SessionView['role'] {
    return this.knowledge.role ?? 'unknown';
  }

  get version(): string | null {
    return this.knowledge.text;
  }

  get versionSource(): SessionView['versionSource'] {
    return this.knowledge.source;
  }

  get oneSided(): boolean {
    return !this.flow.stats[CLIENT].seen || !this.flow.stats[SERVER].seen;
  }

  latencySummary(): LatencySummary | null {
    return this.latencies.summary();
  }
}

/** What is told of a command beside it; filled anew for each. */
export interface Info extends CommandInfo {
  session: SessionRecord;
  id: number;
  answers: number;
  latency: number;
  answersVerb: string;
}

/** A friendly name as people read it; one that is not well encoded stays as it is. */
export function decodeName(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
