/** The answer that a CHL wants (messages.md 14), for products whose key is public knowledge. */
import { createHash } from 'node:crypto';

const PRODUCT_KEYS: ReadonlyMap<string, string> = new Map([
  ['msmsgs@msnmsgr.com', 'Q1P7W2E4J9R8U3S5'],
  ['PROD0038W!61ZTF9', 'VT6PX?UQTM4WM%YR'],
  ['PROD0061VRRZH@4F', 'JXQ6J@TUOGYV@N0M'],
  ['PROD0090YUAUV{2B', 'YMM8C_H7KCQ2S_KL'],
  ['PROD0101{0RM?UBW', 'CFHUR$52U_{VIX5T'],
  ['PROD0119GSJUC$18', 'ILTXC!4IXB5FB*PX'],
  ['PROD0120PW!CCV9@', 'C1BX{V4W}Q3*10SM'],
]);

/** First version whose answer mixes the digest with the challenge text. */
const MIXED_SINCE = 11;
const MODULUS = 0x7fffffffn;
const FACTOR = 0x0e79a9c1n;

export type Verdict = 'right' | 'wrong' | 'unknown';

/**
 * Judges one answer: `unknown` when the product's key is not known; where the version is not, either form is right.
 */
export function judgeAnswer(
  challenge: string,
  product: string,
  answer: string,
  minVersion: number,
  maxVersion: number,
): Verdict {
  const key = PRODUCT_KEYS.get(product);
  if (key === undefined) return 'unknown';
  if (minVersion < MIXED_SINCE && answer === plainAnswer(challenge, key)) return 'right';
  if (maxVersion >= MIXED_SINCE && answer === mixedAnswer(challenge, product, key)) return 'right';
  return 'wrong';
}

/** MSNP6 to 10: the digest of challenge and key, in hex. */
export function plainAnswer(challenge: string, key: string): string {
  return createHash('md5')
    .update(challenge + key, 'latin1')
    .digest('hex');
}

/** MSNP11 on: the digest, mixed with a hash over challenge and product id. */
export function mixedAnswer(challenge: string, product: string, key: string): string {
  const digest = createHash('md5')
    .update(challenge + key, 'latin1')
    .digest();
  const parts = [0, 4, 8, 12].map((at) => BigInt(digest.readUInt32LE(at)));
  const [m0, m1, m2, m3] = parts.map((part) => part & MODULUS) as [bigint, bigint, bigint, bigint];
  const text = challenge + product;
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8, '0'), 'latin1');
  let high = 0n;
  let low = 0n;
  for (let at = 0; at + 8 <= padded.length; at += 8) {
    const first = (BigInt(padded.readUInt32LE(at)) * FACTOR) % MODULUS;
    const mixed = ((first + high) * m0 + m1) % MODULUS;
    high = (((BigInt(padded.readUInt32LE(at + 4)) + mixed) % MODULUS) * m2 + m3) % MODULUS;
    low = low + high + mixed;
  }
  high = (high + m1) % MODULUS;
  low = (low + m3) % MODULUS;
  const answer = Buffer.alloc(16);
  parts.forEach((part, index) => {
    answer.writeUInt32LE(Number(part ^ (index % 2 === 0 ? high : low)), index * 4);
  });
  return answer.toString('hex');
}
