/** Every type, id and flag that the protocol reference names (messages.md) is in a table. */
import { describe, expect, test } from 'vitest';
import { MESSAGE_TYPES } from '../../../src/msnp/payload/blocks.ts';
import { CONTENT_TYPES } from '../../../src/msnp/payload/content-types.ts';
import { EUF_GUIDS, OBJECT_TYPES, P2P_FLAGS } from '../../../src/msnp/payload/p2p-tables.ts';
import { DATACASTS } from '../../../src/msnp/payload/simple-types.ts';
import { decode } from './support.ts';

describe('the tables', () => {
  test.each([
    'text/plain',
    'text/x-msmsgscontrol',
    'text/x-msmsgsinvite',
    'text/x-msmsgsprofile',
    'text/x-msmsgsinitialemailnotification',
    'text/x-msmsgsemailnotification',
    'text/x-msmsgsactivemailnotification',
    'text/x-msmsgsinitialmdatanotification',
    'text/x-msmsgsoimnotification',
    'application/x-msmsgssystemmessage',
    'text/x-msmsgssystemmessage',
    'application/x-msnmsgrp2p',
    'text/x-msnmsgr-datacast',
    'text/x-mms-emoticon',
    'text/x-mms-animemoticon',
    'image/gif',
    'application/x-ms-ink',
    'text/x-clientcaps',
    'text/x-clientinfo',
    'text/x-keepalive',
    'text/search-query',
  ])('have the content type %s', (type) => {
    expect(CONTENT_TYPES.has(type)).toBe(true);
  });

  test.each([
    'Text',
    'Nudge',
    'Wink',
    'Control',
    'Control/Typing',
    'CustomEmoticon',
    'Signal/P2P',
    'Signal/CloseIMWindow',
    'Signal/MarkIMWindowRead',
    'Signal/ForceAbchSync',
    'Signal/Turn',
    'Signal/AudioMeta',
    'Signal/AudioTunnel',
    'Data',
  ])('have the Message-Type %s', (type) => {
    expect(MESSAGE_TYPES.has(type.toLowerCase())).toBe(true);
  });

  test.each(['user', 'circles', 'multiparty', 'network'])(
    'publications of application/%s+xml are read',
    (name) => {
      const payload =
        'Routing: 1.0\r\n\r\nReliability: 1.0\r\n\r\nPublication: 1.0\r\n' +
        `Content-Type: application/${name}+xml\r\n\r\n<${name} a="b"/>`;
      expect(decode('PUT', payload)).toMatchObject({ body: { kind: 'xml', root: name } });
    },
  );

  test('have the datacasts', () => {
    expect([...DATACASTS]).toEqual([
      [1, 'nudge'],
      [2, 'wink'],
      [3, 'voice-clip'],
      [4, 'action'],
    ]);
  });

  test.each([
    ['A4268EEC-FEC5-49E5-95C3-F126696BDBF6', 'object'],
    ['5D3E02AB-6190-11D3-BBBB-00C04F795683', 'file'],
    ['4BD96FC0-AB17-4425-A14A-439185962DC8', 'webcam-send'],
    ['1C9AA97E-9C05-4583-A3BD-908A196F1E92', 'webcam-request'],
  ])('have the EUF-GUID %s as %s', (guid, name) => {
    expect(EUF_GUIDS.get(guid)).toBe(name);
  });

  test.each([0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x1000000])(
    'have the P2P flag %i',
    (flag) => {
      expect(P2P_FLAGS.map(({ bits }): number => bits)).toContain(flag);
    },
  );

  test.each([2, 3, 4, 5, 7, 8, 11])('have the object type %i', (type) => {
    expect(OBJECT_TYPES.has(type)).toBe(true);
  });

  test.each([
    'MSG',
    'UUM',
    'UBM',
    'ADL',
    'RML',
    'FQY',
    'UUX',
    'UBX',
    'NOT',
    'GCF',
    'IPG',
    'UUN',
    'UBN',
    'PUT',
    'NFY',
    'DEL',
    'SDG',
    'QRY',
    'PAG',
    'PGD',
    'SDC',
    'VAS',
    '241',
  ])('payloads of %s have a decoder', (verb) => {
    const payloads = ['<a/>', 'Routing: 1.0\r\n\r\n', 'Content-Type: text/plain\r\n\r\nhi'];
    expect(payloads.some((payload) => decode(verb, payload) !== null)).toBe(true);
  });
});
