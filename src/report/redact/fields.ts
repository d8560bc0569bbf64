/** `Name: value` lines of heads, invitations, profiles and MSNSLP. A line that is none is replaced as a whole. */
import { marker, type Kind, type Redactor } from './redactor.ts';

const LINE_ENDS = /(\r?\n)/;
const FIELD = /^([A-Za-z][\w-]{0,39})([ \t]*:[ \t]*)(.*)$/s;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}(?:;\s*charset=[\w-]{1,20})?/i;
const MSNMSGR = /^(<?msnmsgr:)([^>]*)(>?)$/i;
/** `MSNSLP/1.0 200 OK`, `INVITE MSNMSGR:account MSNSLP/1.0`. */
const SLP_STATUS = /^MSNSLP\/\d\.\d \d{3}(?: [A-Za-z ]{1,40})?$/;
const SLP_REQUEST = /^([A-Za-z]{1,16} MSNMSGR:)(\S+)( MSNSLP\/\d\.\d)$/i;

const STRUCTURE = [
  'MIME-Version X-MMS-IM-Format Message-ID Chunk Chunks Session-ID Application-GUID Invitation-Command',
  'Invitation-Cookie Application-FileSize Application-Name Port PortX Cancel-Code Request-Data Launch-Application',
  'Session-Protocol Content-Length Content-Transfer-Encoding Message-Type Message-Subtype Routing Reliability',
  'Messaging Publication Notification Stream Segment Flags Service-Channel Via CSeq Call-ID Max-Forwards EUF-GUID',
  'SessionID SChannelState Capabilities-Flags AppID RequestFlags NetID Conn-Type Bridge Bridges Listening',
  'Hashed-Nonce Nonce ID Sender SAppID TCP-Conn-Type UPnPNat ICF NeedConnectingEndpointInfo',
];
const ACCOUNTS = ['TypingUser P2P-Dest P2P-Src To From PreferredEmail From-Addr'];
const NAMES = ['P4-Context IM-Display-Name'];
const TEXTS = ['Application-File Subject'];
const SECRETS = ['MSPAuth sid kv AuthCookie'];
/** Known and never shown. */
const HIDDEN = [
  'Context IP-Address IP-Address-Internal ClientIP ClientPort MemberIdHigh MemberIdLow Data Mail-Data LoginTime',
  'EmailEnabled lang_preference country PostalCode Gender Kid Age BDayPre Birthday Wallet ABCHMigrated User-Agent',
  'Uri NotifNum NotifType IPv4Internal-Addrs IPv4Internal-Port IPv4External-Addrs IPv4External-Port Sender-IP Dest-Folder Src-Folder',
];

/** Numbers of hidden fields are shown nowhere either. */
type FieldKind = Kind | 'hidden' | 'type' | 'secret';

const KINDS: ReadonlyMap<string, FieldKind> = new Map(
  (
    [
      [STRUCTURE, 'keep'],
      [ACCOUNTS, 'account'],
      [NAMES, 'name'],
      [TEXTS, 'text'],
      [SECRETS, 'secret'],
      [HIDDEN, 'hidden'],
      [['Content-Type'], 'type'],
    ] as const
  ).flatMap(([names, kind]) =>
    names.flatMap((some) => some.split(' ').map((name): [string, FieldKind] => [name.toLowerCase(), kind])),
  ),
);

/** All lines of `text`, line ends as they are. */
export function redactFields(redactor: Redactor, text: string): string {
  return text
    .split(LINE_ENDS)
    .map((line, index) => (index % 2 === 1 ? line : redactField(redactor, line)))
    .join('');
}

function redactField(redactor: Redactor, line: string): string {
  if (line === '' || /^\0+$/.test(line)) return line;
  const match = FIELD.exec(line);
  const [, name = '', colon = '', value = ''] = match ?? [];
  const kind = KINDS.get(name.toLowerCase());
  return match === null || kind === undefined ? marker(line) : name + colon + valueOf(redactor, kind, value);
}

function valueOf(redactor: Redactor, kind: FieldKind, value: string): string {
  if (kind === 'secret' || kind === 'hidden') return marker(value);
  if (kind === 'type') return MEDIA_TYPE.exec(value)?.[0] ?? marker(value);
  if (kind !== 'account') return redactor.piece(kind, value);
  const [, before, inner, behind] = MSNMSGR.exec(value) ?? [];
  if (inner !== undefined) return `${before}${redactor.address(inner)}${behind}`;
  // `From` of mail is the name of the sender.
  return value.includes('@') ? redactor.address(value) : redactor.name(value);
}

/** MSNSLP: a start line and fields. Undefined for other texts. */
export function redactSlp(redactor: Redactor, text: string): string | undefined {
  const [, end = ''] = LINE_ENDS.exec(text) ?? [];
  const start = end === '' ? text : text.slice(0, text.indexOf(end));
  const request = SLP_REQUEST.exec(start);
  if (request === null && !SLP_STATUS.test(start)) return undefined;
  const [, method = '', account = '', version = ''] = request ?? [];
  const line = request === null ? start : method + redactor.address(account) + version;
  return line + redactFields(redactor, text.slice(start.length));
}
