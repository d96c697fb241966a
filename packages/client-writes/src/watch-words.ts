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
  /** Watches the notes of pools that there were not before. */
  lookForPools(): Promise<void>;
}

interface Watched {
  readonly reader: FirebaseReader;
  readonly parts: SettlingParts;
  /** pools flagged in PostgreSQL: a flag that a client took away while we were not there is told by nothing else */
  readonly flagged: readonly string[];
  /** whoever may have a note, by 56 hex characters */
  readonly knownPools: () => Promise<readonly string[]>;
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
  knownPools,
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

  /** Of what is told now: written now, or before. */
  const isWrittenNow = (place: string): boolean => reader.live() && !places.has(place);

  const watch = (
    path: string,
    {
      having,
      onChild,
      onLoaded,
    }: {
      readonly having?: { readonly field: string; readonly of: 'text' | 'truth' };
      readonly onChild: (key: string, value: unknown, writtenNow: boolean) => void;
      readonly onLoaded?: () => void;
    },
  ): void => {
    const place = `${path} ${having?.field ?? ''}`;
    places.add(place);
    reader.watch(path, {
      ...(having === undefined ? {} : { having }),
      onChild: (key, value) => {
        onChild(key, value, isWrittenNow(place));
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

  const fieldOfPool = (settled: Settling, field: string) => (pool: string, node: unknown, writtenNow: boolean) => {
    if (isHash28(pool)) settled.show(pool, childOf(node, field), writtenNow);
  };
  watch('stake_pools', { having: { field: 'g', of: 'text' }, onChild: fieldOfPool(groups, 'g') });
  watch('stake_pools', { having: { field: 'xx', of: 'truth' }, onChild: fieldOfPool(imposters, 'xx') });
  watch('admin_settings/delegator_update', {
    onChild: (pool, value, writtenNow) => {
      if (isHash28(pool)) flags.show(pool, value, writtenNow);
    },
    onLoaded: () => {
      for (const pool of flagged) flags.lookAt(pool);
    },
  });

  const app: Record<string, unknown> = {};
  watch('admin_message', {
    onChild: (key, value, writtenNow) => {
      if (key === 'web') messages.show('web', messageIn(value), writtenNow);
      if (key !== 'title' && key !== 'message') return;
      app[key] = value;
      messages.show('app', messageIn(app), writtenNow);
    },
  });

  const namesOf = new Map<string, readonly string[]>();
  watch('users/privMeta', {
    onChild: (user, node, writtenNow) => {
      onPrivMeta(user, node);
      if (!isUserId(user)) return;
      const now = nicknamesIn(node);
      for (const hash of namesOf.get(user) ?? []) {
        if (!now.has(hash)) names.show(nicknameSubject({ user, hash }), undefined, writtenNow);
      }
      for (const [hash, name] of now) names.show(nicknameSubject({ user, hash }), name, writtenNow);
      if (now.size === 0) namesOf.delete(user);
      else namesOf.set(user, [...now.keys()]);
    },
    onLoaded: onPrivMetaLoaded,
  });
  // Beside a note lie histories of hundreds of epochs: only the note itself is asked for, of each pool there is.
  const watched = new Set<string>();
  async function lookForPools(): Promise<void> {
    for (const pool of await knownPools()) {
      if (watched.has(pool)) continue;
      watched.add(pool);
      const place = `pool_stats/${pool}/public_note`;
      places.add(place);
      reader.watchValue(place, {
        onValue: (value) => {
          notes.show(pool, value, isWrittenNow(place));
          places.delete(place);
          onChange();
        },
        onDenied,
      });
    }
  }
  return { all: [notes, groups, imposters, flags, messages, names], loading: () => places.size, lookForPools };
}

/** Undefined when neither is there. */
function messageIn(node: unknown): unknown {
  const title = childOf(node, 'title');
  const message = childOf(node, 'message');
  return title === undefined && message === undefined ? undefined : { title, message };
}
