/** P2P of both versions, MSNSLP and MSNObject: what is read, and that nothing else ever is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fileBody,
  footer,
  msnObject,
  objectBody,
  p2pPacket,
  p2pPart,
  slpText,
} from '../../../fixtures/build/p2p.ts';
import { parseMsnObject } from '../../../src/msnp/payload/msn-object.ts';
import { decodeP2p } from '../../../src/msnp/payload/p2p.ts';
import { decodeSlp } from '../../../src/msnp/payload/slp.ts';

const V1 = new Map([['p2p-dest', 'bob@example.com']]);
const V2 = new Map([
  ['p2p-dest', 'bob@example.com;{b2-guid}'],
  ['p2p-src', 'alice@example.com;{a1-guid}'],
]);
const CALL = 'B0FE5367-28C3-4500-9033-B0292EA69E7C';
const ENDS = { from: 'alice@example.com', to: 'bob@example.com', callId: CALL };

const decode = (bytes: Buffer, headers = V1): ReturnType<typeof decodeP2p> =>
  decodeP2p(bytes, 0, bytes.length, headers);

describe('P2P version 1', () => {
  const data = Buffer.from('some data');
  const fields = { sessionId: 7, identifier: 4_000_000_000, offset: 1202, total: 9000, flags: 0x1000030 };
  const part = Buffer.concat([p2pPart({ ...fields, data }), footer(2)]);

  test('gives the fields of the header and of the footer', () => {
    expect(decode(part)).toEqual({
      kind: 'p2p',
      version: 1,
      to: 'bob@example.com',
      sessionId: 7,
      identifier: 4_000_000_000,
      offset: '1202',
      total: '9000',
      length: data.length,
      flags: 0x1000030,
      flagNames: ['file', 'object-data', 'wlm-2009'],
      ackIdentifier: 77,
      ackUniqueId: 0,
      ackTotal: '0',
      appId: 2,
      dataBytes: data.length,
      slp: null,
    });
  });

  test('shows 64-bit numbers exactly', () => {
    const huge = Buffer.from(part);
    huge.writeBigUInt64LE(0xffff_ffff_ffff_fffdn, 16);
    expect(decode(huge)).toMatchObject({ total: '18446744073709551613' });
  });

  test('counts the data that are there, whatever the header says', () => {
    const wrong = Buffer.concat([p2pPart({ ...fields, data, length: 1202 }), footer(2)]);
    expect(decode(wrong)).toMatchObject({ length: 1202, dataBytes: data.length, appId: 2 });
  });

  test.each(Array.from({ length: part.length }, (_, i) => i))('of %i bytes is read or is none', (length) => {
    const content = decode(part.subarray(0, length));
    expect(content === undefined).toBe(length < 48);
    if (content?.version === 1) expect(content.dataBytes).toBeLessThanOrEqual(data.length + 4);
  });

  test('shows the MSNSLP message that one part holds', () => {
    const slp = slpText({ start: '200 OK', ...ENDS, body: ['SessionID: 7'] });
    const whole = Buffer.concat([p2pPart({ data: slp }), footer(0)]);
    expect(decode(whole)).toMatchObject({ slp: { status: 200, sessionId: 7 } });
    const first = Buffer.concat([p2pPart({ data: slp.subarray(0, 100), total: slp.length }), footer(0)]);
    expect(decode(first)).toMatchObject({ slp: null });
  });
});

describe('P2P version 2', () => {
  const data = Buffer.from('some data');
  const ack = Buffer.from([0, 0, 4, 210]);
  const packet = Buffer.concat([
    p2pPacket({
      opcode: 3,
      baseId: 99,
      transport: [
        [1, Buffer.alloc(12)],
        [2, ack],
      ],
      flags: 7,
      packageNumber: 5,
      sessionId: 64,
      remaining: 2 ** 33,
      data,
    }),
    footer(1),
  ]);

  test('gives both headers and the TLVs', () => {
    expect(decode(packet, V2)).toEqual({
      kind: 'p2p',
      version: 2,
      to: 'bob@example.com',
      from: 'alice@example.com',
      opcode: 3,
      opcodeNames: ['syn', 'rak'],
      baseId: 99,
      messageLength: 20 + data.length,
      ack: 1234,
      nak: null,
      data: { flags: 7, packageNumber: 5, sessionId: 64, remaining: '8589934592', bytes: data.length },
      appId: 1,
      slp: null,
    });
  });

  test('without a message has no data header', () => {
    const bare = Buffer.concat([p2pPacket({ transport: [[2, ack]] }), footer(0)]);
    expect(decode(bare, V2)).toMatchObject({ data: null, ack: 1234, messageLength: 0 });
  });

  test('shows the MSNSLP message that one packet holds', () => {
    const slp = slpText({ start: 'BYE', ...ENDS, contentType: 'sessionclosebody' });
    const whole = Buffer.concat([p2pPacket({ flags: 1, data: slp }), footer(0)]);
    expect(decode(whole, V2)).toMatchObject({ slp: { method: 'BYE', callId: CALL } });
  });

  test('is told by the endpoints in the head', () => {
    expect(decode(packet, new Map([['p2p-dest', 'bob@example.com;{b2}']]))?.version).toBe(2);
    expect(decode(packet, new Map([['p2p-dest', 'bob@example.com']]))?.version).toBe(1);
  });
});

describe('random bytes', () => {
  test('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (array, isV2) => {
        const bytes = Buffer.from(array);
        const content = decode(bytes, isV2 ? V2 : V1);
        expect([undefined, 'p2p']).toContain(content?.kind);
      }),
    );
  });
});

describe('MSNSLP', () => {
  test('reads an invitation to send an object', () => {
    const object = msnObject('alice@example.com', Buffer.from('picture'), 3, 'Ännchen');
    const text = slpText({ start: 'INVITE', ...ENDS, body: objectBody(676_378_071, object) }).toString();
    expect(decodeSlp(text)).toMatchObject({
      method: 'INVITE',
      status: null,
      to: 'bob@example.com',
      from: 'alice@example.com',
      callId: CALL,
      branch: '33517CE4-02FC-4428-B6F4-39927229B722',
      cseq: 0,
      contentType: 'application/x-msnmsgr-sessionreqbody',
      sessionId: 676_378_071,
      appId: 1,
      purpose: 'object',
      object: { creator: 'alice@example.com', typeName: 'display-picture', size: 7, friendly: 'Ännchen' },
      file: null,
      fields: {},
    });
  });

  test('reads the name and the size of an offered file', () => {
    const body = fileBody(5, 'übung 日本.bin', 2 ** 33);
    expect(decodeSlp(slpText({ start: 'INVITE', ...ENDS, body }).toString())).toMatchObject({
      purpose: 'file',
      file: { name: 'übung 日本.bin', size: '8589934592' },
      fields: {},
    });
  });

  test('keeps fields without a place of their own, and a context that is no file', () => {
    const body = ['EUF-GUID: {5D3E02AB-6190-11D3-BBBB-00C04F795683}', 'Context: AAAA', 'Bridges: TCPv1'];
    expect(decodeSlp(slpText({ start: 'INVITE', ...ENDS, body }).toString())).toMatchObject({
      file: null,
      fields: { Context: 'AAAA', Bridges: 'TCPv1' },
    });
  });

  test('reads replies', () => {
    expect(decodeSlp(slpText({ start: '603 Decline', ...ENDS }).toString())).toMatchObject({
      method: null,
      status: 603,
      reason: 'Decline',
    });
  });

  test.each(['', '\0', 'INVITE', 'hello there MSNSLP/1.0x', 'HTTP/1.1 200 OK\r\n\r\n'])(
    'is not %j',
    (text) => {
      expect(decodeSlp(text)).toBeUndefined();
    },
  );

  test('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const slp = decodeSlp(`INVITE MSNMSGR:a MSNSLP/1.0\r\n${text}`);
        expect(slp?.kind).toBe('slp');
      }),
    );
  });
});

describe('MSNObject', () => {
  const object = msnObject('alice@example.com', Buffer.from('x'), 2, 'Smile');

  test('is read URL-encoded and plain', () => {
    expect(parseMsnObject(encodeURIComponent(object))).toEqual(parseMsnObject(object));
    expect(parseMsnObject(object)).toMatchObject({ typeName: 'emoticon', size: 1, location: 'TFR2C.tmp' });
  });

  test('decodes entities, and leaves what is none', () => {
    const found = parseMsnObject('<msnobj Creator="a&amp;b&#x41;&#66;&nbsp;&#99999999;" Type="99"/>');
    expect(found).toMatchObject({ creator: 'a&bAB&nbsp;&#99999999;', type: 99, typeName: null, size: null });
  });

  test('takes the first of several attributes, broken escapes and single quotes', () => {
    expect(parseMsnObject("%3Cmsnobj Creator='a%4' Creator='b'%zz")).toMatchObject({ creator: 'a%4' });
  });

  test.each(['0', '', 'msnobj', '%3Cmsn'])('is not %j', (word) => {
    expect(parseMsnObject(word)).toBeUndefined();
  });

  test('of any text never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(parseMsnObject(`<msnobj ${text}`)).toBeDefined();
      }),
    );
  });
});
