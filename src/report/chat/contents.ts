/** What a decoded payload says, as events of a chat. One row a kind; kinds without a row say nothing to people. */
import type { Decoded } from '../../msnp/payload/decoded.ts';
import type { Offers } from './offers.ts';
import type { EventFacts } from './schema.ts';

/** What is known beside the content. */
export interface Circumstances {
  readonly from: string | null;
  readonly offers: Offers;
  readonly missingBytes: number;
  readonly missingChunks: number;
  /** Media type of the payload, '' when it has none. */
  readonly contentType: string;
  readonly payloadBytes: number;
}

type Reader<K extends Decoded['kind']> = (
  content: Extract<Decoded, { kind: K }>,
  circumstances: Circumstances,
) => EventFacts | undefined;

const READERS: { readonly [K in Decoded['kind']]?: Reader<K> } = {
  text: ({ text, format, displayName, offline }, { missingBytes, missingChunks }) => ({
    type: 'text',
    text,
    format,
    displayName,
    offline,
    missingBytes,
    missingChunks,
  }),
  typing: (_content, { missingBytes }) => ({ type: 'typing', missingBytes }),
  datacast: ({ name, data }, { missingBytes }) => ({ type: 'datacast', what: name, data, missingBytes }),
  ink: ({ type, bytes }, { missingBytes, missingChunks }) => ({
    type: 'ink',
    format: type,
    bytes,
    missingBytes,
    missingChunks,
  }),
  emoticons: ({ animated, emoticons }, { missingBytes }) => ({
    type: 'emoticons',
    animated,
    emoticons: emoticons.map(({ shortcut, object }) => ({ shortcut, sha1d: object?.sha1d ?? null })),
    missingBytes,
  }),
  invitation: (content, { offers, from, missingBytes }) => offers.invitation(content, from, missingBytes),
  slp: (content, { offers, from, missingBytes }) => offers.slp(content, from, missingBytes),
  headers: (_content, circumstances) => other(circumstances),
  plain: (_content, circumstances) => other(circumstances),
};

/** The event, undefined when the payload says nothing a person would notice. */
export function readContent(content: Decoded | null, circumstances: Circumstances): EventFacts | undefined {
  if (content === null) return other(circumstances);
  const reader = READERS[content.kind] as Reader<Decoded['kind']> | undefined;
  return reader?.(content, circumstances);
}

function other({ contentType, payloadBytes, missingBytes }: Circumstances): EventFacts | undefined {
  if (contentType === P2P || (contentType === '' && missingBytes === 0)) return undefined;
  return {
    type: 'other',
    contentType: contentType === '' ? null : contentType,
    bytes: payloadBytes,
    missingBytes,
  };
}

export const P2P = 'application/x-msnmsgrp2p';
