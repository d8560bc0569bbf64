/** Sessions as redacted reports see them. */
import type { EndpointView, Participant, SessionView } from '../../analysis/sink.ts';
import type { Redactor } from './redactor.ts';

/** An answer may have blanks behind it. */
const ANSWER = /^[0-9a-f\s]{0,40}$/i;

type Personal = 'account' | 'friendlyName' | 'participants' | 'endpoints';

/** What of a session is nobody's name. */
type Rest = Omit<SessionView, Personal>;

/** A view of `session` that grows with it; names and accounts are replaced when they are asked for. */
export class RedactedSession implements SessionView {
  readonly #session: SessionView;
  readonly #redactor: Redactor;

  constructor(session: SessionView, redactor: Redactor) {
    this.#session = session;
    this.#redactor = redactor;
  }

  get account(): string | null {
    const { account } = this.#session;
    return account === null ? null : this.#redactor.address(account);
  }

  get friendlyName(): string | null {
    const { friendlyName } = this.#session;
    return friendlyName === null ? null : this.#redactor.name(friendlyName);
  }

  get participants(): readonly Participant[] {
    return this.#session.participants.map(({ account, joined, left }) => ({
      account: this.#redactor.address(account),
      joined,
      left,
    }));
  }

  get endpoints(): readonly EndpointView[] {
    return this.#session.endpoints.map(({ id, name, capabilities }) => ({
      id,
      name: name === null ? null : this.#redactor.name(name),
      capabilities,
    }));
  }

  get id(): Rest['id'] {
    return this.#session.id;
  }
  get flow(): Rest['flow'] {
    return this.#session.flow;
  }
  get capture(): Rest['capture'] {
    return this.#session.capture;
  }
  get role(): Rest['role'] {
    return this.#session.role;
  }
  get roleSettled(): Rest['roleSettled'] {
    return this.#session.roleSettled;
  }
  get version(): Rest['version'] {
    return this.#session.version;
  }
  get versionSource(): Rest['versionSource'] {
    return this.#session.versionSource;
  }
  get oneSided(): Rest['oneSided'] {
    return this.#session.oneSided;
  }
  get endReason(): Rest['endReason'] {
    return this.#session.endReason;
  }
  get commands(): Rest['commands'] {
    return this.#session.commands;
  }
  get transactions(): Rest['transactions'] {
    return this.#session.transactions;
  }
  latencySummary(): ReturnType<Rest['latencySummary']> {
    return this.#session.latencySummary();
  }
  get invitedBy(): Rest['invitedBy'] {
    return this.#session.invitedBy;
  }
  get conversation(): Rest['conversation'] {
    return this.#session.conversation;
  }
  get challenges(): Rest['challenges'] {
    return this.#session.challenges.map(({ chl, qry, verdict }) => ({
      chl: this.#redactor.piece('keep', chl),
      qry: qry === null || ANSWER.test(qry) ? qry : this.#redactor.piece('keep', qry),
      verdict,
    }));
  }
}
