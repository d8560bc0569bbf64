/** Every cap and threshold of the program, with its unit in its name. Reaching a cap is a notice, never silence. */

export const KiB = 1024;
export const MiB = 1024 * KiB;
const SECOND_NANOS = 1e9;

// Capture -------------------------------------------------------------------------------------------------------

/** Bytes read from a file at once; larger was slower (cache). */
export const READ_CHUNK_BYTES = 1 * MiB;
/** A record above both this and the file's snap length is damage: the largest snap length of libpcap. */
export const MAX_FRAME_BYTES = 256 * KiB;
/** A pcapng block above this is damage. */
export const MAX_BLOCK_BYTES = 16 * MiB;
/** Interfaces described in one pcapng section. */
export const MAX_INTERFACES = 65536;

// Packets -------------------------------------------------------------------------------------------------------

/** Headers one inside the other (tags, extension headers) before a packet counts as nested too deep. */
export const MAX_HEADER_DEPTH = 16;
/** Datagrams being put together from fragments at one time. */
export const MAX_FRAGMENTED_DATAGRAMS = 1024;
/** Bytes that all unfinished datagrams may hold. */
export const MAX_FRAGMENT_BYTES = 4 * MiB;
/** A datagram whose fragments take longer than this is given up (RFC 791 and 8200 say 15 to 60 s). */
export const FRAGMENT_TIMEOUT_NANOS = 60 * SECOND_NANOS;

// TCP -----------------------------------------------------------------------------------------------------------

/** Flows known at one time. */
export const MAX_FLOWS = 1_000_000;
/** Bytes one direction may hold back while it waits for missing or unacknowledged bytes. */
export const MAX_WAITING_BYTES = 1 * MiB;
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
export const HISTORY_BYTES = 8 * KiB;
/** Largest distance of a segment from the expected sequence number that is still this connection. */
export const MAX_SEQUENCE_JUMP = 64 * MiB;
/** Notices of one code for one flow; the session's counters go on counting. */
export const MAX_NOTICES_PER_FLOW = 16;
/** Bytes of both versions that a conflict notice shows. */
export const CONFLICT_SAMPLE_BYTES = 32;
/** A closed flow is remembered this long, for late segments (twice the segment lifetime of RFC 9293). */
export const CLOSED_FLOW_NANOS = 240 * SECOND_NANOS;
/** Closed flows remembered before those whose time is over are forgotten. */
export const MAX_CLOSED_FLOWS = 65536;
/** A flow that was silent this long is another connection when the next segment does not continue it. */
export const IDLE_FLOW_NANOS = 3600 * SECOND_NANOS;

// MSNP ----------------------------------------------------------------------------------------------------------

/** A line without end is given up above this (framing.md 1). */
export const MAX_LINE_BYTES = 65536;
/** A payload length above this is not followed (framing.md 4.1). */
export const MAX_PAYLOAD_BYTES = 65536;
/** How far a plausible line is looked for (framing.md 5). */
export const MAX_PLAUSIBLE_LINE_BYTES = 8192;
/** How far a wrong payload length is looked for in both directions (anomalies.md payload-length-mismatch). */
export const MAX_PAYLOAD_SHIFT_BYTES = 8;
