/** The expectations of every capture of the lab that has been read by hand. */
import type { CaptureExpectation } from './expectation.ts';
import { expectation as bitlbee322Msnp18 } from './expectations/bitlbee-3.2.2-msnp18.ts';
import { expectation as bitlbee342Msnp21 } from './expectations/bitlbee-3.4.2-msnp21.ts';
import { expectation as gwPurple258Msnp15 } from './expectations/gw-purple-2.5.8-msnp15.ts';
import { expectation as jmlMsnp10 } from './expectations/jml-msnp10.ts';
import { expectation as jmlMsnp11 } from './expectations/jml-msnp11.ts';
import { expectation as jmlMsnp8 } from './expectations/jml-msnp8.ts';
import { expectation as mobilePurple202Msnp9 } from './expectations/mobile-purple-2.0.2-msnp9.ts';
import { expectation as msgsPurple202Msnp9 } from './expectations/msgs-purple-2.0.2-msnp9.ts';
import { expectation as msgsPurple2109Msnp18 } from './expectations/msgs-purple-2.10.9-msnp18.ts';
import { expectation as msnlibMsnp8Ds } from './expectations/msnlib-msnp8-ds.ts';
import { expectation as msnlibMsnp8Lossy } from './expectations/msnlib-msnp8-lossy.ts';
import { expectation as msnlibMsnp8Midsession } from './expectations/msnlib-msnp8-midsession.ts';
import { expectation as purple202Msnp9 } from './expectations/purple-2.0.2-msnp9.ts';
import { expectation as purple2109Msnp18Lossy } from './expectations/purple-2.10.9-msnp18-lossy.ts';
import { expectation as purple258Msnp15 } from './expectations/purple-2.5.8-msnp15.ts';
import { expectation as purple2711Msnp16PcapngNano } from './expectations/purple-2.7.11-msnp16-pcapng-nano.ts';
import { expectation as rawmsgsMsnlibMsnp8 } from './expectations/rawmsgs-msnlib-msnp8.ts';
import { expectation as scriptedGwKeepalive } from './expectations/scripted-gw-keepalive.ts';
import { expectation as scriptedMsnp12 } from './expectations/scripted-msnp12.ts';
import { expectation as scriptedMsnp2 } from './expectations/scripted-msnp2.ts';
import { expectation as scriptedMsnp5 } from './expectations/scripted-msnp5.ts';
import { expectation as scriptedMsnp7 } from './expectations/scripted-msnp7.ts';

export const EXPECTATIONS: readonly CaptureExpectation[] = [
  bitlbee322Msnp18,
  bitlbee342Msnp21,
  gwPurple258Msnp15,
  jmlMsnp10,
  jmlMsnp11,
  jmlMsnp8,
  mobilePurple202Msnp9,
  msgsPurple202Msnp9,
  msgsPurple2109Msnp18,
  msnlibMsnp8Ds,
  msnlibMsnp8Lossy,
  msnlibMsnp8Midsession,
  purple202Msnp9,
  purple2109Msnp18Lossy,
  purple258Msnp15,
  purple2711Msnp16PcapngNano,
  rawmsgsMsnlibMsnp8,
  scriptedGwKeepalive,
  scriptedMsnp12,
  scriptedMsnp2,
  scriptedMsnp5,
  scriptedMsnp7,
];
