import type { FirebaseReader } from '@pooltool/shared-utils/firebase';
import { isHash28, isUserId } from './nodes/identifiers.ts';
import { childOf } from './nodes/node-value.ts';
import { nicknamesIn } from './nodes/user-nodes.ts';
import { adminMessages } from './words/admin-messages.ts';
import { type Settling, type SettlingParts, settling } from './words/settling.ts';
import { delegatorUpdate, nickname, nicknameSubject, poolGroup, poolImposter, poolNote } from './words/words.ts';

export interface WatchedWords {
  readonly all: readonly Settling[];
  /** How many watched places have not been read once. */
  readonly loading: () => number;
}

interface Watched {
  readonly reader: FirebaseReader;
  readonly parts: SettlingParts;
  /** pools flagged in PostgreSQL: a flag that a client took away while we were not there is told by nothing else */
  readonly flagged: readonly string[];
  readonly onPrivMeta: (user: string, node: unknown) => void;
  readonly onPrivMetaLoaded: () => void;
  /** something may have to be settled */
  readonly onChange: () => void;
  readonly onDenied: (error: Error) => void;
}

/** Watches what clients write and we draw too: notes and labels of pools, messages, flags, names of addresses. */
export function watchWords({
  reader,
  parts,
  flagged,
  onPrivMeta,
  onPrivMetaLoaded,
  onChange,
  onDenied,
}: Watched): WatchedWords {
  const notes = settling(poolNote, parts);
  const groups = settling(poolGroup, parts);
  const imposters = settling(poolImposter, parts);
  const flags = settling(delegatorUpdate, parts);
  const messages = settling(adminMessages, parts);
  const names = settling(nickname, parts);
  const places = new Set<string>();

  const watch = (
    path: string,
    {
      having,
      onChild,
      onLoaded,
    }: {
      readonly having?: { readonly field: string; readonly of: 'text' | 'truth' };
      readonly onChild: (key: string, value: unknown) => void;
      readonly onLoaded?: () => void;
    },
  ): void => {
    const place = `${path} ${having?.field ?? ''}`;
    places.add(place);
    reader.watch(path, {
      ...(having === undefined ? {} : { having }),
      onChild: (key, value) => {
        onChild(key, value);
        onChange();
      },
      onLoaded: () => {
        places.delete(place);
        onLoaded?.();
        onChange();
      },
      onDenied,
    });
  };

  const fieldOfPool = (settled: Settling, field: string) => (pool: string, node: unknown) => {
    if (isHash28(pool)) settled.show(pool, childOf(node, field));
  };
  watch('pool_stats', { having: { field: 'public_note', of: 'text' }, onChild: fieldOfPool(notes, 'public_note') });
  watch('stake_pools', { having: { field: 'g', of: 'text' }, onChild: fieldOfPool(groups, 'g') });
  watch('stake_pools', { having: { field: 'xx', of: 'truth' }, onChild: fieldOfPool(imposters, 'xx') });
  watch('admin_settings/delegator_update', {
    onChild: (pool, value) => {
      if (isHash28(pool)) flags.show(pool, value);
    },
    onLoaded: () => {
      for (const pool of flagged) flags.lookAt(pool);
    },
  });

  const app: Record<string, unknown> = {};
  watch('admin_message', {
    onChild: (key, value) => {
      if (key === 'web') messages.show('web', messageIn(value));
      if (key !== 'title' && key !== 'message') return;
      app[key] = value;
      messages.show('app', messageIn(app));
    },
  });

  const namesOf = new Map<string, readonly string[]>();
  watch('users/privMeta', {
    onChild: (user, node) => {
      onPrivMeta(user, node);
      if (!isUserId(user)) return;
      const now = nicknamesIn(node);
      for (const hash of namesOf.get(user) ?? []) {
        if (!now.has(hash)) names.show(nicknameSubject({ user, hash }), undefined);
      }
      for (const [hash, name] of now) names.show(nicknameSubject({ user, hash }), name);
      if (now.size === 0) namesOf.delete(user);
      else namesOf.set(user, [...now.keys()]);
    },
    onLoaded: onPrivMetaLoaded,
  });
  return { all: [notes, groups, imposters, flags, messages, names], loading: () => places.size };
}

/** Undefined when neither is there. */
function messageIn(node: unknown): unknown {
  const title = childOf(node, 'title');
  const message = childOf(node, 'message');
  return title === undefined && message === undefined ? undefined : { title, message };
}
