import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcript } from '../../fixtures/build/transcript.ts';
import { collect } from '../scan/collect.ts';
import { expectConsistent } from './invariants.ts';

const trid = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('abc', '-1', '+2', '0x1F', '007', '4294967295', '99999999999') },
);

/** Lines with `#` where the TrID stands, both sides. */
const lines = fc.constantFrom(
  'C> VER # MSNP8',
  'S< VER # MSNP8',
  'S< VER # MSNP13',
  'C> USR # TWN I ann@example.com',
  'S< USR # OK ann@example.com Ann 1 0',
  'S< XFR # NS 192.0.2.20:1863',
  'C> USR # ann@example.com 123.456',
  'C> ANS # ann@example.com 123.456 789',
  'S< IRO # 1 2 bob@example.com Bob',
  'S< IRO # 3 2 bob@example.com Bob',
  'S< ANS # OK',
  'C> SYN # 0',
  'S< SYN # 15 2 1',
  'S< SYN # 15',
  'S< LST bob@example.com Bob 11 0',
  'S< LST # FL 15 1 2 bob@example.com Bob',
  'S< LSG 0 Friends 0',
  'S< BPR MOB Y',
  'C> CHG # NLN 0',
  'S< CHG # NLN 0',
  'S< ILN # NLN bob@example.com Bob 0',
  'C> ADD # FL bob@example.com Bob 0',
  'C> CAL # bob@example.com',
  'S< CAL # RINGING 1',
  'S< ACK #',
  'S< NAK #',
  'S< 217 #',
  'S< 911 # 5',
  'C> PNG',
  'S< QNG',
  'C> OUT',
  'C> OUT #',
  'S< OUT OTH',
  'S< CHL # 15570131571988941333',
  'C> QRY # msmsgs@msnmsgr.com *\n|‖8f2f5a91b72102cd28355e9fc9000d6e',
  'C> MSG # A *\n|‖hello',
  'C> MSG # U 99',
  'C> MSG # N',
  'S< MSG bob@example.com Bob *\n|‖hello',
  'C> XYZ # word',
  'S< XYZ # word',
  'C> chg # NLN',
  'C> 201 #',
  'C> BYE # ann@example.com',
  'C>raw "\\r\\n"',
  'S<raw "\\x00\\xff garbage\\n"',
  'C gap 13',
  'S gap 13',
  '+ 31s',
  '+ 61s',
);

const step = fc.tuple(lines, trid).map(([line, number]) => line.replace('#', number));

describe('whatever the two sides send', () => {
  test('nothing is thrown, and the records fit together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.constantFrom('', 'midstream\n', 'only C\n', 'only S\n'),
        fc.constantFrom('', '\nno fin', '\nC rst', '\nS fin'),
        async (steps, start, end) => {
          const text = `${start}${steps.join('\n')}${end}`;
          expectConsistent(
            await collect(transcript(text), { enable: ['trid-start-not-one', 'name-not-encoded'] }),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a hole in either direction adds no error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(11), fc.constantFrom('C', 'S'), async (at, side) => {
        const text = [
          'C> VER 1 MSNP8\nS< VER 1 MSNP8',
          'C> USR 2 TWN I ann@example.com\nS< USR 2 TWN S x',
          'C> USR 3 TWN S t=x\nS< USR 3 OK ann@example.com Ann 1 0',
          'C> SYN 4 0\nS< SYN 4 15 1 0\nS< LST bob@example.com Bob 11 0',
          'C> CHG 5 NLN 0\nS< CHG 5 NLN 0\nS< ILN 5 NLN bob@example.com Bob 0',
          'C> PNG\nS< QNG',
        ]
          .join('\n')
          .split('\n');
        text.splice(at, 0, `${side} gap 17`);
        const { findings } = await collect(transcript(text.join('\n')));
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
    );
  });

  test('secrets are in no finding', async () => {
    const { findings } = await collect(
      transcript(String.raw`C> VER 1 MSNP8
S< VER 1 MSNP8
C>raw "USR t=SECRETTICKET&p=SECRETPROFILE TWN S\r\n"
C>raw "USR SECRETTICKETSECRETTICKET TWN S t=SECRET\r\n"
C>raw "USR\t3  TWN S t=SECRET SECRET \r\n"
C>raw "usr 3 TWN S t=SECRET\r\n"
C>raw "t=SECRET&p=SECRET USR 3\r\n"
S< XFR 9 SB 192.0.2.30:1863 CKI SECRET.COOKIE
S< 911 4 t=SECRET&p=SECRET`),
    );
    expect(findings.length).toBeGreaterThan(5);
    expect(JSON.stringify(findings)).not.toContain('SECRET');
  });
});
