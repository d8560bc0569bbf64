/** How a client enters a switchboard: with which cookie, and whether somebody has handed that out. */
import type { Afterwards } from './afterwards.ts';
import { type Client, cookieToken, type Invitation, type InvitationListener } from './clients.ts';
import { STATE } from './facts.ts';
import type { Outlet } from './outlet.ts';
import type { Uses } from './reuse.ts';
import type { StateTeller } from './state-teller.ts';

export class Entry {
  readonly #session: number;
  readonly #client: Client;
  readonly #uses: Uses;
  readonly #afterwards: Afterwards;
  readonly #outlet: Outlet;
  readonly #teller: StateTeller;
  #cookie = '';
  /** Token that this session waits for. */
  #awaited: string | undefined = undefined;

  constructor(
    session: number,
    client: Client,
    shared: { readonly uses: Uses; readonly afterwards: Afterwards },
    outlet: Outlet,
    teller: StateTeller,
  ) {
    this.#session = session;
    this.#client = client;
    this.#uses = shared.uses;
    this.#afterwards = shared.afterwards;
    this.#outlet = outlet;
    this.#teller = teller;
  }

  /** Whether the line with the cookie was seen. */
  get isSeen(): boolean {
    return this.#cookie !== '';
  }

  /** A line, `verb`, has the cookie: the invitation that it came with, if one is known. */
  use(cookie: string, verb: string): Invitation | undefined {
    this.#cookie = cookie;
    this.#uses.use({ kind: 'cookie', key: cookie, verb, what: 'cookie', place: this.#outlet.here() });
    return this.#client.invitation(cookieToken(cookie));
  }

  /** Nobody has handed out the cookie yet: its line may have been captured late. */
  await(cookie: string, account: string, verb: string, listener: InvitationListener): void {
    this.#awaited = cookieToken(cookie);
    const place = this.#outlet.here();
    this.#client.await(this.#awaited, (invitation) => {
      this.#awaited = undefined;
      listener(invitation);
    });
    const user = account.toLowerCase();
    if (!this.#client.knowsInvitations(user)) return;
    this.#afterwards.add(this.#session, () => {
      if (this.#awaited === undefined || !this.#client.knowsInvitations(user)) return;
      this.#teller.tellAt(place, STATE.uninvited, verb, '', -1);
    });
  }

  /** Whether the session that handed out the cookie may still show. */
  get isAwaiting(): boolean {
    return this.#awaited !== undefined;
  }

  /** The login came to nothing, or was cut off: the client may try again with the same cookie. */
  release(): void {
    if (this.#cookie !== '') this.#uses.release(this.#cookie, this.#session);
  }

  /** Waits for nobody any more. */
  leave(): void {
    if (this.#awaited !== undefined) this.#client.forget(this.#awaited);
  }
}
