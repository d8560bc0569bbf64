/** Ends that somebody said to listen at for a file, with the transfer it is for. Bounded: the oldest is forgotten. */
import { MAX_ANNOUNCED } from '../base/limits.ts';
import { dropOldest } from '../base/oldest.ts';
import { parseEndpoint } from '../tcp/endpoint-text.ts';
import type { Endpoint } from '../tcp/flow.ts';
import type { Transfer } from './transfer.ts';

/** Addresses in fields of MSNSLP bodies: the field of the port for each field of addresses. */
const ADDRESS_FIELDS: ReadonlyMap<string, string> = new Map([
  ['ipv4internal-addrs', 'ipv4internal-port'],
  ['ipv4external-addrs', 'ipv4external-port'],
  ['ipv6-addrs', 'ipv6-port'],
]);
/** Addresses of one field. */
const MAX_ADDRESSES = 16;

function keyOf({ a0, a1, a2, a3, port }: Endpoint): string {
  return `${a0},${a1},${a2},${a3},${port}`;
}

export class Announced {
  readonly #ends = new Map<string, Transfer | undefined>();
  /** How often each port is announced: most frames are ruled out by it, without making a key. */
  readonly #ports = new Map<number, number>();

  /** Takes note of an end; `transfer` is what it is for, where the announcement says so. */
  add(address: string, port: number, transfer: Transfer | undefined): void {
    const end = parseEndpoint(address, port);
    if (end === undefined) return;
    const key = keyOf(end);
    if (!this.#ends.has(key)) this.#ports.set(end.port, (this.#ports.get(end.port) ?? 0) + 1);
    this.#ends.delete(key);
    this.#ends.set(key, transfer);
    if (this.#ends.size > MAX_ANNOUNCED) this.#forgetOldest();
  }

  /** The addresses in the body of an MSNSLP message. */
  addFields(fields: Readonly<Record<string, string>>): void {
    const byName = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
    for (const [addressField, portField] of ADDRESS_FIELDS) {
      const port = Number(byName.get(portField));
      const addresses = (byName.get(addressField) ?? '').split(/[ ,]+/, MAX_ADDRESSES);
      for (const address of addresses) this.add(address, port, undefined);
    }
  }

  has(end: Endpoint): boolean {
    return this.#ports.has(end.port) && this.#ends.has(keyOf(end));
  }

  transferAt(end: Endpoint): Transfer | undefined {
    return this.#ends.get(keyOf(end));
  }

  #forgetOldest(): void {
    const key = dropOldest(this.#ends);
    if (key === undefined) return;
    const port = Number(key.slice(key.lastIndexOf(',') + 1));
    const count = (this.#ports.get(port) ?? 1) - 1;
    if (count === 0) this.#ports.delete(port);
    else this.#ports.set(port, count);
  }
}
