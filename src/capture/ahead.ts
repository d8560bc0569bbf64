/**
 * Unpacks one piece ahead: zlib works in a thread of Node's pool, and does so while the piece before is analysed
 * instead of in between.
 */
import type { NoticeListener } from '../base/notice.ts';

/**
 * The chunks that `unpack` gives, each asked for before the one before it is handed on: they have to be buffers of their
 * own. Notices come at the end, behind all chunks, as they did.
 */
export async function* ahead(
  unpack: (onNotice: NoticeListener) => AsyncGenerator<Buffer>,
  onNotice: NoticeListener,
): AsyncGenerator<Buffer> {
  const notices: Parameters<NoticeListener>[] = [];
  const chunks = unpack((...notice) => {
    notices.push(notice);
  });
  try {
    let coming = chunks.next();
    for (;;) {
      const step = await coming;
      if (step.done === true) break;
      coming = chunks.next();
      // What fails is told in its turn.
      coming.catch(() => undefined);
      yield step.value;
    }
  } finally {
    // Not awaited: what is being read ends only when the source is closed.
    chunks.return(undefined).catch(() => undefined);
  }
  for (const notice of notices) onNotice(...notice);
}
