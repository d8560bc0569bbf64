/** Which frames of a capture belong to chosen connections; IP fragments belong with the segment of their datagram. */
import type { BitSet } from '../base/bit-set.ts';
import { decodeFrame, nextSegment } from '../packet/decode.ts';
import { Defragmenter } from '../packet/defragmenter.ts';
import { SegmentView } from '../packet/segment-view.ts';
import type { Ends } from '../tcp/flow.ts';
import { hashOf } from '../tcp/flow-hash.ts';
import { type Stretch, Track } from './stretch.ts';

export class Selector {
  /** By the hash of their ends. */
  readonly #tracks = new Map<number, Track[]>();
  readonly #view = new SegmentView();
  readonly #defragmenter = new Defragmenter(() => undefined);
  /** Datagrams with segments that belong: another reading knows their fragments by it before they are whole. */
  readonly #datagrams: BitSet;

  constructor(stretches: Iterable<Stretch>, datagrams: BitSet) {
    this.#datagrams = datagrams;
    for (const stretch of stretches) this.#trackOf(stretch).add(stretch);
  }

  /** Whether a frame belongs. All frames have to be asked about, in order. */
  wants(bytes: Buffer, start: number, end: number, linkType: number, frame: number, time: number): boolean {
    const defragmenter = this.#defragmenter;
    defragmenter.number = 0;
    let isWanted = false;
    if (decodeFrame(bytes, start, end, linkType, this.#view, defragmenter, frame, time) === 0) {
      do {
        if (this.#takes(frame, time)) isWanted = true;
      } while (nextSegment());
    }
    const { number } = defragmenter;
    if (number === 0) return isWanted;
    if (isWanted) this.#datagrams.add(number);
    return isWanted || this.#datagrams.has(number);
  }

  #takes(frame: number, time: number): boolean {
    const view = this.#view;
    const tracks = this.#tracks.get(hashOf(view));
    if (tracks === undefined) return false;
    for (const track of tracks) if (track.isOf(view)) return track.takes(view, frame, time);
    return false;
  }

  #trackOf(ends: Ends): Track {
    const view = viewOf(ends);
    const hash = hashOf(view);
    const tracks = this.#tracks.get(hash) ?? [];
    this.#tracks.set(hash, tracks);
    const known = tracks.find((track) => track.isOf(view));
    if (known !== undefined) return known;
    const track = new Track(ends);
    tracks.push(track);
    return track;
  }
}

/** A segment from the client to the server. */
function viewOf({ client, server }: Ends): SegmentView {
  return Object.assign(new SegmentView(), {
    source0: client.a0,
    source1: client.a1,
    source2: client.a2,
    source3: client.a3,
    sourcePort: client.port,
    target0: server.a0,
    target1: server.a1,
    target2: server.a2,
    target3: server.a3,
    targetPort: server.port,
  });
}
