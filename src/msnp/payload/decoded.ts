/**
 * Typed contents of payloads, as records show them in `decoded`: plain JSON values, made on demand. 64-bit numbers are
 * strings; anything the payload does not have is null. Text is as it came (reports escape), in its own charset.
 */

/** `X-MMS-IM-Format` of a text (messages.md 2). */
export interface TextFormat {
  readonly font: string | null;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  /** `#rrggbb`. */
  readonly color: string | null;
  readonly rightToLeft: boolean;
}

/** Place of a chunk in a message that comes in several MSG (messages.md 4). */
export interface ChunkPlace {
  /** `Message-ID`. */
  readonly id: string;
  /** Counts from 0. */
  readonly index: number;
  /** Known from the first chunk, else null. */
  readonly total: number | null;
}

/** A chat text. */
export interface TextContent {
  readonly kind: 'text';
  readonly text: string;
  readonly charset: string;
  readonly format: TextFormat | null;
  /** Name shown in place of the friendly name (`P4-Context`, `IM-Display-Name`). */
  readonly displayName: string | null;
  readonly userAgent: string | null;
  /** Sent to be kept for somebody who is not on line (`Dest-Agent: client`). */
  readonly offline: boolean;
}

export interface TypingContent {
  readonly kind: 'typing';
  readonly account: string | null;
}

/** Headers by name as sent: profile, mail notifications, system messages, client information. */
export interface FieldsContent {
  readonly kind: 'profile' | 'mail' | 'system' | 'client-caps' | 'headers';
  readonly fields: Readonly<Record<string, string>>;
}

/** One note that waits for its reader (OIM), from Mail-Data. */
export interface OfflineNote {
  readonly id: string | null;
  readonly from: string | null;
  readonly name: string | null;
  readonly time: string | null;
  readonly folder: string | null;
}

export interface MailDataContent {
  readonly kind: 'mail-data';
  /** `too-large` is sent in place of the data. */
  readonly tooLarge: boolean;
  readonly inboxUnread: number | null;
  readonly notes: readonly OfflineNote[];
}

export interface InvitationContent {
  readonly kind: 'invitation';
  /** `INVITE`, `ACCEPT`, `CANCEL`. */
  readonly command: string | null;
  readonly cookie: string | null;
  readonly application: string | null;
  readonly applicationId: string | null;
  readonly file: string | null;
  /** Bytes. */
  readonly fileSize: number | null;
  readonly cancelCode: string | null;
  readonly address: string | null;
  readonly port: number | null;
  readonly fields: Readonly<Record<string, string>>;
}

export interface DatacastContent {
  readonly kind: 'datacast';
  readonly id: number | null;
  readonly name: 'nudge' | 'wink' | 'voice-clip' | 'action' | null;
  readonly data: string | null;
}

/** A picture or other object that a client offers (messages.md 9). */
export interface MsnObject {
  readonly creator: string | null;
  readonly type: number | null;
  /** `display-picture`, `emoticon`, `background` ... */
  readonly typeName: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly location: string | null;
  readonly friendly: string | null;
  readonly sha1d: string | null;
  readonly sha1c: string | null;
}

export interface EmoticonsContent {
  readonly kind: 'emoticons';
  readonly animated: boolean;
  readonly emoticons: readonly { readonly shortcut: string; readonly object: MsnObject | null }[];
}

export interface InkContent {
  readonly kind: 'ink';
  readonly type: string;
  /** Decoded bytes of the drawing in this message. */
  readonly bytes: number;
}

/** MSNSLP inside P2P, SDG or UUN (messages.md 8). */
export interface SlpContent {
  readonly kind: 'slp';
  /** `INVITE`, `BYE`, `ACK`, or null for a reply. */
  readonly method: string | null;
  /** 200, 603, or null for a request. */
  readonly status: number | null;
  readonly reason: string | null;
  readonly to: string | null;
  readonly from: string | null;
  readonly callId: string | null;
  readonly branch: string | null;
  readonly cseq: number | null;
  readonly contentType: string | null;
  readonly sessionId: number | null;
  readonly appId: number | null;
  readonly eufGuid: string | null;
  /** What the EUF-GUID or the AppID stands for: `object`, `file`, `webcam` ... */
  readonly purpose: string | null;
  readonly object: MsnObject | null;
  readonly file: { readonly name: string; readonly size: string } | null;
  /** Other fields of the body, as sent. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of a reply, added by reports: id of the command with the request (with its last part); null when not captured. */
  readonly answers?: number | null;
}

/** One part of a P2P message, version 1 (messages.md 6). */
export interface P2pContent {
  readonly kind: 'p2p';
  readonly version: 1;
  readonly to: string | null;
  readonly sessionId: number;
  readonly identifier: number;
  readonly offset: string;
  readonly total: string;
  readonly length: number;
  readonly flags: number;
  /** Names of the flags that are set. */
  readonly flagNames: readonly string[];
  readonly ackIdentifier: number;
  readonly ackUniqueId: number;
  readonly ackTotal: string;
  readonly appId: number | null;
  /** Data bytes that are there. */
  readonly dataBytes: number;
  /** The MSNSLP text when this part holds it whole; reports add it to the part that completes it. */
  readonly slp: SlpContent | null;
  /**
   * Of an acknowledgement, added by reports: id of the command with the message (with its last part so far); null when
   * not captured.
   */
  readonly acknowledges?: number | null;
}

/** One packet of P2P version 2 (messages.md 7). */
export interface P2pV2Content {
  readonly kind: 'p2p';
  readonly version: 2;
  readonly to: string | null;
  readonly from: string | null;
  readonly opcode: number;
  readonly opcodeNames: readonly string[];
  readonly baseId: number;
  readonly messageLength: number;
  /** Base ids that TLVs of the transport header acknowledge or refuse. */
  readonly ack: number | null;
  readonly nak: number | null;
  /** Data header; null when the packet carries no message. */
  readonly data: {
    readonly flags: number;
    readonly packageNumber: number;
    readonly sessionId: number;
    /** Bytes of the message that follow in later packets. */
    readonly remaining: string;
    readonly bytes: number;
  } | null;
  readonly appId: number | null;
  readonly slp: SlpContent | null;
  /** As in version 1, of a packet that acknowledges. */
  readonly acknowledges?: number | null;
}

/** Contacts of ADL, RML, FQY and of errors about them. */
export interface ContactsContent {
  readonly kind: 'contacts';
  readonly initial: boolean;
  readonly contacts: readonly {
    /** `user@domain`, or `tel:...`. */
    readonly account: string;
    /** FL 1, AL 2, BL 4, RL 8, PL 16. */
    readonly lists: number | null;
    readonly network: number | null;
    readonly name: string | null;
  }[];
}

/** Personal message and endpoints of UUX and UBX. */
export interface PersonalContent {
  readonly kind: 'personal';
  readonly message: string | null;
  readonly media: string | null;
  readonly machineGuid: string | null;
  readonly endpoints: readonly {
    readonly id: string;
    readonly capabilities: string | null;
    readonly name: string | null;
  }[];
  /** Other elements with text, by name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Any other XML: NOT, GCF, error payloads, unknown documents. */
export interface XmlContent {
  readonly kind: 'xml';
  readonly root: string;
  /** Attributes and texts by path (`NOTIFICATION/TO/@pid`), bounded. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Blocks of PUT, NFY, DEL and SDG (messages.md 12). */
export interface BlocksContent {
  readonly kind: 'blocks';
  readonly routing: Readonly<Record<string, string>>;
  readonly reliability: Readonly<Record<string, string>>;
  /** `publication`, `notification` or `messaging`. */
  readonly section: 'publication' | 'notification' | 'messaging' | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly from: string | null;
  readonly to: string | null;
  /** What the body holds, by `Message-Type` or `Content-Type`. */
  readonly body: Decoded | null;
}

/** The answer to a challenge. */
export interface ChallengeContent {
  readonly kind: 'challenge-answer';
  readonly answer: string;
}

/** Text without a type of its own: ids behind an error, pages, SDC. */
export interface PlainContent {
  readonly kind: 'plain';
  readonly text: string;
}

export type Content =
  | TextContent
  | TypingContent
  | FieldsContent
  | MailDataContent
  | InvitationContent
  | DatacastContent
  | EmoticonsContent
  | InkContent
  | SlpContent
  | P2pContent
  | P2pV2Content
  | ContactsContent
  | PersonalContent
  | XmlContent
  | BlocksContent
  | ChallengeContent
  | PlainContent;

/** A content, with its place when the message comes in chunks. */
export type Decoded = Content & { readonly chunk?: ChunkPlace };
