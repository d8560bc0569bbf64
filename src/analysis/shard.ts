/**
 * The clients of a capture are dealt into shards by their addresses. Sessions of different shards know nothing of each
 * other but what reuse.ts tells, so that shards can be analysed side by side.
 */
import { CLIENT_SHARDS } from '../base/limits.ts';
import type { Endpoint } from '../tcp/flow.ts';
import { Afterwards, type Ordering, type Waiting } from './afterwards.ts';
import { Clients } from './clients.ts';
import type { Uses } from './reuse.ts';

/** The shard of a client: an exclusive or of addresses would put sequential ones into few. */
export function shardOf({ a0, a1, a2, a3 }: Endpoint): number {
  let hash = Math.imul(a3, 0x9e3779b1);
  for (const word of [a2, a1, a0]) {
    hash ^= hash >>> 15;
    hash = Math.imul(hash ^ word, 0x85ebca6b);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & (CLIENT_SHARDS - 1);
}

/** What the sessions of one shard share. */
export interface Shard {
  readonly clients: Clients;
  readonly afterwards: Afterwards;
  readonly uses: Uses;
}

/** All shards, each made when its first client shows. */
export class Shards {
  readonly #shards: (Shard | undefined)[] = [];
  readonly #onClientLimit: () => void;
  readonly #order: Ordering;
  readonly #uses: Uses;

  constructor(onClientLimit: () => void, order: Ordering, uses: Uses) {
    this.#uses = uses;
    this.#onClientLimit = onClientLimit;
    this.#order = order;
  }

  of(client: Endpoint): Shard {
    const index = shardOf(client);
    return (this.#shards[index] ??= {
      clients: new Clients(this.#onClientLimit),
      afterwards: new Afterwards(this.#order),
      uses: this.#uses,
    });
  }

  /** What waits for the end of the capture, of all shards in order. */
  drain(): readonly Waiting[] {
    const waiting = this.#shards.flatMap((shard) => shard?.afterwards.drain() ?? []);
    return waiting.sort((a, b) => a.order - b.order);
  }
}
