/** Contents of messages, by content type (messages.md 2 to 5, 11). */
import { describe, expect, test } from 'vitest';
import { LINE } from '../../../src/msnp/command.ts';
import { decode, mime } from './support.ts';

describe('a chat text', () => {
  test('has its text, format, names and client', () => {
    const payload = mime(
      'text/plain; charset=UTF-8',
      'Grüße',
      'X-MMS-IM-Format: FN=MS%20Shell%20Dlg; EF=BIUS; CO=80; CS=0; PF=22; RL=1',
      'P4-Context: Ann (work)',
      'User-Agent: own/1.0',
      'Dest-Agent: client',
    );
    expect(decode('MSG', payload)).toEqual({
      kind: 'text',
      text: 'Grüße',
      charset: 'utf-8',
      format: {
        font: 'MS Shell Dlg',
        bold: true,
        italic: true,
        underline: true,
        strike: true,
        color: '#800000',
        rightToLeft: true,
      },
      displayName: 'Ann (work)',
      userAgent: 'own/1.0',
      offline: true,
    });
    expect(decode('UUM', payload)).toEqual(decode('MSG', payload));
  });

  test.each([
    ['CO=ff8000', '#0080ff'],
    ['CO=0', '#000000'],
    ['CO=00ff8000', '#0080ff'],
    ['CO=red', null],
    ['CO=', null],
    ['', null],
  ])('the colour of %s is %s', (header, color) => {
    const payload = mime('text/plain; charset=UTF-8', 'hi', `X-MMS-IM-Format: FN=; EF=; ${header}`);
    expect(decode('MSG', payload)).toMatchObject({ format: { color, font: null, bold: false } });
  });

  test('keeps escapes of fonts that are none', () => {
    const payload = mime('text/plain', 'hi', 'X-MMS-IM-Format: FN=%E9nick%zz%C3%A9');
    expect(decode('MSG', payload)).toMatchObject({ format: { font: '%E9nick%zzé' } });
  });

  test.each([
    ['text/plain; charset=windows-1251', [0xcf, 0xf0], 'Пр', 'windows-1251'],
    ['text/plain; charset="Shift_JIS"', [0x93, 0xfa], '日', 'shift_jis'],
    ['text/plain', [0xe9], 'é', 'windows-1252'],
    ['text/plain', [0xc3, 0xa9], 'é', 'utf-8'],
    ['text/plain; charset=UTF-8', [0x61, 0xff], 'a\ufffd', 'utf-8'],
    ['text/plain; charset=x-own', [0xe9], 'é', 'windows-1252'],
    ['text/plain; charset=hz-gb-2312', [0x61], 'a', 'utf-8'],
  ])('%s of %j reads %s', (type, bytes, text, charset) => {
    expect(decode('MSG', mime(type, Buffer.from(bytes)))).toMatchObject({ kind: 'text', text, charset });
  });

  test('without a charset is read in the code page of its format', () => {
    const payload = mime('text/plain', Buffer.from([0xcf, 0xf0]), 'X-MMS-IM-Format: FN=Arial; CS=cc');
    expect(decode('MSG', payload)).toMatchObject({ text: 'Пр', charset: 'windows-1251' });
  });

  test('keeps a byte order mark and NUL', () => {
    expect(decode('MSG', mime('text/plain; charset=UTF-8', '\ufeffa\0b'))).toMatchObject({
      text: '\ufeffa\0b',
    });
  });

  test('is recognised in any case of names and types', () => {
    expect(decode('MSG', 'content-type: Text/Plain; Charset=utf-8\n\nhi')).toMatchObject({
      kind: 'text',
      text: 'hi',
    });
  });
});

describe('a message that is not whole', () => {
  const text = mime('text/plain; charset=UTF-8', 'Lunch at noon?');
  const bodyAt = text.length - 'Lunch at noon?'.length;

  test('says its text up to the hole', () => {
    const holed = { flags: LINE.payloadHoled, payloadHoles: [bodyAt + 5, 20] };
    expect(decode('MSG', text, holed)).toMatchObject({ kind: 'text', text: 'Lunch' });
  });

  test('says nothing when the hole lies in its head', () => {
    expect(decode('MSG', text, { flags: LINE.payloadHoled, payloadHoles: [20, 5] })).toBeNull();
  });

  test('leaves out a field that is cut off', () => {
    const invitation = mime('text/x-msmsgsinvite', 'Invitation-Command: INVITE\r\nApplication-FileSize: 12');
    expect(decode('MSG', invitation, { flags: LINE.payloadTruncated })).toMatchObject({
      command: 'INVITE',
      fileSize: null,
    });
  });

  test.each(['ADL', 'UBX', 'GCF', 'QRY'])('%s says nothing', (verb) => {
    expect(decode(verb, '<ml></ml>', { flags: LINE.payloadTruncated })).toBeNull();
  });
});

describe('other content types', () => {
  test('typing', () => {
    expect(decode('MSG', mime('text/x-msmsgscontrol', '\r\n', 'TypingUser: ann@example.com'))).toEqual({
      kind: 'typing',
      account: 'ann@example.com',
    });
  });

  test('the profile has its fields as sent', () => {
    const payload = mime(
      'text/x-msmsgsprofile; charset=UTF-8',
      '',
      'LoginTime: 1100000000',
      'country:',
      'MemberIdLow: -2',
    );
    expect(decode('MSG', payload)).toEqual({
      kind: 'profile',
      fields: { LoginTime: '1100000000', country: '', MemberIdLow: '-2' },
    });
  });

  test.each([
    ['text/x-msmsgsinitialemailnotification', 'mail'],
    ['text/x-msmsgsemailnotification', 'mail'],
    ['text/x-msmsgsactivemailnotification', 'mail'],
    ['application/x-msmsgssystemmessage', 'system'],
    ['text/x-msmsgssystemmessage', 'system'],
    ['text/x-clientcaps', 'client-caps'],
    ['text/x-clientinfo', 'client-caps'],
  ])('%s has the fields of its second head', (type, kind) => {
    const fields = { Type: '1', Arg1: '5' };
    expect(decode('MSG', mime(type, 'Type: 1\r\nArg1: 5\r\n\r\n'))).toEqual({ kind, fields });
  });

  test('a field named like a property of objects is a field', () => {
    const content = decode('MSG', mime('text/x-clientcaps', '__proto__: a\r\nconstructor: b\r\n'));
    expect(JSON.stringify(content)).toBe(
      '{"kind":"client-caps","fields":{"__proto__":"a","constructor":"b"}}',
    );
  });

  test('Mail-Data has its notes and the unread mails', () => {
    const mail =
      '<MD><E><I>3</I><IU>2</IU></E><M><T>11</T><S>6</S><RT>2005-01-02T03:04:05Z</RT><E>bob@example.com</E>' +
      '<I>GUID-1</I><F>.!!OIM</F><N>=?utf-8?B?Qm9iIMOp?=</N></M><M><E>cat@example.com</E><N>=?utf-8?Q?C=C3=A9_t?=</N></M></MD>';
    for (const type of ['text/x-msmsgsinitialmdatanotification', 'text/x-msmsgsoimnotification']) {
      expect(
        decode('MSG', mime(`${type}; charset=UTF-8`, `Mail-Data: ${mail}\r\nInbox-URL: /x\r\n`)),
      ).toEqual({
        kind: 'mail-data',
        tooLarge: false,
        inboxUnread: 2,
        notes: [
          {
            id: 'GUID-1',
            from: 'bob@example.com',
            name: 'Bob é',
            time: '2005-01-02T03:04:05Z',
            folder: '.!!OIM',
          },
          { id: null, from: 'cat@example.com', name: 'Cé t', time: null, folder: null },
        ],
      });
    }
    expect(decode('MSG', mime('text/x-msmsgsoimnotification', 'Mail-Data: too-large\r\n'))).toEqual({
      kind: 'mail-data',
      tooLarge: true,
      inboxUnread: null,
      notes: [],
    });
  });

  test('invitations have their fields', () => {
    const body =
      'Application-Name: File Transfer\r\nApplication-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n' +
      'Invitation-Command: INVITE\r\nInvitation-Cookie: 33267\r\nApplication-File: a b.txt\r\n' +
      'Application-FileSize: 4294967296\r\n\r\n';
    expect(decode('MSG', mime('text/x-msmsgsinvite; charset=UTF-8', body))).toMatchObject({
      kind: 'invitation',
      command: 'INVITE',
      cookie: '33267',
      application: 'File Transfer',
      applicationId: '{5D3E02AB-6190-11d3-BBBB-00C04F795683}',
      file: 'a b.txt',
      fileSize: 4294967296,
      cancelCode: null,
      address: null,
      port: null,
    });
    const answer =
      'Invitation-Command: Accept\r\nInvitation-Cookie: 33267\r\nIP-Address: 192.0.2.7\r\nPort: 6891\r\n';
    expect(decode('MSG', mime('text/x-msmsgsinvite', answer))).toMatchObject({
      command: 'ACCEPT',
      address: '192.0.2.7',
      port: 6891,
    });
    expect(
      decode('MSG', mime('text/x-msmsgsinvite', 'Invitation-Command: CANCEL\r\nCancel-Code: REJECT\r\n')),
    ).toMatchObject({ command: 'CANCEL', cancelCode: 'REJECT', cookie: null });
  });

  test('datacasts have their id, name and data', () => {
    const cast = (body: string): unknown => decode('MSG', mime('text/x-msnmsgr-datacast', body));
    expect(cast('ID: 1\r\n\r\n')).toEqual({ kind: 'datacast', id: 1, name: 'nudge', data: null });
    expect(cast('ID: 4\r\nData: waves\r\n')).toEqual({
      kind: 'datacast',
      id: 4,
      name: 'action',
      data: 'waves',
    });
    expect(cast('ID: 99\r\n')).toEqual({ kind: 'datacast', id: 99, name: null, data: null });
    expect(cast('ID: x\r\n')).toEqual({ kind: 'datacast', id: null, name: null, data: null });
  });

  test('emoticons are pairs of shortcut and object', () => {
    const object = (type: number): string =>
      `<msnobj Creator="ann@example.com" Size="9" Type="${type}" SHA1D="AAA="/>`;
    const body = `:a:\t${object(2)}\t(b)\t${object(2)}`;
    expect(decode('MSG', mime('text/x-mms-emoticon', body))).toMatchObject({
      kind: 'emoticons',
      animated: false,
      emoticons: [
        { shortcut: ':a:', object: { creator: 'ann@example.com', size: 9, sha1d: 'AAA=' } },
        { shortcut: '(b)', object: { type: 2 } },
      ],
    });
    expect(decode('MSG', mime('text/x-mms-animemoticon', 'x\ty\tz'))).toEqual({
      kind: 'emoticons',
      animated: true,
      emoticons: [{ shortcut: 'x', object: null }],
    });
  });

  test('drawings have the number of their bytes', () => {
    const ink = (body: string): unknown => decode('MSG', mime('application/x-ms-ink', body));
    expect(ink('base64:AAECAwQ=')).toEqual({ kind: 'ink', type: 'application/x-ms-ink', bytes: 5 });
    expect(ink('base64:')).toMatchObject({ bytes: 0 });
    expect(decode('MSG', mime('image/gif', 'GIF89a'))).toEqual({ kind: 'ink', type: 'image/gif', bytes: 6 });
  });

  test('a keep-alive and an unknown type have their headers, a search its text', () => {
    expect(decode('MSG', mime('text/x-keepalive', '\r\n'))).toEqual({
      kind: 'headers',
      fields: { 'MIME-Version': '1.0', 'Content-Type': 'text/x-keepalive' },
    });
    expect(decode('MSG', mime('application/x-own; a=b', Buffer.from([0, 1])))).toEqual({
      kind: 'headers',
      fields: { 'MIME-Version': '1.0', 'Content-Type': 'application/x-own; a=b' },
    });
    expect(decode('MSG', mime('text/search-query', 'weather'))).toEqual({ kind: 'plain', text: 'weather' });
  });

  test('texts without a head are plain', () => {
    expect(decode('MSG', '\r\nhello')).toEqual({ kind: 'plain', text: 'hello' });
    expect(decode('MSG', 'hello')).toEqual({ kind: 'plain', text: 'hello' });
    expect(decode('MSG', '')).toBeNull();
    expect(decode('MSG', '\r\n')).toBeNull();
  });
});

describe('a chunk', () => {
  const ID = '{11111111-2222-3333-4444-555555555555}';

  test('the first has the type, the text so far and the number of chunks', () => {
    const payload = mime('text/plain; charset=UTF-8', 'Lunch', `Message-ID: ${ID}`, 'Chunks: 3');
    expect(decode('MSG', payload)).toMatchObject({
      kind: 'text',
      text: 'Lunch',
      chunk: { id: ID, index: 0, total: 3 },
    });
  });

  test('a later one is text of an unknown kind', () => {
    expect(decode('MSG', `Message-ID: ${ID}\r\nChunk: 2\r\n\r\n at noon?`)).toEqual({
      kind: 'plain',
      text: ' at noon?',
      chunk: { id: ID, index: 2, total: null },
    });
  });

  test.each(['Chunks: 0', 'Chunks: 1024', 'Chunks: -1', 'Chunk: 0', 'Chunk: 1023', 'Chunk: x'])(
    '%s gives no place',
    (header) => {
      expect(decode('MSG', mime('text/plain', 'hi', `Message-ID: ${ID}`, header))).not.toHaveProperty(
        'chunk',
      );
    },
  );
});
