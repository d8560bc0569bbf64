/**
 * How one session belongs to others: what it hands out, and what it came of. Sessions of one user are joined by
 * cookies (XFR SB, RNG) and by the addresses to which dispatch servers send (XFR NS).
 */
import { type Client, type Invitation, namedServerToken, serverToken } from './clients.ts';
import type { Conduct } from './conduct.ts';
import type { Party } from './party.ts';
import type { SessionRecord } from './session-view.ts';

export class Kinship {
  readonly #record: SessionRecord;
  readonly #client: Client;
  readonly #conduct: Conduct;

  constructor(record: SessionRecord, client: Client, conduct: Conduct) {
    this.#record = record;
    this.#client = client;
    this.#conduct = conduct;
  }

  /** The session hands out a cookie or the address of a server. */
  invite(token: string): Invitation {
    return this.#client.invite(token, this.#record.party);
  }

  /** The client enters a switchboard with a cookie; `alone`: one of its own. `verb`: of the line. */
  enter(account: string, cookie: string | undefined, alone: boolean, verb: string): void {
    const invitation = this.#conduct.enter(account, cookie, alone, verb);
    if (invitation !== undefined) this.#follow(invitation);
    else if (cookie !== undefined) this.#conduct.entry.await(cookie, account, verb, this.#follow);
  }

  /** The session comes of an invitation: it is the same user's, and speaks the same version. */
  readonly #follow = (invitation: Invitation): void => {
    const { party, account, knowledge } = this.#record;
    invitation.uses++;
    this.#belongTo(invitation.from);
    knowledge.inherit(invitation.from.knowledge);
    invitation.from.account ??= account;
    party.friendlyName ??= invitation.from.friendlyName;
  };

  /** The client logs in here as the dispatch server told it to, if it did. */
  followTransfer(account: string): void {
    const { server } = this.#record.flow;
    const client = this.#client;
    const invitation =
      client.takeInvitation(serverToken(server, account)) ??
      client.takeInvitation(namedServerToken(server.port, account));
    if (invitation !== undefined) this.#belongTo(invitation.from);
  }

  #belongTo(party: Party): void {
    if (party.session === this.#record.id) return;
    this.#record.invitedBy = party.session;
    this.#record.party.join(party);
  }
}
