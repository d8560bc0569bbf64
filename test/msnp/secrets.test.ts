import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/msnp/command.ts';
import {
  isMaskedUtf8,
  maskedArgs,
  maskedLine,
  maskedText,
  maskedVerb,
  maskedWords,
} from '../../src/msnp/secrets.ts';
import { maskedPayload } from '../../src/msnp/secret-payload.ts';
import { ANY_VERSION, client, server } from './support.ts';
import type { Options, Piece } from './support.ts';

type Side = typeof client;

/** `read` of the first command, as long as it lives. */
function first<T>(side: Side, pieces: readonly Piece[], read: (c: Command) => T, options: Options = {}): T {
  const found: T[] = [];
  side(pieces, { ...options, each: (c) => found.push(read(c)) });
  return found[0]!;
}

const masked = (side: Side, line: string, options?: Options): string =>
  first(side, [`${line}\r\n`], (c) => maskedLine(c).toString(), options);

const TICKET = 't=INVENTEDTICKET&p=INVENTEDPROFILE';
const GUID = '{11111111-2222-3333-4444-555555555555}';

describe('lines in good shape', () => {
  it.each<readonly [Side, string, string]>([
    [client, `USR 7 TWN S ${TICKET}`, 'USR 7 TWN S [masked:34]'],
    [client, `USR 7 TWN S ${TICKET} more`, 'USR 7 TWN S [masked:34] [masked:4]'],
    [client, 'USR 7 MD5 S 8e9b16110f975b69f000bb9235906cd4', 'USR 7 MD5 S [masked:32]'],
    [client, 'USR 7 CTP S password', 'USR 7 CTP S [masked:8]'],
    [client, `USR 7 SSO S ${TICKET} HAAAAAEA= ${GUID}`, `USR 7 SSO S [masked:34] [masked:9] ${GUID}`],
    [client, `USR 7 SSO S ${TICKET} ${GUID}`, `USR 7 SSO S [masked:34] ${GUID}`],
    [client, 'USR 7 SHA A c2VjcmV0', 'USR 7 SHA A [masked:8]'],
    [client, 'USR 7 TWN I ann@example.com', 'USR 7 TWN I ann@example.com'],
    [client, 'USR 1 ann@example.com 100.200.300', 'USR 1 ann@example.com [masked:11]'],
    [client, 'ANS 1 bob@example.com 1.98765 40506070', 'ANS 1 bob@example.com [masked:7] 40506070'],
    [server, 'USR 7 TWN S ct=1,rver=1,tpf=0123', 'USR 7 TWN S ct=1,rver=1,tpf=0123'],
    [server, 'USR 7 MD5 S 990011.2233', 'USR 7 MD5 S 990011.2233'],
    [server, 'USR 7 OK ann@example.com Ann 1 0', 'USR 7 OK ann@example.com Ann 1 0'],
    [server, 'ANS 1 OK', 'ANS 1 OK'],
    [
      server,
      'XFR 17 SB 192.0.2.30:1863 CKI 1.2.3 U messenger.msn.com 1',
      'XFR 17 SB 192.0.2.30:1863 CKI [masked:5] U messenger.msn.com 1',
    ],
    [server, 'XFR 3 NS 192.0.2.20:1863 0 192.0.2.10:1863', 'XFR 3 NS 192.0.2.20:1863 0 192.0.2.10:1863'],
    [server, 'XFR 3 NS 192.0.2.20:1863 U D VmVyc2lvbg==', 'XFR 3 NS 192.0.2.20:1863 U D VmVyc2lvbg=='],
    [
      server,
      'RNG 17 192.0.2.30:1863 CKI 1.98765 ann@example.com Ann',
      'RNG 17 192.0.2.30:1863 CKI [masked:7] ann@example.com Ann',
    ],
    [client, 'QRY 16 msmsgs@msnmsgr.com 0', 'QRY 16 msmsgs@msnmsgr.com 0'],
    [client, 'XFR 17 SB', 'XFR 17 SB'],
  ])('%o %s', (side, line, expected) => {
    expect(masked(side, line)).toBe(expected);
    const context = { ...ANY_VERSION, role: 'SB' as const };
    expect(masked(side, line, { context })).toBe(expected);
  });

  it('are masked in bytes: the length is that of the bytes', () => {
    expect(masked(client, 'USR 7 CTP S p\xc3\xa4ss')).toBe('USR 7 CTP S [masked:5]');
  });

  it('are masked in the arguments as in the line', () => {
    expect(first(client, [`USR 7 TWN S ${TICKET}\r\n`], maskedArgs)).toEqual(['TWN', 'S', '[masked:34]']);
    expect(first(client, [`USR 7 TWN S ${TICKET}\r\n`], maskedText)).toBe('USR 7 TWN S [masked:34]');
  });

  it('keep bytes that are no UTF-8 outside the secret, and lose those inside', () => {
    expect(first(client, ['USR 7 CTP S p\xe4ss\r\n'], isMaskedUtf8)).toBe(true);
    expect(first(client, ['REA 7 ann@example.com p\xe4ss\r\n'], isMaskedUtf8)).toBe(false);
  });
});

describe('errors', () => {
  it('show no secret that the server echoes', () => {
    expect(masked(server, `911 7 ${TICKET}`)).toBe('911 7 [masked:34]');
    expect(masked(server, '205 10 (no such user)')).toBe('205 10 (no such user)');
  });
});

describe('lines out of shape', () => {
  const SECRETS = ['INVENTED', '8e9b16110f975b69', 'secret', '100.200', '1.98765'];

  it.each<readonly [Side, string]>([
    [client, `USR TWN S ${TICKET}`],
    [client, `USR abc TWN S ${TICKET}`],
    [client, `USR -7 TWN S ${TICKET}`],
    [client, `USR 7 TWN ${TICKET}`],
    [client, `USR 7 TWN I ${TICKET}`],
    [client, `USR 7 ${TICKET}`],
    [client, `USR ${TICKET}`],
    [client, `USR ${TICKET} TWN S`],
    [client, `USR 7 8 TWN S ${TICKET}`],
    [client, `USR\t7  TWN S ${TICKET}`],
    [client, `USR 7 TWN S  ${TICKET}`],
    [client, `usr 7 TWN S ${TICKET}`],
    [client, 'usr 7 MD5 S 8e9b16110f975b69f000bb9235906cd4'],
    [client, 'USRX 7 MD5 S 8e9b16110f975b69f000bb9235906cd4'],
    [client, 'USR 7 MD5 8e9b16110f975b69f000bb9235906cd4'],
    [client, 'USR 7 FOO S secretsecret'],
    [client, `PNG\rUSR 7 TWN S ${TICKET}`],
    [client, TICKET],
    [client, 'USR ann@example.com 100.200.300'],
    [client, 'USR x ann@example.com 100.200.300'],
    [client, 'USR 1 100.200.300 ann@example.com'],
    [client, 'USR 100.200.300 ann@example.com 1'],
    [client, 'ANS bob@example.com 1.98765 40506070'],
    [client, 'ANS 1 2 bob@example.com 1.98765 40506070'],
    [client, 'ANS bob@example.com 1 1.98765 40506070'],
    [client, 'ANS 1 1.98765 bob@example.com 40506070'],
    [client, 'ans 1 bob@example.com 1.98765 40506070'],
    [server, 'ANS 1 bob@example.com 1.98765 40506070'],
    [server, `USR 7 TWN S ${TICKET}`],
    [server, 'USR 1 ann@example.com 100.200.300'],
    [server, 'XFR SB 192.0.2.30:1863 CKI 100.200.300'],
    [server, 'XFR 17 SB 192.0.2.30:1863 100.200.300'],
    [client, 'XFR 17 SB 192.0.2.30:1863 CKI 100.200.300'],
    [server, 'RNG 17 192.0.2.30:1863 1.98765 ann@example.com Ann'],
    [server, 'RNG 192.0.2.30:1863 CKI 1.98765 ann@example.com Ann'],
    [client, 'RNG 17 192.0.2.30:1863 CKI 1.98765 ann@example.com Ann'],
    [server, 'rng 17 192.0.2.30:1863 CKI 1.98765 ann@example.com Ann'],
    [server, 'MSPAuth: INVENTED$$'],
    [server, 'sid:secret'],
    [server, 'AuthCookie: secret'],
  ])('%o %s show no secret', (side, line) => {
    const all = first(side, [`${line}\r\n`], (c) =>
      [maskedLine(c).toString(), ...maskedWords(c), ...maskedArgs(c), maskedVerb(c), maskedText(c)].join(
        '\n',
      ),
    );
    for (const secret of SECRETS) expect(all).not.toContain(secret);
    expect(all).toContain('[masked:');
  });

  it('show a short bad TrID, which is what they are about', () => {
    expect(masked(client, `USR -7 TWN S ${TICKET}`)).toBe('USR -7 TWN S [masked:34]');
  });
});

describe('payloads', () => {
  const message = (payload: string, declared = payload.length): string =>
    `MSG Hotmail Hotmail ${declared}\r\n${payload}`;
  const profile = [
    'MIME-Version: 1.0',
    'Content-Type: text/x-msmsgsprofile; charset=UTF-8',
    'sid: 507',
    'KV: 4',
    'mspauth: INVENTED$$',
    'ClientIP: 198.51.100.7',
    '',
    '',
  ].join('\r\n');
  const show = (pieces: readonly Piece[]): string =>
    first(server, pieces, (c) => maskedPayload(c).toString('latin1'));

  it('of a profile lose MSPAuth, sid and kv, whatever their case', () => {
    expect(show([message(profile)])).toBe(
      profile
        .replace('507', '[masked:3]')
        .replace(': 4', ': [masked:1]')
        .replace('INVENTED$$', '[masked:10]'),
    );
  });

  it('of an invitation lose the AuthCookie', () => {
    const text =
      'MIME-Version: 1.0\r\nContent-Type: Text/X-MSMSGSINVITE\r\n\r\nIP-Address: 192.0.2.1\r\nAuthCookie: 8765\r\n\r\n';
    expect(show([message(text)])).toBe(text.replace('8765', '[masked:4]'));
  });

  it('of chat text and of parts of objects stay as they are', () => {
    for (const type of ['text/plain; charset=UTF-8', 'application/x-msnmsgrp2p']) {
      const text = `Content-Type: ${type}\r\n\r\nsid: 507\r\nMSPAuth: x`;
      expect(show([message(text)])).toBe(text);
    }
    const page = 'sid: 507\r\nMSPAuth: x';
    expect(
      first(client, [`PAG 9 bob@example.com ${page.length}\r\n${page}`], (c) => String(maskedPayload(c))),
    ).toBe(page);
  });

  it.each([
    [
      'with controls and blanks around the name',
      '\vMSPAuth: SECRET\r\n\xa0\fsid: SECRET\r\nkv\xc2\xa0\t: SECRET',
    ],
    ['behind a bare CR', 'a: b\rMSPAuth: SECRET\r\r\nMSPAuth\r: SECRET'],
    ['folded into several lines', 'MSPAuth:\r\n SECRET\r\n\tSECRET\r\nsid: 1\r\n SECRET\r\n kv: SECRET'],
  ])('are masked %s', (_, fields) => {
    for (const type of [
      'text/x-msmsgsprofile',
      'text/x-msmsgsinvite',
      'text/x-msmsgsprofile charset=UTF-8',
      'x/y',
    ]) {
      const shown = show([message(`Content-Type: ${type}\r\nA: b\r\n${fields}\r\n\r\n`)]);
      expect(shown).not.toContain('SECRET');
      expect(shown).toContain('[masked:6]');
    }
  });

  it('are masked whatever command carries them', () => {
    const fields = 'MSPAuth: SECRET\r\nAuthCookie: SECRET\r\n';
    const blocks = (type: string, body: string): string =>
      `Routing: 1.0\r\n${fields}\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\n${type}\r\n\r\n${body}`;
    const lines: [Side, string, string][] = [
      [client, 'UUM 5 bob@example.com 32 1', `Content-Type: text/x-msmsgsinvite\r\n\r\n${fields}`],
      [server, 'UBM bob@example.com 32 1', `Content-Type: text/x-msmsgsinvite\r\n\r\n${fields}`],
      [client, 'SDG 5', blocks('Content-Type: text/x-msmsgsprofile', fields)],
      [server, 'NFY PUT', blocks('Content-Type: x', fields)],
      [client, 'UUX 5', `<Data></Data>\r\n${fields}`],
      [server, 'NOT', fields],
    ];
    for (const [side, line, payload] of lines) {
      const shown = first(side, [`${line} ${payload.length}\r\n${payload}`], (c) => String(maskedPayload(c)));
      expect(shown).not.toContain('SECRET');
    }
    const text = `sid: 507\r\n${fields}`;
    const payload = blocks('Message-Type: Text', text);
    const shown = first(client, [`SDG 5 ${payload.length}\r\n${payload}`], (c) => String(maskedPayload(c)));
    expect(shown.slice(-text.length)).toBe(text);
    expect(shown.slice(0, -text.length)).not.toContain('SECRET');
  });

  it('are masked when a server cuts their values in two', () => {
    const text = 'Message-ID: {A}\r\nChunk: 1\r\n\r\nSECRET\r\nkv: SECRET\r\nMember: 1';
    expect(show([message(text)])).toBe(text.replaceAll('SECRET', '[masked:6]'));
    const chat = `MSG bob@example.com Bob ${text.length}\r\n${text}`;
    expect(show([chat])).toBe(text.replace('kv: SECRET', 'kv: [masked:6]'));
  });

  it.each(['\r', ' ', ' sid: x\n', 'sid\r', '\x80'])('of 64 KiB of %j are masked at once', (piece) => {
    const text = piece.repeat(Math.floor(65000 / piece.length));
    const start = performance.now();
    show([message(text)]);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('without a whole head are masked in any case', () => {
    expect(show([message('MSPAuth: INVENTED$$\r\nsid: 5')])).toBe('MSPAuth: [masked:10]\r\nsid: [masked:1]');
    expect(show([message(profile.slice(0, 110), 400)])).toContain('MSPAuth'.toLowerCase());
    for (let end = 0; end < profile.length; end++) {
      expect(show([message(profile.slice(0, end), 400)])).not.toMatch(/INVENTED|507/);
    }
  });

  it('with a hole are masked, what stands behind the hole too', () => {
    for (let start = 0; start < profile.length - 12; start += 3) {
      for (const length of [1, 8, 30]) {
        const whole = message(profile);
        const at = whole.length - profile.length + start;
        const rest = whole.slice(at + length);
        if (rest === '') continue;
        const shown = show([whole.slice(0, at), length, rest]);
        expect(shown).not.toMatch(/INVENT|VENTED|NTED|507/);
      }
    }
  });
});

describe('fields that the border of two chunks cuts', () => {
  const shown = (body: string): string => {
    const payload = `Message-ID: {A1}\r\nChunk: 1\r\n\r\n${body}`;
    const line = `MSG bob@example.com Bob ${payload.length}\r\n`;
    return first(server, [line + payload], (c) => maskedPayload(c).toString('latin1')).slice(
      payload.length - body.length,
    );
  };

  it.each([
    ['okie: 765544\r\nPort: 6891', 'okie: [masked:6]\r\nPort: 6891'],
    [': 765544\r\nPort: 6891', ': [masked:6]\r\nPort: 6891'],
    ['765544\r\nPort: 6891', '[masked:6]\r\nPort: 6891'],
    ['AuthCookie: 765544', 'AuthCookie: [masked:6]'],
    ['Port: 6891\r\nIP: 1', 'Port: 6891\r\nIP: 1'],
    ['at 7 then', 'at 7 then'],
  ])('%j', (body, expected) => {
    expect(shown(body)).toBe(expected);
  });
});

it('masking twice is masking once', () => {
  expect(masked(client, 'USR 7 TWN S [masked:34]')).toBe('USR 7 TWN S [masked:34]');
});
