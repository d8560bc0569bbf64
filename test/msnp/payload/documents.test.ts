/** Contents of XML payloads, blocks, and payloads without a type (messages.md 12 to 14). */
import { describe, expect, test } from 'vitest';
import { readXml, xmlProblem } from '../../../src/msnp/payload/xml.ts';
import { decode } from './support.ts';

describe('contacts', () => {
  test('of ADL have account, lists, network and name', () => {
    const xml =
      '<ml l="1"><d n="example.com"><c n="bob" l="3" t="1" f="Bob &amp; co"/><c n="cat" l="11" t="32"/></d>' +
      '<t><c n="tel:+15550100" l="1"/></t></ml>';
    expect(decode('ADL', xml)).toEqual({
      kind: 'contacts',
      initial: true,
      contacts: [
        { account: 'bob@example.com', lists: 3, network: 1, name: 'Bob & co' },
        { account: 'cat@example.com', lists: 11, network: 32, name: null },
        { account: 'tel:+15550100', lists: 1, network: null, name: null },
      ],
    });
  });

  test('of later versions have the lists of their services', () => {
    const xml = '<ml><d n="example.com"><c n="bob" t="1"><s l="3" n="IM"/><s l="8" n="PE"/></c></d></ml>';
    expect(decode('RML', xml)).toMatchObject({ initial: false, contacts: [{ lists: 11, network: 1 }] });
  });

  test('of an error, as XML and as text', () => {
    expect(decode('241', '<ml><d n="example.com"><c n="bob"/></d></ml>')).toMatchObject({
      kind: 'contacts',
      contacts: [{ account: 'bob@example.com', lists: null }],
    });
    expect(decode('241', '0 6 6')).toEqual({ kind: 'plain', text: '0 6 6' });
  });

  test('are bounded', () => {
    const domain = 'd'.repeat(20_000);
    const xml = `<ml><d n="${domain}">${'<c n="a"/>'.repeat(4000)}</d></ml>`;
    expect(JSON.stringify(decode('ADL', xml)).length).toBeLessThan(200_000);
  });
});

describe('a personal message', () => {
  test('has its text, media, machine and endpoints', () => {
    const xml =
      '<Data><PSM>A &lt;b&gt;</PSM><CurrentMedia>\\0Music\\01\\0x</CurrentMedia><MachineGuid>{1}</MachineGuid><DDP>x</DDP>' +
      '<EndpointData id="{2}"><Capabilities>1:2</Capabilities></EndpointData>' +
      '<PrivateEndpointData id="{2}"><EpName>desk</EpName></PrivateEndpointData></Data>';
    expect(decode('UBX', xml)).toEqual({
      kind: 'personal',
      message: 'A <b>',
      media: '\\0Music\\01\\0x',
      machineGuid: '{1}',
      endpoints: [{ id: '{2}', capabilities: '1:2', name: 'desk' }],
      fields: { DDP: 'x' },
    });
  });

  test('may be one endpoint alone, or several elements side by side', () => {
    expect(decode('UUX', '<EndpointData><Capabilities>1:2</Capabilities></EndpointData>')).toMatchObject({
      endpoints: [{ id: '', capabilities: '1:2', name: null }],
    });
    const both =
      '<Data><PSM>hi</PSM></Data><EndpointData id="{2}"><Capabilities>1:2</Capabilities></EndpointData>';
    expect(decode('UBX', both)).toMatchObject({ message: 'hi', endpoints: [{ id: '{2}' }] });
  });

  test('is read when an ampersand is not escaped', () => {
    expect(decode('UUX', '<Data><PSM>Tom & Jerry &amp; co</PSM></Data>')).toMatchObject({
      message: 'Tom & Jerry & co',
    });
  });
});

describe('other XML', () => {
  test('is given by paths', () => {
    const xml =
      '<NOTIFICATION ver="2"><TO pid="0x1"/><MSG id="0"><BODY><TEXT>a &#x41;&amp;lt;</TEXT></BODY></MSG><MSG/><MSG id="2"/></NOTIFICATION>';
    expect(decode('NOT', xml)).toEqual({
      kind: 'xml',
      root: 'NOTIFICATION',
      fields: {
        'NOTIFICATION/@ver': '2',
        'NOTIFICATION/TO/@pid': '0x1',
        'NOTIFICATION/MSG/@id': '0',
        'NOTIFICATION/MSG/BODY/TEXT': 'a A&lt;',
        'NOTIFICATION/MSG[3]/@id': '2',
      },
    });
  });

  test('is bounded', () => {
    const name = 'n'.repeat(200);
    const xml = `${`<${name}>`.repeat(20)}${'<a b="c"/>'.repeat(5000)}${`</${name}>`.repeat(20)}`;
    expect(JSON.stringify(decode('GCF', xml)).length).toBeLessThan(400_000);
  });

  test('is nothing when it is not closed', () => {
    expect(decode('GCF', '<Policies><Policy></Policies>')).toBeNull();
    expect(decode('NOT', 'hello')).toBeNull();
  });

  test.each([
    ['nested', '<a>'],
    ['not closed', '<a><b>'],
    ['only opened', '<'],
    ['attributes', '<a b="c" '],
    ['document types', '<!DOCTYPE a ['],
    ['entities', '<!ENTITY a "&b;">'],
    ['comments', '<!--'],
    ['CDATA', '<![CDATA['],
    ['instructions', '<?a '],
    ['siblings', '<b/>'],
    ['ampersands', '&'],
    ['references', '&#x41;'],
    ['quotes', '<a b=">'],
    ['blanks', '<a \n'],
    ['line ends', '\n<b'],
  ])('64 KiB of hostile %s take no time', (_name, piece) => {
    const text = piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536);
    for (const document of [text, `<a>${text}</a>`.slice(0, 65_536), `<a ${text}`.slice(0, 65_536)]) {
      const start = performance.now();
      readXml(document);
      // Alone on a machine it is below 50 ms.
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });

  test('document types and deep nesting are refused before anything is parsed', () => {
    expect(xmlProblem('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toBe('has a document type');
    expect(xmlProblem(`${'<a>'.repeat(33)}${'</a>'.repeat(33)}`)).toBe('is nested too deep');
    expect(xmlProblem(`${'<a>'.repeat(32)}<!-- <a> --><b c="/>"/>${'</a>'.repeat(32)}`)).toBe('');
    expect(xmlProblem(`<a>${'<b c=">"/>'.repeat(100)}</a>`)).toBe('');
    expect(xmlProblem(`<a>${'<b/>'.repeat(10_000)}</a>`)).toBe('has too many elements');
  });
});

/** A message with these section headers and body. */
function sdg(headers: readonly string[], body: Buffer | string, service?: string): Buffer {
  const routing = ['Routing: 1.0', 'To: 1:bob@example.com', 'From: 1:ann@example.com;epid={1}'];
  const lines = [
    ...routing,
    ...(service === undefined ? [] : [`Service-Channel: ${service}`]),
    '',
    'Reliability: 1.0',
    'Stream: 0',
    '',
    'Messaging: 2.0',
    ...headers,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(body)]);
}

describe('blocks', () => {
  test('have their heads, addresses and what the body holds', () => {
    const content = decode(
      'SDG',
      sdg(['Message-Type: Text', 'Content-Type: text/plain; charset=UTF-8', 'Content-Length: 1'], 'hello'),
    );
    expect(content).toMatchObject({
      kind: 'blocks',
      routing: { Routing: '1.0', To: '1:bob@example.com', From: '1:ann@example.com;epid={1}' },
      reliability: { Reliability: '1.0', Stream: '0' },
      section: 'messaging',
      headers: { Messaging: '2.0', 'Message-Type': 'Text' },
      from: '1:ann@example.com;epid={1}',
      to: '1:bob@example.com',
      body: { kind: 'text', text: 'hello', charset: 'utf-8', offline: false },
    });
  });

  test.each([
    [['Message-Type: Control/Typing'], '', { kind: 'typing', account: 'ann@example.com' }],
    [
      ['Message-Type: Control', 'Message-Subtype: Typing'],
      '',
      { kind: 'typing', account: 'ann@example.com' },
    ],
    [['Message-Type: Nudge'], '\r\n', { kind: 'datacast', id: 1, name: 'nudge', data: null }],
    [['Message-Type: Wink'], '<msnobj/>', { kind: 'datacast', id: 2, name: 'wink', data: '<msnobj/>' }],
    [['Message-Type: CustomEmoticon'], ':a:\t0\t', { kind: 'emoticons', emoticons: [{ shortcut: ':a:' }] }],
    [['Message-Type: Signal/CloseIMWindow'], '{1}', { kind: 'plain', text: '{1}' }],
    [['Message-Type: Signal/P2P'], 'MSNSLP/1.0 603 Decline\r\n\r\n', { kind: 'slp', status: 603 }],
    [['Message-Type: Data'], Buffer.from([8, 2, 0, 0, 0, 0, 0, 7]), { kind: 'p2p', version: 2, baseId: 7 }],
    [['Content-Type: text/plain; charset=UTF-8'], 'hi', { kind: 'text', text: 'hi' }],
    [['Content-Type: application/own'], 'hi', { kind: 'plain', text: 'hi' }],
  ] as const)('the body of %j is decoded', (headers, body, expected) => {
    expect(decode('SDG', sdg(headers, body))).toMatchObject({ body: expected });
  });

  test('an offline channel makes a text an offline one', () => {
    const payload = sdg(['Message-Type: Text', 'Content-Type: text/plain'], 'hi', 'IM/Offline');
    expect(decode('SDG', payload)).toMatchObject({ body: { kind: 'text', offline: true } });
  });

  test('presence is given by paths', () => {
    const payload =
      'Routing: 1.0\r\nFrom: 1:bob@example.com\r\n\r\nReliability: 1.0\r\n\r\nNotification: 1.0\r\nUri: /user\r\n' +
      'Content-Type: application/user+xml\r\n\r\n' +
      '<user><s n="PE"><FriendlyName>B&amp;b</FriendlyName></s><s n="IM"><Status>BSY</Status></s></user>';
    expect(decode('NFY', payload)).toMatchObject({
      section: 'notification',
      body: {
        kind: 'xml',
        fields: { 'user/s/FriendlyName': 'B&b', 'user/s[2]/@n': 'IM', 'user/s[2]/Status': 'BSY' },
      },
    });
  });

  test('without a routing block are nothing, without the second block they are read', () => {
    expect(decode('SDG', 'hello')).toBeNull();
    expect(decode('PUT', 'Routing: 1.0\r\n\r\nPublication: 1.0\r\nUri: /user\r\n\r\n')).toMatchObject({
      section: 'publication',
      reliability: {},
      body: null,
    });
  });
});

describe('payloads without a type', () => {
  test('an answer to a challenge, a page, a notice', () => {
    const answer = '8f2f5a91b72102cd28355e9fc9000d6e';
    expect(decode('QRY', answer)).toEqual({ kind: 'challenge-answer', answer });
    expect(decode('PGD', '<TEXT>a & b</TEXT>')).toEqual({ kind: 'plain', text: '<TEXT>a & b</TEXT>' });
    expect(decode('UBN', 'goawyplzthxbye')).toEqual({ kind: 'plain', text: 'goawyplzthxbye' });
    expect(decode('UUN', '<SNM opcode="ACK"/>')).toMatchObject({ kind: 'xml', root: 'SNM' });
    expect(decode('UUN', 'BYE MSNMSGR:bob@example.com MSNSLP/1.0\r\n\r\n')).toMatchObject({
      kind: 'slp',
      method: 'BYE',
    });
    expect(decode('XYZ', 'anything')).toBeNull();
  });
});
