/** Conversations of all versions, MSNP2 to MSNP21: side, line and payload of each command. Invented accounts. */

export type Side = 'C' | 'S';
export type Exchange = readonly [side: Side, line: string, payload?: string];

export interface Conversation {
  readonly title: string;
  readonly exchanges: readonly Exchange[];
}

export const CONVERSATIONS: readonly Conversation[] = [
  {
    title: 'DS to NS redirect (MSNP8)',
    exchanges: [
      ['C', 'VER 1 MSNP8 CVR0'],
      ['S', 'VER 1 MSNP8'],
      ['C', 'CVR 2 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ann@example.com'],
      ['S', 'CVR 2 1.0.0000 1.0.0000 1.0.0000 http://download.example.com http://www.example.com'],
      ['C', 'USR 3 TWN I ann@example.com'],
      ['S', 'XFR 3 NS 192.0.2.20:1863 0 192.0.2.10:1863'],
      ['C', 'VER 4 MSNP8 CVR0'],
      ['S', 'VER 4 MSNP8'],
    ],
  },
  {
    title: 'MSNP8 login with TWN (passport ticket)',
    exchanges: [
      ['C', 'CVR 5 0x0409 winnt 5.1 i386 MSMSGS 4.7.3001 WindowsMessenger ann@example.com'],
      ['S', 'CVR 5 1.0.0000 1.0.0000 1.0.0000 http://download.example.com http://www.example.com'],
      ['C', 'USR 6 TWN I ann@example.com'],
      ['S', 'USR 6 TWN S ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1033,id=507,kpp=1,kv=4,tpf=0123'],
      ['C', 'USR 7 TWN S t=INVENTEDTICKET&p=INVENTEDPROFILE'],
      ['S', 'USR 7 OK ann@example.com Ann%20Example 1 0'],
      [
        'S',
        'MSG Hotmail Hotmail 283',
        'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1100000000\r\nEmailEnabled: 0\r\nMemberIdHigh: 1\r\nMemberIdLow: -2\r\nlang_preference: 1033\r\ncountry: US\r\nKid: 0\r\nFlags: 1027\r\nsid: 507\r\nkv: 4\r\nMSPAuth: INVENTED$$\r\nClientIP: 198.51.100.7\r\nClientPort: 4409\r\n\r\n',
      ],
    ],
  },
  {
    title: 'MSNP2-7 login with MD5',
    exchanges: [
      ['C', 'VER 1 MSNP5 MSNP4 CVR0'],
      ['S', 'VER 1 MSNP5'],
      ['C', 'INF 2'],
      ['S', 'INF 2 MD5'],
      ['C', 'USR 3 MD5 I bob@example.com'],
      ['S', 'USR 3 MD5 S 990011.2233'],
      ['C', 'USR 4 MD5 S 8e9b16110f975b69f000bb9235906cd4'],
      ['S', 'USR 4 OK bob@example.com Bob'],
    ],
  },
  {
    title: 'MSNP15-18 login with SSO',
    exchanges: [
      ['C', 'VER 1 MSNP18 MSNP17 CVR0'],
      ['S', 'VER 1 MSNP18'],
      ['C', 'CVR 2 0x0409 winnt 6.0.0 i386 MSNMSGR 14.0.8089.0726 msmsgs ann@example.com'],
      ['S', 'CVR 2 14.0.8089 14.0.8089 14.0.8089 http://download.example.com http://www.example.com'],
      ['C', 'USR 3 SSO I ann@example.com'],
      ['S', 'GCF 0 76', '<Policies><Policy type="SHIELDS" checksum="00"><config/></Policy></Policies>'],
      ['S', 'USR 3 SSO S MBI_KEY_OLD SW52ZW50ZWROb25jZQ=='],
      [
        'C',
        'USR 4 SSO S t=INVENTEDTICKET&p= HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAA== {11111111-2222-3333-4444-555555555555}',
      ],
      ['S', 'USR 4 OK ann@example.com 1 0'],
      ['S', 'SBS 0 null'],
      [
        'S',
        'MSG Hotmail Hotmail 283',
        'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1100000000\r\nEmailEnabled: 0\r\nMemberIdHigh: 1\r\nMemberIdLow: -2\r\nlang_preference: 1033\r\ncountry: US\r\nKid: 0\r\nFlags: 1027\r\nsid: 507\r\nkv: 4\r\nMSPAuth: INVENTED$$\r\nClientIP: 198.51.100.7\r\nClientPort: 4409\r\n\r\n',
      ],
      ['S', 'UBX 1:ann@example.com 0'],
      ['C', 'BLP 5 AL'],
      ['C', 'ADL 6 62', '<ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d></ml>'],
      ['S', 'BLP 5 AL'],
      ['S', 'ADL 6 OK'],
    ],
  },
  {
    title: 'SYN in MSNP8',
    exchanges: [
      ['C', 'SYN 8 0'],
      ['S', 'SYN 8 15 3 2'],
      ['S', 'GTC A'],
      ['S', 'BLP AL'],
      ['S', 'PRP MBE N'],
      ['S', 'LSG 0 Other%20Contacts 0'],
      ['S', 'LSG 1 Friends 0'],
      ['S', 'LST bob@example.com Bob 11 1'],
      ['S', 'NLN NLN bob@example.com Bob 32'],
      ['S', 'LST cat@example.com Cat%20C 3 0'],
      ['S', 'LST dan@example.com Dan 8'],
    ],
  },
  {
    title: 'SYN in MSNP10-12',
    exchanges: [
      ['C', 'SYN 8 0 0'],
      ['S', 'SYN 8 2005-04-23T18:57:44.8130000-07:00 2005-04-23T18:57:54.2070000-07:00 2 1'],
      ['S', 'GTC A'],
      ['S', 'BLP AL'],
      ['S', 'PRP MFN Ann%20Example'],
      ['S', 'LSG Friends 11111111-0000-0000-0000-000000000001'],
      [
        'S',
        'LST N=bob@example.com F=Bob C=22222222-0000-0000-0000-000000000001 11 1 11111111-0000-0000-0000-000000000001',
      ],
      ['S', 'BPR MOB Y'],
      ['S', 'LST N=eve@example.com F=Eve 8 1'],
    ],
  },
  {
    title: 'Older SYN (MSNP2-7), with TrIDs',
    exchanges: [
      ['C', 'SYN 5 0'],
      ['S', 'SYN 5 255'],
      ['S', 'GTC 5 255 A'],
      ['S', 'BLP 5 255 AL'],
      ['S', 'LST 5 FL 255 1 1 bob@example.com Bob'],
      ['S', 'BPR 255 bob@example.com MOB N'],
      ['S', 'LST 5 AL 255 1 1 bob@example.com Bob'],
      ['S', 'LST 5 BL 255 0 0'],
      ['S', 'LST 5 RL 255 1 1 bob@example.com Bob'],
    ],
  },
  {
    title: 'Presence: CHG with several replies, async lines between',
    exchanges: [
      ['C', 'CHG 9 NLN 32'],
      ['S', 'CHG 9 NLN 4128'],
      ['S', 'ILN 9 NLN bob@example.com Bob 32'],
      ['S', 'FLN cat@example.com'],
      ['S', 'ADD 0 RL 16 zoe@example.com Zoe'],
      ['S', 'ILN 9 AWY dan@example.com Dan 32'],
      ['C', 'CHG 10 BSY 32'],
      ['S', 'CHG 10 BSY 32'],
      ['S', 'NLN IDL bob@example.com Bob 32'],
    ],
  },
  {
    title: 'List changes',
    exchanges: [
      ['C', 'ADD 11 FL eve@example.com Eve 0'],
      ['S', 'ADD 11 FL 17 eve@example.com Eve 0'],
      ['S', 'ILN 11 NLN eve@example.com Eve 32 0'],
      ['C', 'REM 12 AL cat@example.com'],
      ['S', 'REM 12 AL 18 cat@example.com'],
      ['C', 'ADC 13 FL N=fay@example.com F=Fay'],
      ['S', 'ADC 13 FL N=fay@example.com F=Fay C=22222222-0000-0000-0000-000000000009'],
      ['S', 'ADC 0 RL N=gus@example.com F=Gus'],
      ['C', 'ADL 14 56', '<ml><d n="example.com"><c n="fay" l="1" t="1"/></d></ml>'],
      ['S', 'ADL 14 OK'],
      ['S', 'ADL 0 64', '<ml><d n="example.com"><c n="gus" t="1" l="8" f="Gus"/></d></ml>'],
      ['C', 'RML 15 56', '<ml><d n="example.com"><c n="fay" l="2" t="1"/></d></ml>'],
      ['S', 'RML 15 OK'],
    ],
  },
  {
    title: 'Challenge',
    exchanges: [
      ['S', 'CHL 0 15570131571988941333'],
      ['C', 'QRY 16 msmsgs@msnmsgr.com 32', '8f2f5a91b72102cd28355e9fc9000d6e'],
      ['S', 'QRY 16'],
      ['C', 'PNG'],
      ['S', 'QNG 43'],
    ],
  },
  {
    title: 'Switchboard: the calling side',
    exchanges: [
      ['C', 'XFR 17 SB'],
      ['S', 'XFR 17 SB 192.0.2.30:1863 CKI 100200300.1100000123.4567'],
      ['C', 'USR 1 ann@example.com 100200300.1100000123.4567'],
      ['S', 'USR 1 OK ann@example.com Ann%20Example'],
      ['C', 'CAL 2 bob@example.com'],
      ['S', 'CAL 2 RINGING 40506070'],
      ['S', 'JOI bob@example.com Bob'],
      [
        'C',
        'MSG 3 U 88',
        'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: ann@example.com\r\n\r\n\r\n',
      ],
      [
        'C',
        'MSG 4 N 129',
        'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Verdana; EF=; CO=80; CS=0; PF=0\r\n\r\nLunch at noon?',
      ],
      [
        'S',
        'MSG bob@example.com Bob 135',
        'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Verdana; EF=; CO=80; CS=0; PF=0\r\n\r\nYes, the usual place',
      ],
      [
        'C',
        'MSG 5 A 127',
        'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Verdana; EF=; CO=80; CS=0; PF=0\r\n\r\nSee you then',
      ],
      ['S', 'ACK 5'],
      ['S', 'BYE bob@example.com'],
      [
        'C',
        'MSG 6 N 129',
        'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Verdana; EF=; CO=80; CS=0; PF=0\r\n\r\nOne more thing',
      ],
      ['S', 'NAK 6'],
      ['C', 'OUT'],
    ],
  },
  {
    title: 'Switchboard: the called side',
    exchanges: [
      ['S', 'RNG 40506070 192.0.2.30:1863 CKI 1100000200.98765 ann@example.com Ann%20Example'],
      ['C', 'ANS 1 bob@example.com 1100000200.98765 40506070'],
      ['S', 'IRO 1 1 2 ann@example.com Ann%20Example'],
      ['S', 'IRO 1 2 2 cat@example.com Cat'],
      ['S', 'ANS 1 OK'],
      ['S', 'JOI dan@example.com Dan'],
    ],
  },
  {
    title: 'Error replies',
    exchanges: [
      ['C', 'CAL 7 @@a'],
      ['S', '208 7'],
      ['C', 'CAL 8 off@example.com'],
      ['S', '217 8'],
      ['C', 'CHG 19 FLN 0'],
      ['S', '201 19'],
      ['C', 'ADL 20 59', '<ml><d n="example.com"><c n="nobody" l="1" t="1"/></d></ml>'],
      ['S', '241 20 59', '<ml><d n="example.com"><c n="nobody" t="1" l="1"/></d></ml>'],
    ],
  },
  {
    title: 'Answers out of order',
    exchanges: [
      ['C', 'REA 19 ann@example.com Ann'],
      ['C', 'CHG 20 NLN 32'],
      ['S', 'CHG 20 NLN 4128'],
      ['S', 'REA 19 2 ann@example.com Ann'],
    ],
  },
  {
    title: 'Logout',
    exchanges: [
      ['C', 'OUT'],
      ['S', 'OUT OTH'],
    ],
  },
  {
    title: 'Personal message (MSNP11+)',
    exchanges: [
      ['C', 'UUX 21 57', '<Data><PSM>busy</PSM><CurrentMedia></CurrentMedia></Data>'],
      ['S', 'UUX 21 0'],
      ['S', 'UBX bob@example.com 55', '<Data><PSM>hi</PSM><CurrentMedia></CurrentMedia></Data>'],
      ['S', 'UBX cat@example.com 0'],
    ],
  },
  {
    title: 'MSNP21: PUT, NFY, SDG',
    exchanges: [
      [
        'C',
        'PUT 30 309',
        'Routing: 1.0\r\nTo: 1:ann@example.com\r\nFrom: 1:ann@example.com;epid={11111111-2222-3333-4444-555555555555}\r\n\r\nReliability: 1.0\r\n\r\nPublication: 1.0\r\nUri: /user\r\nContent-Type: application/user+xml\r\nContent-Length: 93\r\n\r\n<user><s n="PE"><FriendlyName>Ann</FriendlyName></s><s n="IM"><Status>NLN</Status></s></user>',
      ],
      ['S', 'PUT 30 OK 0'],
      [
        'S',
        'NFY PUT 253',
        'Routing: 1.0\r\nTo: 1:ann@example.com\r\nFrom: 1:bob@example.com\r\n\r\nReliability: 1.0\r\n\r\nNotification: 1.0\r\nNotifNum: 0\r\nUri: /user\r\nNotifType: Partial\r\nContent-Type: application/user+xml\r\nContent-Length: 47\r\n\r\n<user><s n="IM"><Status>BSY</Status></s></user>',
      ],
      [
        'S',
        'SDG 0 187',
        'Routing: 1.0\r\nTo: 1:ann@example.com\r\nFrom: 1:bob@example.com\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\nMessage-Type: Text\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 5\r\n\r\nhello',
      ],
      [
        'C',
        'SDG 31 232',
        'Routing: 1.0\r\nTo: 1:bob@example.com\r\nFrom: 1:ann@example.com;epid={11111111-2222-3333-4444-555555555555}\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\nMessage-Type: Text\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 6\r\n\r\nhi bob',
      ],
      [
        'C',
        'SDG 32 232',
        'Routing: 1.0\r\nTo: 1:off@example.com\r\nFrom: 1:ann@example.com;epid={11111111-2222-3333-4444-555555555555}\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\nMessage-Type: Text\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 6\r\n\r\nthere?',
      ],
      ['S', '801 32 5', '0 6 6'],
    ],
  },
];
