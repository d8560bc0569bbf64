/**
 * The state of one session and what it allows (anomalies.md E and F): login, dialects, lists, invitations, the
 * participants of a switchboard, silence, speed. reactions.ts tells it what lines say.
 */
import { FLOOD_COMMANDS, LOGIN_PHASE_NANOS, MAX_DIALECTS } from '../base/limits.ts';
import { type Command, LINE } from '../msnp/command.ts';
import { errorFor } from '../msnp/errors.ts';
import { lineText, word } from '../msnp/words.ts';
import { CLIENT, SERVER, type Side } from '../tcp/handler.ts';
import type { Afterwards } from './afterwards.ts';
import { Challenges } from './challenges.ts';
import { badTrid } from './client-trids.ts';
import type { Client, Invitation, Login } from './clients.ts';
import type { Credential } from './credentials.ts';
import type { Ending } from './ending.ts';
import { Entry } from './entry.ts';
import { SECURITY, STATE } from './facts.ts';
import type { Outlet } from './outlet.ts';
import { Rings } from './rings.ts';
import type { Uses } from './reuse.ts';
import type { SessionRecord } from './session-view.ts';
import { StateTeller } from './state-teller.ts';
import { BEFORE_LOGIN, ENTRY_COMMANDS, LOGIN_ERRORS, MAY_CLOSE, SPEED_ERRORS } from './strategies.ts';
import { Switchboard } from './switchboard.ts';
import { Tempo } from './tempo.ts';
import { hasRole, type Traits } from './traits.ts';

/** `asked`: a switchboard has the cookie and has not answered; commands may follow. After a hole nobody knows. */
export type LoginState = 'before' | 'asked' | 'in' | 'unknown';

const NUMBER = /^\d/;
/** A request of MSNP over HTTP (http-gateway.md). */
const GATEWAY = /^[A-Z]+ [^ ?]*\/gateway\/gateway\.dll\b/i;

function isForeign({ flags }: Command): boolean {
  return (flags & LINE.notMsnp) !== 0;
}

/** What sessions share. */
interface Common {
  readonly uses: Uses;
  readonly afterwards: Afterwards;
}

export class Conduct {
  login: LoginState = 'before';
  readonly teller: StateTeller;
  readonly entry: Entry;
  /** Made when the client enters, or when the first participant shows. */
  board: Switchboard | undefined = undefined;
  /** When something runs out; early at most. */
  deadline = Infinity;
  readonly #record: SessionRecord;
  readonly #client: Client;
  readonly #outlet: Outlet;
  readonly #ending: Ending;
  readonly #uses: Uses;
  readonly #afterwards: Afterwards;
  readonly #tempo = new Tempo();
  #isFloodTold = false;
  #loginTime = Infinity;
  #isRefused = false;
  /** Lines of the server may be missing. */
  #hasServerHole = false;
  #rings: Rings | undefined = undefined;
  #challenges: Challenges | undefined = undefined;
  /** Dialects that wait for the server's choice. */
  #offered: readonly string[] | undefined = undefined;
  /** The login that this session has made. */
  #made: Login | undefined = undefined;
  /** MD5 challenge of the server that waits for its answer. */
  #challenge = '';
  /** The lists were asked for (SYN), or confirmed (ADL). */
  #hasLists = false;
  #isStatusTold = false;
  #isForeignTold = false;

  constructor(record: SessionRecord, client: Client, outlet: Outlet, ending: Ending, shared: Common) {
    this.#record = record;
    this.#client = client;
    this.#outlet = outlet;
    this.#ending = ending;
    this.#uses = shared.uses;
    this.#afterwards = shared.afterwards;
    this.teller = new StateTeller(outlet, record.knowledge);
    this.entry = new Entry(record.id, client, shared, outlet, this.teller);
  }

  // Lines -------------------------------------------------------------------------------------------------------

  /** The fault of a client line that role, version, login or an end do not allow: one STATE bit at most. */
  faultOf(traits: Traits): number {
    const { role, judged } = this.#record.knowledge;
    if (this.#ending.clientOut) return STATE.afterOut;
    if (this.#ending.sentAway) return traits.row.verb === 'OUT' ? 0 : STATE.afterTransfer;
    if (role !== undefined && !hasRole(traits, role)) return STATE.wrongRole;
    if ((traits.versions & judged) === 0) return STATE.versionMismatch;
    if (role === undefined || this.login !== 'before') return 0;
    return BEFORE_LOGIN[role === 'SB' ? 'SB' : 'NS'].has(traits.row.verb) ? 0 : STATE.beforeLogin;
  }

  /** Tells of a fault where it is certain and does not follow from another one (G9). */
  tellFault(fault: number, command: Command): void {
    if (badTrid(command) !== 0 && (fault === STATE.beforeLogin || fault === STATE.versionMismatch)) return;
    if (fault === STATE.wrongRole && this.#record.isRoleGuessed) return;
    if (fault === STATE.beforeLogin && !this.#isServerSeen) return;
    // What crosses the move, or the refusal of the login, was sent in good faith.
    const isReaction = fault === STATE.afterTransfer || (fault === STATE.beforeLogin && this.#isRefused);
    if (isReaction && !this.#record.flow.hasClientHeard) return;
    this.teller.tell(fault, command);
  }

  /** A line of the server that does not belong here, or is none of this version. */
  judgeServerLine(traits: Traits, command: Command): void {
    const { role, judged } = this.#record.knowledge;
    if (role !== undefined && !hasRole(traits, role)) this.tellFault(STATE.wrongRole, command);
    else if ((traits.versions & judged) === 0) this.teller.tell(STATE.versionMismatch, command);
  }

  /** An unasked line of the server carries a number. */
  strayNumber(command: Command): void {
    if (this.#record.knowledge.sidesGuessed) return;
    this.teller.tell(STATE.strayTrid, command, String(word(command, 1)));
  }

  /** A line that is no command, of either side: another protocol, told once; MSNP over HTTP is none. */
  foreign(command: Command): void {
    if (this.#isForeignTold || !(isForeign(command) || this.#beginsForeign(command))) return;
    this.#isForeignTold = true;
    // Inside HTTP it is the wrong length of a body that shows.
    if (this.#record.flow.transport === 'http') return;
    if (!GATEWAY.test(lineText(command))) this.teller.tell(STATE.foreign, command);
  }

  /** The first line of a connection is no command and does not look like a damaged one. */
  #beginsForeign(command: Command): boolean {
    const { clientCommands, serverCommands, flow } = this.#record;
    if (clientCommands + serverCommands !== 1 || flow.startedMidStream) return false;
    const { flags } = command;
    return (
      (flags & LINE.codeMalformed) !== 0 &&
      (flags & LINE.afterHole) === 0 &&
      !NUMBER.test(word(command, 1) ?? '')
    );
  }

  /** Counts a client command, unless it is of those that come in numbers by nature. */
  count(traits: Traits, command: Command): void {
    // Over HTTP commands wait for each other and come in bundles.
    if (this.#isFloodTold || this.login === 'before' || this.#record.flow.transport === 'http') return;
    const time = command.lastTime;
    if (traits.isSetting && time - this.#loginTime <= LOGIN_PHASE_NANOS) return;
    if (this.#tempo.exceeds(time)) this.#flood('', FLOOD_COMMANDS);
  }

  /** The server refuses with an error that says so, or the client has sent too much. */
  #flood(code: string, count: number): void {
    if (this.#isFloodTold) return;
    this.#isFloodTold = true;
    this.#outlet.raise('security', SECURITY.flood, { verb: '', what: code, count, session: 0 });
  }

  get #isServerSeen(): boolean {
    return this.#record.flow.stats[SERVER].seen;
  }

  // Version and login ---------------------------------------------------------------------------------------------

  /** VER of the client. */
  offer(dialects: readonly string[]): void {
    this.#offered = dialects.length > MAX_DIALECTS ? undefined : dialects.map((word) => word.toUpperCase());
  }

  /** VER of the server in answer to it. */
  chosen(dialect: string, command: Command): void {
    const offered = this.#offered;
    this.#offered = undefined;
    if (dialect === '0') this.teller.tell(STATE.versionRefused, command);
    else if (offered?.includes(dialect.toUpperCase()) === false) {
      // The version is not what makes it wrong.
      this.teller.tell(STATE.versionMismatch, command, dialect);
    }
  }

  /** USR of the client with a login package on a notification or dispatch server. */
  logsIn(name: string, repeats: boolean, belongs: boolean, command: Command): void {
    if (!belongs) this.teller.tell(STATE.versionMismatch, command, name);
    else if (repeats && this.login === 'in') this.teller.tell(STATE.loginRepeated, command);
  }

  /** The server lets the client in. */
  loggedIn(account: string | null, time: number): void {
    this.login = 'in';
    this.#loginTime = time;
    const { role, flow } = this.#record;
    if (role === 'SB') {
      this.board?.entered();
      // The client's side of it is missing: which invitation it followed cannot be known.
      if (!this.entry.isSeen) this.#blind(time);
      return;
    }
    if (account === null) return;
    const isWhole = !flow.startedMidStream && !this.#hasServerHole;
    this.#made = this.#client.logIn(account.toLowerCase(), isWhole);
  }

  /** The server answers a command, `request`, with an error. */
  refused(error: Command, request: string): void {
    const { verb: code } = error;
    if (MAY_CLOSE.has(errorFor(code)?.fatal ?? ''))
      this.#ending.hasOtherReason = this.#ending.fatalError = true;
    if (SPEED_ERRORS.has(code)) this.#flood(code, 0);
    if (!ENTRY_COMMANDS.has(request) || this.login === 'in') return;
    if (LOGIN_ERRORS.has(code)) this.teller.tell(STATE.loginFailed, error, code);
    if (this.login === 'asked') this.login = 'before';
    this.#isRefused = true;
    this.entry.release();
  }

  /** CHL of the server. */
  challenges(command: Command): void {
    this.#challengesOf().ask(command, this.#record.flow.stats[CLIENT].seen);
    this.#expireAt(this.#challenges?.deadline ?? Infinity);
  }

  /** QRY of the client. */
  answersChallenge(command: Command): void {
    if (this.#isServerSeen) this.#challengesOf().answer(command);
  }

  #challengesOf(): Challenges {
    this.#challenges ??= new Challenges(this.#outlet, this.#record, this);
    return this.#challenges;
  }

  /** `challenge` of a password login. */
  challenged(challenge: string): void {
    this.#challenge = challenge;
  }

  /** The answer to it. */
  answered(answer: string): void {
    if (this.#challenge !== '')
      this.answerUsed('USR', 'password challenge', `MD5 ${this.#challenge}`, answer);
    this.#challenge = '';
  }

  /** A challenge and its answer went over the wire. */
  answerUsed(verb: string, what: string, challenge: string, answer: string): void {
    const place = this.#outlet.here();
    this.#uses.use({ kind: 'answer', key: `${challenge} ${answer}`, verb, what, place });
  }

  shows(verb: string, credential: Credential | undefined): void {
    if (credential === undefined) return;
    const { what, bytes: count } = credential;
    this.#outlet.raise('security', SECURITY.credentials, { verb, what, count, session: 0 });
  }

  // Lists and status ----------------------------------------------------------------------------------------------

  /** SYN of the client. */
  asksForLists(command: Command): void {
    if (this.#hasLists) this.teller.tell(STATE.listsRepeated, command);
    this.#hasLists = true;
  }

  /** ADL OK. */
  listsConfirmed(): void {
    this.#hasLists = true;
  }

  /** CHG of the client in a version that wants the lists first. */
  setsStatus(command: Command): void {
    if (this.#hasLists || this.#isStatusTold || this.login !== 'in' || this.#hasServerHole) return;
    this.#isStatusTold = true;
    this.teller.tell(STATE.statusBeforeLists, command);
  }

  // Switchboards --------------------------------------------------------------------------------------------------

  /** The switchboard's participants. */
  get switchboard(): Switchboard {
    const hasHole = this.#hasServerHole || this.#record.flow.startedMidStream || !this.#isServerSeen;
    this.board ??= new Switchboard(this.teller, this.#record.knowledge, hasHole);
    this.#record.board = this.board;
    return this.board;
  }

  /** The client enters a switchboard; `alone`: its own. The invitation, if one is known. */
  enter(account: string, cookie: string | undefined, alone: boolean, verb: string): Invitation | undefined {
    if (this.login === 'before') this.login = 'asked';
    this.switchboard.enter(account, alone);
    return cookie === undefined ? undefined : this.entry.use(cookie, verb);
  }

  /** RNG of the server. */
  rings(invitation: Invitation, caller: string): void {
    this.#rings ??= new Rings(this.teller, this.#client, this.#afterwards);
    this.#rings.add(invitation, caller, this.#outlet.here());
    this.#expireAt(this.#rings.deadline);
  }

  /** CAL RINGING. */
  ringing(trid: number): void {
    this.board?.ringing(trid, this.#outlet.here());
    this.#expireAt(this.board?.deadline ?? Infinity);
  }

  // Time, holes and the end ---------------------------------------------------------------------------------------

  #expireAt(time: number): void {
    this.deadline = Math.min(this.deadline, time);
  }

  /** Tells what has run out at `time`. */
  expire(time: number): void {
    const parts = [this.#challenges, this.#rings, this.board];
    for (const part of parts) part?.expire(time);
    this.deadline = Math.min(...parts.map((part) => part?.deadline ?? Infinity));
  }

  /** The connection was silent for `idle` nanoseconds. */
  idle(idle: number, frame: number, time: number): void {
    const { role, oneSided, flow } = this.#record;
    if (role !== 'NS' || oneSided || flow.transport === 'http') return;
    if (this.login !== 'in' && this.login !== 'unknown') return;
    this.teller.tellAt(this.#outlet.place(0, frame, time), STATE.idle, '', '', idle);
  }

  /** Lines of one side are missing, or were skipped, up to `time`. */
  hidden(side: Side, time: number): void {
    if (this.login !== 'in') this.login = 'unknown';
    this.#isStatusTold = true;
    this.#offered = undefined;
    if (side === CLIENT) this.#challenges?.clientHoled();
    else this.#serverHidden();
    const { role, account } = this.#record;
    if (role !== 'NS' || account === null) this.#blind(time);
  }

  #serverHidden(): void {
    this.#hasServerHole = true;
    this.#doubtInvitations();
    this.#challenge = '';
    this.#challengesOf().serverHoled();
    this.board?.holed();
  }

  /** Invitations of the account may be missing, whether its login was seen or not. */
  #doubtInvitations(): void {
    const { account, role } = this.#record;
    if (this.#made !== undefined) this.#made.isWhole = false;
    else if (account !== null && role !== 'SB') this.#client.logIn(account.toLowerCase(), false);
  }

  #blind(time: number): void {
    this.#client.blindTime = Math.max(this.#client.blindTime, time);
  }

  /** One side has closed: a client that was not let in may try again with the same cookie. */
  closed(): void {
    if (this.login !== 'in') this.entry.release();
  }

  /** The connection was reset: a client may try again with the same cookie. */
  wasReset(): void {
    this.entry.release();
  }

  /** Nothing more comes; `time` is when the last wait ended. */
  close(time: number): void {
    if (!this.#isServerSeen) this.#doubtInvitations();
    this.expire(time);
  }
}
