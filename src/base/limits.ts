/** Every cap and threshold of the program, with its unit in its name. Reaching a cap is a notice, never silence. */

export const KiB = 1024;
export const MiB = 1024 * KiB;
const SECOND_NANOS = 1e9;

// Capture -------------------------------------------------------------------------------------------------------

/** Bytes read from a file at once; larger was slower (cache). */
export const READ_CHUNK_BYTES = 1 * MiB;
/** Bytes that the captures which are read side by side may read at once, together, and each of them at least. */
export const SHARED_CHUNK_BYTES = 8 * MiB;
export const MIN_CHUNK_BYTES = 16 * KiB;
/** Captures read side by side that are kept open; more are opened for each chunk. */
export const MAX_OPEN_CAPTURES = 256;
/** Captures read side by side in order of time; one more waits until one of them ends. */
export const MAX_CAPTURES_AT_ONCE = 4096;
/** How far apart two copies of a frame may stand in captures that overlap: what disorder in a file can do. */
export const FRAME_COPY_WINDOW_NANOS = 2 * SECOND_NANOS;
/** Frames of that window that are remembered. */
export const MAX_REMEMBERED_FRAMES = 131_072;
/** Captures that the notice of an overlap names. */
export const MAX_NAMED_OWNERS = 16;
/** A record above both this and the file's snap length is damage: the largest snap length of libpcap. */
export const MAX_FRAME_BYTES = 256 * KiB;
/** A pcapng block above this is damage. */
export const MAX_BLOCK_BYTES = 16 * MiB;
/** Interfaces described in one pcapng section. */
export const MAX_INTERFACES = 65536;
/** Compressed bytes given to the decoder at once: what they decode to (at most 1032 times as much) is held. */
export const GUNZIP_INPUT_BYTES = 16 * KiB;
/** Size of the buffers that it decodes to: a turn of the event loop each. */
export const GUNZIP_OUTPUT_BYTES = 128 * KiB;
/** Window (memory) that a zstd frame may ask for: what `zstd --ultra -22` and `--long=27` need. */
export const MAX_ZSTD_WINDOW_BYTES = 128 * MiB;
/** Bytes fzstd may move about in its window: a floor, and so many for each compressed byte. */
export const MAX_ZSTD_MOVED_BYTES = 65_536 * MiB;
export const MAX_ZSTD_MOVED_RATIO = 65_536;
/** Characters kept of what the program zstd complains of. */
export const MAX_ZSTD_COMPLAINT_CHARS = 512;
/** A compressed input that unpacks to more is not read to its end: it is streamed, so this bounds time, not memory. */
export const MAX_EXPANDED_BYTES = 65_536 * MiB;
/** Packets of a foreign parser that wait for the consumer before its stream is paused. */
export const MAX_QUEUED_PACKETS = 1024;

// Packets -------------------------------------------------------------------------------------------------------

/** Headers one inside the other, from the link layer to TCP, before a packet counts as nested too deep. */
export const MAX_HEADER_DEPTH = 32;
/** Link types that a notice says of that they are not known. */
export const MAX_LINK_TYPE_NOTICES = 16;
/** Datagrams being put together from fragments at one time. */
export const MAX_FRAGMENTED_DATAGRAMS = 1024;
/** Datagrams remembered after they were complete, to know their fragments when they come again. */
export const MAX_COMPLETED_DATAGRAMS = 32;
/** Bytes of memory that all unfinished datagrams may hold. */
export const MAX_FRAGMENT_BYTES = 4 * MiB;
/** Notices of one code about fragments; more are counted and told at the end. */
export const MAX_FRAGMENT_NOTICES = 64;
/** A datagram whose fragments take longer than this is given up (RFC 791 and 8200 say 15 to 60 s). */
export const FRAGMENT_TIMEOUT_NANOS = 60 * SECOND_NANOS;

// TCP -----------------------------------------------------------------------------------------------------------

/**
 * Flows open at one time, unless `--max-flows` says otherwise: with a dozen commands each they fit into 300 MiB. Those
 * without data make room first.
 */
export const MAX_FLOWS = 8192;
/** Flows that `follow` numbers: it forgets none. */
export const MAX_FOLLOWED_FLOWS = 262_144;
/**
 * Bytes one flow may hold back while it waits for missing or unacknowledged bytes, half of them each direction, unless
 * `--max-memory-per-flow` says otherwise.
 */
export const MAX_FLOW_BYTES = 2 * MiB;
/** Memory that the waiting segments of all flows may take, and what one takes beside its bytes. */
export const MAX_ALL_WAITING_BYTES = 16 * MiB;
export const WAITING_SEGMENT_BYTES = 256;
/** A reset is not believed when it lies further from its stream. */
export const MAX_RESET_DISTANCE = 1 * MiB;
/** Segments one direction may hold back. */
export const MAX_WAITING_SEGMENTS = 16384;
/** A hole that the peer has acknowledged is given up after this many frames of the flow and this time. */
export const HOLE_FRAMES = 2048;
export const HOLE_NANOS = 5 * SECOND_NANOS;
/** A wait of any kind ends after this many frames of the flow. */
export const MAX_WAIT_FRAMES = 16384;
/** Without a SYN, a flow begins when it has this many frames or holds this many bytes: a late SYN may still come. */
export const START_FRAMES = 4096;
export const START_BYTES = 32 * KiB;
/** Frames after which a direction that never showed up is taken as not captured. */
export const ONE_SIDED_FRAMES = 256;
/** Delivered bytes a direction remembers, to tell a retransmission from conflicting data. */
export const HISTORY_BYTES = 2 * KiB;
/** Directions whose remembered bytes share one block of memory. */
export const HISTORY_RINGS_PER_BLOCK = 512;
/** Largest distance of a segment from the expected sequence number that is still this connection. */
export const MAX_SEQUENCE_JUMP = 64 * MiB;
/** Notices of one code for one flow; the session's counters go on counting. */
export const MAX_NOTICES_PER_FLOW = 16;
/** Bytes of both versions that a conflict notice shows. */
export const CONFLICT_SAMPLE_BYTES = 32;
/** A closed flow is remembered this long, for late segments (twice the segment lifetime of RFC 9293). */
export const CLOSED_FLOW_NANOS = 240 * SECOND_NANOS;
/** Closed flows remembered before those whose time is over are forgotten. */
export const MAX_CLOSED_FLOWS = 16_384;
/** A flow that was silent this long is another connection when the next segment does not continue it. */
export const IDLE_FLOW_NANOS = 3600 * SECOND_NANOS;
/** Flows at one time of which nobody knows yet whether they carry MSNP. */
export const MAX_CANDIDATES = 2048;
/** What such a flow may hold: bytes of a direction, and pieces they come in. */
export const MAX_UNDECIDED_BYTES = 4 * KiB;
export const MAX_UNDECIDED_PIECES = 256;

// Following streams ---------------------------------------------------------------------------------------------

/** A direction begins with its lowest byte when it has brought so many in order: until then a lower one may come. */
export const FOLLOWED_START_BYTES = 1 * MiB;
/** Pieces of all streams that wait for bytes before them, or for their turn to be shown, and gaps between them. */
export const MAX_FOLLOWED_PIECES = 2_097_152;
/** Above so many, directions begin before that, so that what is in order need not wait. */
export const MANY_FOLLOWED_PIECES = 524_288;
/** Bytes of a followed line that are shown as one; the rest stands on rows of its own. */
export const MAX_FOLLOWED_LINE_BYTES = 512;

// HTTP ----------------------------------------------------------------------------------------------------------

/** The lines of one message head together, and its fields; more is no HTTP, or not looked at. */
export const MAX_HTTP_HEAD_BYTES = 16 * KiB;
export const MAX_HTTP_FIELDS = 128;
/** Bytes of a compressed body that are held, and what it may unpack to. */
export const MAX_HTTP_BODY_BYTES = 256 * KiB;
/** Commands are packed to a tenth; what unpacks to more than so many bytes for each, and some more, is a bomb. */
export const UNPACKED_PER_BYTE = 32;
export const FREELY_UNPACKED_BYTES = 8 * KiB;
/** Requests of one connection that wait for their answers. */
export const MAX_HTTP_PIPELINE = 256;
/** Gateway sessions known at one time. */
export const MAX_GATEWAY_SESSIONS = 16384;
/** Sessions that a hole in one connection is told to, and connections that one session lists. */
export const MAX_SESSIONS_PER_CARRIER = 64;
export const MAX_CARRIERS = 32;
/** A gateway session without a request for this long is over on the server (http-gateway.md, behaviour). */
export const GATEWAY_LIMIT_NANOS = 60 * SECOND_NANOS;
/** Answers over HTTP wait for the next poll (http-gateway.md, reading it, 6). */
export const HTTP_ANSWER_LIMIT_NANOS = 90 * SECOND_NANOS;

// MSNP ----------------------------------------------------------------------------------------------------------

/** A line without end is given up above this (framing.md 1). */
export const MAX_LINE_BYTES = 65536;
/** A payload length above this is not followed (framing.md 4.1). */
export const MAX_PAYLOAD_BYTES = 65536;
/** How far a plausible line is looked for (framing.md 5). */
export const MAX_PLAUSIBLE_LINE_BYTES = 8192;
/** How far a wrong payload length is looked for in both directions (anomalies.md payload-length-mismatch). */
export const MAX_PAYLOAD_SHIFT_BYTES = 8;
/** A line above this is worth a note (anomalies.md line-too-long). */
export const LONG_LINE_BYTES = 2048;
/** A first word that is no code is kept up to this length as the verb. */
export const MAX_VERB_BYTES = 64;
/** Tail buffers of this size are kept for the next stream that needs one, larger ones are freed. */
export const TAIL_BYTES = 2 * KiB;
/** Tail buffers kept for reuse. */
export const MAX_SPARE_TAILS = 64;

// Payloads ------------------------------------------------------------------------------------------------------

/** Fields, headers or list entries that one decoded payload shows. */
export const MAX_FIELDS = 256;
/** Characters of one decoded list or document; its elements repeat what they have in common. */
export const MAX_DECODED_CHARACTERS = 128 * KiB;
/** An XML document above this, nested deeper or with more elements is not read; lists of contacts have hundreds. */
export const MAX_XML_CHARACTERS = 64 * KiB;
export const MAX_XML_DEPTH = 32;
export const MAX_XML_ELEMENTS = 4096;
/** Characters of the path of one XML element. */
export const MAX_XML_PATH_CHARACTERS = 256;
/** Chunks of one message; clients take no more (messages.md 4). */
export const MAX_MESSAGE_CHUNKS = 1023;

// Analysis ------------------------------------------------------------------------------------------------------

/** Requests of one session that are open or wait for late lines; the oldest is given up above this. */
export const MAX_LIVE_TRANSACTIONS = 4096;
/** Requests of one session for which only an error may come; the oldest is given up above this. */
export const MAX_QUIET_REQUESTS = 1024;
/** Requests with the same TrID among them; the oldest is given up above this. */
export const MAX_LIVE_PER_TRID = 64;
/** Replies that one transaction lists. */
export const MAX_REPLIES = 4096;
/** Settled transactions a session remembers, for late and doubled answers. */
export const SETTLED_MEMORY = 256;
/** Intervals that the used TrIDs of one session may fall into before the lowest is forgotten. */
export const MAX_TRID_INTERVALS = 1024;
/** A request without answer for this long is unanswered (anomalies.md B). */
export const ANSWER_LIMIT_NANOS = 30 * SECOND_NANOS;
/** An end of the connection this soon after a line explains what is missing after it. */
export const END_GRACE_NANOS = 5 * SECOND_NANOS;
/** An answer later than this is slow; the second figure is for XFR SB and CAL, which wait for other servers. */
export const SLOW_REPLY_NANOS = 5 * SECOND_NANOS;
export const SLOW_PATIENT_REPLY_NANOS = 30 * SECOND_NANOS;
/** A PNG without QNG for this long means a dead connection. */
export const PING_LIMIT_NANOS = 60 * SECOND_NANOS;
/** Time for the QRY that answers a CHL. */
export const CHALLENGE_LIMIT_NANOS = 50 * SECOND_NANOS;
/** Challenges of one session that are remembered while unanswered. */
export const MAX_OPEN_CHALLENGES = 16;
/** A server that closes this soon after a line with a bad TrID closed because of it. */
export const BAD_TRID_CLOSE_NANOS = 2 * SECOND_NANOS;
/** A line above LONG_LINE_BYTES is worth a note, above this a warning; the second is for USR and CHG, which are long. */
export const ALARMING_LINE_BYTES = 8192;
export const LONG_COMMAND_LINE_BYTES = 16384;
/** Payload bytes of an MSG above which a switchboard closes. */
export const MAX_SWITCHBOARD_MESSAGE_BYTES = 1664;
/** Latencies a session keeps for its percentiles; above this every second one is dropped, again and again. */
export const MAX_LATENCY_SAMPLES = 512;
/**
 * Clients are dealt into so many shards by their addresses; what a capture remembers of all its clients is bounded in
 * each of them, so that shards can be analysed apart from each other.
 */
export const CLIENT_SHARDS = 16;
/** Client addresses of one shard whose invitations are remembered, and invitations a client. */
export const MAX_CLIENTS_PER_SHARD = 1024;
export const MAX_INVITATIONS_PER_CLIENT = 64;
/** Latest sessions of one client that can explain a gap in its numbering, and the width of such a gap. */
export const MAX_PARALLEL_SESSIONS = 64;
export const PARALLEL_TRIDS = 256;
/** A gap in the numbering may be explained by a parallel connection this much later. */
export const TRID_GAP_LIMIT_NANOS = 30 * SECOND_NANOS;
/** Gaps of one session that wait for it; the oldest is told above this. */
export const MAX_OPEN_TRID_GAPS = 64;
/** Sessions of one client that wait for the line with their cookie, which was captured late. */
export const MAX_WAITING_ENTRIES = 64;
/**
 * Findings and session records of one shard that wait for the end of the capture, because another connection may
 * explain them.
 */
export const MAX_AFTERWARDS_PER_SHARD = 256;
/** Accounts whose logins are remembered for one client address. */
export const MAX_ACCOUNTS_PER_CLIENT = 64;
/** A RNG without ANS, and an invitation without JOI, for this long. */
export const RING_LIMIT_NANOS = 60 * SECOND_NANOS;
export const JOIN_LIMIT_NANOS = 60 * SECOND_NANOS;
/** RNG of one session, and CAL of one switchboard, that wait. */
export const MAX_OPEN_RINGS = 64;
export const MAX_OPEN_CALLS = 64;
/** Messages to an empty switchboard whose acknowledgement is still open. */
export const MAX_OPEN_EMPTY_MESSAGES = 64;
/** A message this soon after the last participant left was on its way. */
export const LEAVE_GRACE_NANOS = 2 * SECOND_NANOS;
/** Participants of one switchboard or conversation, each stay counted: a person may leave and come back. */
export const MAX_STAYS = 1024;
/** A notification server connection that is silent for longer gives NAT trouble (anomalies.md idle-without-png). */
export const IDLE_LIMIT_NANOS = 120 * SECOND_NANOS;
/** More commands of a client than this in this time are a flood. */
export const FLOOD_COMMANDS = 10;
export const FLOOD_NANOS = 1 * SECOND_NANOS;
/** Changes of lists and settings this soon after the login are part of it. */
export const LOGIN_PHASE_NANOS = 30 * SECOND_NANOS;
/** Cookies and challenge answers of the whole capture that are remembered, to tell when one is used again. */
export const MAX_KNOWN_COOKIES = 16384;
export const MAX_KNOWN_ANSWERS = 16384;
/** Challenges that a session lists, and endpoints of its account. */
export const MAX_LISTED_CHALLENGES = 1024;
export const MAX_ENDPOINTS = 64;
/** Dialects of one VER that are compared with the server's choice. */
export const MAX_DIALECTS = 64;
/** Characters of captured text that a finding quotes. */
export const MAX_QUOTED_CHARACTERS = 80;
/** Header lines read of one MIME head. */
export const MAX_MIME_HEADERS = 256;

// Transfers -----------------------------------------------------------------------------------------------------

/** Characters of an MSNObject that are looked at. */
export const MAX_OBJECT_CHARACTERS = 8192;
/** Characters of an MSNSLP message that are looked at, and lines of it. */
export const MAX_SLP_CHARACTERS = 65536;
export const MAX_SLP_LINES = 256;
/** MSNSLP messages of one session that wait for more parts, and bytes of one; the oldest is given up above this. */
export const MAX_OPEN_SLP = 4;
export const MAX_SLP_BYTES = 64 * KiB;
/** Parts of one; clients write more than a thousand bytes into each. */
export const MAX_SLP_PARTS = 512;
/** P2P messages and MSNSLP requests of one session that an acknowledgement or a reply may still be about. */
export const MAX_ACKNOWLEDGEABLE = 256;
export const MAX_SLP_REQUESTS = 64;
/** Sessions whose MSNSLP messages are joined at one time; the one that was silent longest is given up. */
export const MAX_SLP_SESSIONS = 256;
export const MAX_SLP_SESSIONS_PER_SHARD = 32;
/** Transfers known at one time, data messages of one, and characters of a name that is kept of it. */
export const MAX_TRANSFERS = 16384;
export const MAX_MESSAGES_PER_TRANSFER = 4;
export const MAX_KEPT_CHARACTERS = 320;
/** Connections between clients followed at one time. */
export const MAX_FILE_STREAMS = 512;
/** Sessions that one transfer names. */
export const MAX_TRANSFER_SESSIONS = 64;
/** Bytes of all parts that are kept in memory before they go to a temporary file. */
export const PARTS_MEMORY_BYTES = 32 * MiB;
/** Pieces that the parts of all objects may lie in, and ranges that those of one may cover. */
export const MAX_PIECES = 524_288;
export const MAX_RANGES = 8192;
/**
 * Missing bytes inside an object are filled with zeros as long as they are few beside what came: so many for each byte,
 * and some more. The object ends before a hole that is too long, or a few forged offsets would fill the disk.
 */
export const FILLED_PER_CAPTURED_BYTE = 16;
export const FREELY_FILLED_BYTES = 4 * KiB;
/** A line of MSNFTP above this, or a packet of a direct connection, is damage. */
export const MAX_MSNFTP_LINE_BYTES = 512;
export const MAX_DIRECT_PACKET_BYTES = 64 * KiB;
/** Bytes of the name of an extracted file, a number and a suffix left out. */
export const MAX_FILE_NAME_BYTES = 160;
/** Missing ranges that the index lists of one object. */
export const MAX_LISTED_RANGES = 1024;
/** Addresses that wait for a direct connection; the oldest is forgotten above this. */
export const MAX_ANNOUNCED = 4096;

// Reports -------------------------------------------------------------------------------------------------------

/**
 * Findings of one rule and severity that are shown of one session; the others are counted. Real sessions come to 1585 of
 * a rule that is off by default, to a few dozen of others.
 */
export const MAX_FINDINGS_PER_ID = 2000;
/** Sessions of one shard of the clients whose findings are counted although they have ended. */
export const MAX_LATE_SESSIONS_PER_SHARD = 64;
/** Size of an output's block: the longest line or payload fits with every byte escaped. */
export const OUTPUT_BLOCK_BYTES = 1 * MiB;
/** A block is written when a record ends above this; larger was slower (cache). */
export const OUTPUT_FLUSH_BYTES = 192 * KiB;
/** Bytes of records that wait for a program which takes them one by one: above, reading waits too. */
export const MAX_WAITING_RECORD_BYTES = 256 * KiB;
/** Sessions whose addresses the exports remember for findings that come late; half of them for certain. */
export const MAX_EXPORTED_SESSIONS = 65_536;
/** A group of rows of a Parquet table is written at so many rows or characters. */
export const MAX_ROW_GROUP_ROWS = 8192;
export const MAX_ROW_GROUP_CHARACTERS = 4 * MiB;
/** Bytes of one array of the JSON document that are kept in memory before they go to a temporary file. */
export const SPOOL_MEMORY_BYTES = 1 * MiB;
/** Rows that the timeline holds back until the role of the oldest one's session is known. */
export const MAX_HELD_ROWS = 10_000;
/** Sessions whose rows `--group` puts together; the rows of others stand together at the end. */
export const MAX_GROUPED_SESSIONS = 20_000;
/** Characters of grouped rows that are kept in memory before they go to a temporary file. */
export const GROUPED_ROWS_CHARACTERS = 4 * MiB;
/** Commands whose names the timeline remembers for findings that come later. */
export const NAMED_COMMANDS = 4096;
/** Rows of the sessions table and of the notices list. */
export const MAX_TABLE_ROWS = 500;
export const MAX_LISTED_NOTICES = 20;
/** Captures that the timeline begins with. */
export const MAX_LISTED_CAPTURES = 20;
/** Characters of captured text that a timeline row looks at before it shortens them. */
export const MAX_SHOWN_CHARACTERS = 1024;
/** Zero-width characters in a row above which they are escaped. */
export const MAX_ZERO_WIDTH_RUN = 2;
/** Heads of chat texts whose decoded form is remembered. */
export const MAX_KNOWN_HEADS = 1024;
/** Accounts, and names, that --redact numbers; later ones share one pseudonym. */
export const MAX_PSEUDONYMS = 65_536;
/** Accounts that one row of the timeline lists. */
export const MAX_LISTED_NAMES = 5;
/** Characters whose width on a terminal is remembered. */
export const MAX_KNOWN_WIDTHS = 8192;

// Filters and statistics ----------------------------------------------------------------------------------------

/** Commands, and bytes of them, that wait until it is known whether they are shown. */
export const MAX_HELD_COMMANDS = 16_384;
export const MAX_HELD_COMMAND_BYTES = 16 * MiB;
/** Commands of a session after which it counts as one where nobody signs in. */
export const MAX_UNSIGNED_COMMANDS = 16;
/** Chosen commands of open sessions that are remembered for what is said about them later. */
export const MAX_KNOWN_CHOSEN = 262_144;
/** Verbs, error codes and the like that statistics keep apart, and stretches of time. */
export const MAX_COUNTED_NAMES = 500;
export const MAX_TRAFFIC_BINS = 120;
/** Largest `--context`. */
export const MAX_CONTEXT = 1000;

// Jobs ----------------------------------------------------------------------------------------------------------

/** Size from which a file is worth more than one thread without being asked for. */
export const MIN_JOBS_FILE_BYTES = 64 * MiB;
/** A job hands on what it has written when there are so many blocks of it, and waits when so many lots lie unused. */
export const JOB_PIECE_BLOCKS = 4;
export const MAX_UNUSED_PIECES = 4;
/** Batches of events that the jobs may have before the main thread waits for them; events that make a batch. */
export const MAX_BATCHES = 4;
export const BATCH_EVENTS = 4096;

// The page ------------------------------------------------------------------------------------------------------

/** Commands of one page, and characters of all of them: what a browser opens in a few seconds. The first ones stay. */
export const MAX_PAGE_COMMANDS = 250_000;
export const MAX_PAGE_COMMANDS_CHARACTERS = 128 * MiB;
/** Other records of one page. */
export const MAX_PAGE_SESSIONS = 20_000;
export const MAX_PAGE_FINDINGS = 50_000;
export const MAX_PAGE_NOTICES = 20_000;
export const MAX_PAGE_STATES = 250_000;
export const MAX_PAGE_PRESENCE = 50_000;
/** Characters of a line and of what a payload says in the page's list. */
export const MAX_PAGE_LINE_CHARACTERS = 240;
export const MAX_PAGE_SUMMARY_CHARACTERS = 240;
/** What the details of one command show of its payload and of its line. A multiple of 3, for base64. */
export const MAX_PAGE_PAYLOAD_BYTES = 4095;
/** Characters of one text of a record, and elements of a list or an object in it. */
export const MAX_PAGE_TEXT_CHARACTERS = 1024;
export const MAX_PAGE_ELEMENTS = 64;
/** Blocks of the page's data: commands of the index, details and other records in one, and characters of the latter. */
export const PAGE_ROWS_PER_BLOCK = 4096;
export const PAGE_DETAILS_PER_BLOCK = 512;
export const PAGE_RECORDS_PER_BLOCK = 1024;
export const PAGE_BLOCK_CHARACTERS = 256 * KiB;

// Chat and contacts ---------------------------------------------------------------------------------------------

/** Events of one conversation that may still change: a copy of another session may come. */
export const MAX_OPEN_EVENTS = 4096;
/** The same of all conversations, 512 characters weighing as much as an event; and what the busiest one keeps then. */
export const MAX_ALL_OPEN_EVENTS = 16_384;
export const FEW_OPEN_EVENTS = 8;
/** Equal ones among them that a copy is compared with. */
export const MAX_EQUAL_EVENTS = 256;
/** Two sessions' copies of one message are at most this far apart. */
export const COPY_WINDOW_NANOS = 60 * SECOND_NANOS;
/** Bytes of settled events in memory before they go to a file, and of one conversation's that are read back at once. */
export const CHAT_BLOCK_BYTES = 1 * MiB;
export const CHAT_STRETCH_BYTES = 256 * KiB;
/** Ended conversations that may still get another session. */
export const MAX_ENDED_CONVERSATIONS = 1024;
/** People in one conversation; servers let some twenty in. */
export const MAX_PARTICIPANTS = 256;
/** Messages of all sessions that a NAK or an error may still be about; invitations of one that may be answered. */
export const MAX_UNSETTLED_MESSAGES = 4096;
export const MAX_UNANSWERED_CALLS = 32;
/** Contacts in changes of lists that may be answered, of all sessions; and changes of one session. */
export const MAX_UNANSWERED_CONTACTS = 65_536;
export const MAX_UNANSWERED_CHANGES = 256;
/** Messages in chunks of one session that are not complete, and bytes of one. */
export const MAX_CHUNKED_MESSAGES = 16;
export const MAX_CHUNKED_BYTES = 256 * KiB;
/** Bytes of all of them, and of those of one shard of the clients. */
export const MAX_ALL_CHUNKED_BYTES = 32 * MiB;
export const MAX_CHUNKED_BYTES_PER_SHARD = 2 * MiB;
/** Offers of one conversation that may be answered. */
export const MAX_OFFERS = 256;
/** Statements of one conversation about what the capture lacks. */
export const MAX_MISSING = 64;
/** Messages of sessions without a known switchboard that are compared with each other. */
export const MAX_RELAYS = 4096;
/** The same of one text. */
export const MAX_RELAYS_OF_A_TEXT = 16;
/** Names of accounts that are remembered. */
export const MAX_NAMES = 65_536;
/** Accounts whose contacts are kept. */
export const MAX_BOOKS = 16_384;
/** Contacts of all accounts, their groups and stays in groups, and changes of presence of all contacts. */
export const MAX_CONTACTS = 65_536;
export const MAX_MEMBERSHIPS = 262_144;
export const MAX_PRESENCE_CHANGES = 262_144;
/** Columns of a name in a chat, and of a cell in a table of contacts. */
export const MAX_NAME_COLUMNS = 24;
/** Characters of a name that are kept. */
export const MAX_NAME_CHARACTERS = 256;
/** The same of an id, a telephone number, a sum, a number of capabilities; and of a state. */
export const MAX_ID_CHARACTERS = 64;
export const MAX_STATE_CHARACTERS = 16;

// Carving -------------------------------------------------------------------------------------------------------

/** Connections that are carved at one time. */
export const MAX_CARVED_CONNECTIONS = 65_536;
/** Findings that become comments, and characters of all comments. */
export const MAX_CARVED_COMMENTS = 65_536;
export const MAX_COMMENT_CHARACTERS = 16 * MiB;
