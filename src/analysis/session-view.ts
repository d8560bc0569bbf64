/** What is known of one session, for the reports: grows with the session, complete at its end. */
import type { Flow } from '../tcp/flow.ts';
import { CLIENT, type EndReason, SERVER } from '../tcp/handler.ts';
import { Latencies, type LatencySummary } from './latency.ts';
import type { CommandInfo, SessionView, TransactionState } from './sink.ts';
import { Knowledge } from './version.ts';

export class SessionRecord implements SessionView {
  readonly flow: Flow;
  readonly capture: number;
  readonly knowledge = new Knowledge();
  roleSettled = false;
  account: string | null = null;
  friendlyName: string | null = null;
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
  conversation: number;

  constructor(flow: Flow, capture: number) {
    this.flow = flow;
    this.capture = capture;
    this.conversation = flow.id;
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
