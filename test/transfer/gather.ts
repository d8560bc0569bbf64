/** What a capture gives: its transfers with their bytes. */
import { scan } from '../../src/scan.ts';
import type { Content } from '../../src/transfer/assembly.ts';
import { ObjectTaker } from '../../src/transfer/taker.ts';
import type { Transfer } from '../../src/transfer/transfer.ts';

export interface Gathered {
  readonly transfer: Transfer;
  readonly content: Content | undefined;
  readonly bytes: Buffer | undefined;
}

const nothing = (): void => undefined;

export async function gather(capture: string | Buffer): Promise<Gathered[]> {
  const taker = new ObjectTaker();
  const options = { ports: new Set([1863]), enable: [], disable: [], transfers: taker };
  try {
    await scan(capture, options, {
      capture: nothing,
      command: (command, info) => {
        taker.command(command, info.session);
      },
      transaction: nothing,
      finding: nothing,
      notice: nothing,
      session: ({ id }) => {
        taker.sessionEnded(id);
      },
      end: nothing,
    });
    return taker.transfers.map((transfer) => {
      const content = transfer.content();
      return { transfer, content, bytes: content && bytesOf(content) };
    });
  } finally {
    taker.close();
  }
}

function bytesOf(content: Content): Buffer {
  const bytes = Buffer.alloc(content.length);
  content.write((position, piece) => {
    piece.copy(bytes, position);
  });
  return bytes;
}
