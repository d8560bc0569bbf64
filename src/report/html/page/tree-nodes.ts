/** The sessions as a tree: conversations, and in them who led to whom (dispatch, notification, switchboard). */
import type { PageSession } from '../page-data.ts';

export type TreeNode =
  | { readonly type: 'all'; readonly level: 1; readonly hasChildren: false }
  | {
      readonly type: 'conversation';
      readonly id: number;
      readonly level: 1;
      readonly hasChildren: true;
      readonly sessions: readonly PageSession[];
    }
  | {
      readonly type: 'session';
      readonly session: PageSession;
      readonly level: number;
      readonly hasChildren: boolean;
    };

/** Deeper levels are shown at this one: a server that hands out cookies in a circle must not. */
const MAX_LEVEL = 6;

/** All nodes in order, but what lies in a folded conversation. */
export function treeNodes(
  sessions: readonly PageSession[],
  folded: ReadonlySet<number>,
): readonly TreeNode[] {
  const nodes: TreeNode[] = [{ type: 'all', level: 1, hasChildren: false }];
  const conversations = new Map<number, PageSession[]>();
  for (const session of sessions) {
    const known = conversations.get(session.conversation);
    if (known === undefined) conversations.set(session.conversation, [session]);
    else known.push(session);
  }
  for (const [id, members] of conversations) {
    if (members.length > 1)
      nodes.push({ type: 'conversation', id, level: 1, hasChildren: true, sessions: members });
    if (members.length > 1 && folded.has(id)) continue;
    nodes.push(...nested(members, members.length > 1 ? 2 : 1));
  }
  return nodes;
}

function nested(members: readonly PageSession[], level: number): TreeNode[] {
  const ids = new Set(members.map(({ id }) => id));
  const children = new Map<number, PageSession[]>();
  for (const session of members) {
    // A session is led to by an earlier one; anything else would be a circle.
    const parent =
      session.invitedBy !== null && ids.has(session.invitedBy) && session.invitedBy < session.id
        ? session.invitedBy
        : 0;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [session]);
    else known.push(session);
  }
  const nodes: TreeNode[] = [];
  const open = (children.get(0) ?? []).map((session) => ({ session, level })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inner = children.get(next.session.id) ?? [];
    nodes.push({
      type: 'session',
      session: next.session,
      level: Math.min(MAX_LEVEL, next.level),
      hasChildren: inner.length > 0,
    });
    const deeper = next.level + 1;
    open.push(...inner.map((session) => ({ session, level: deeper })).reverse());
  }
  return nodes;
}
