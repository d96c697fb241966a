import { markOf, poolId } from '@pooltool/domain';
import { changeSettings } from '@pooltool/store/accounts';
import {
  delegatorUpdates,
  LONGEST_GROUP,
  poolLabels,
  savePoolLabel,
  setDelegatorUpdate,
  storableText,
} from '@pooltool/store/admin';
import { actedAt, type NicknameKey, nicknameKeyText, nicknamesOf, noteChangedAt } from '@pooltool/store/client-writes';
import { harmlessHtml, LONGEST_NOTE, readPoolNotes, savePoolNote } from '@pooltool/store/operators';
import { isHash28, isUserId } from '../nodes/identifiers.ts';
import type { SharedWord } from './shared-word.ts';

/** Who wrote there Firebase does not tell: its rules let nobody but those who may. Acts are kept as by nobody we know. */
const SOMEBODY = null;

const pools = (subjects: readonly string[]) => subjects.filter(isHash28).map(poolId);

/** `pool_stats/{pool}/public_note`, by operators and administrators. */
export const poolNote: SharedWord<string> = {
  name: 'pool-note',
  markOf: (pool) => markOf.poolStats(poolId(pool)),
  drawn: (pool, note) => ({ part: 'note', values: { [`pool_stats/${pool}/public_note`]: note === '' ? null : note } }),
  read: async (db, subjects) => {
    const notes = await readPoolNotes(db, pools(subjects));
    return new Map(pools(subjects).map((pool) => [pool, notes.get(pool) ?? '']));
  },
  parse: (seen) => {
    if (typeof seen !== 'string' || seen.length > LONGEST_NOTE) return null;
    return harmlessHtml(seen).length > LONGEST_NOTE ? null : seen;
  },
  refusedIsWipedOut: true,
  absence: 'says nothing',
  same: (one, other) => one === other,
  changedAt: (db, pool) => noteChangedAt(db, poolId(pool)),
  save: async (tx, pool, note, nowMs) => {
    await savePoolNote(tx, { pool: poolId(pool), note, user: SOMEBODY, nowMs });
  },
};

/** `stake_pools/{pool}/g`, by administrators of groups and of everything. */
export const poolGroup: SharedWord<string> = {
  name: 'pool-group',
  markOf: (pool) => markOf.pool(poolId(pool)),
  read: async (db, subjects) => {
    const labels = await poolLabels(db, pools(subjects));
    return new Map(pools(subjects).map((pool) => [pool, labels.get(pool)?.group ?? '']));
  },
  drawn: (pool, group) => ({ part: 'g', values: { [`stake_pools/${pool}/g`]: group === '' ? null : group } }),
  parse: (seen) => (typeof seen === 'string' && storableText(seen).length <= LONGEST_GROUP ? storableText(seen) : null),
  refusedIsWipedOut: true,
  absence: 'says nothing',
  same: (one, other) => one === other,
  changedAt: (db, pool) => actedAt(db, { deed: 'pool-label', subject: pool }),
  save: async (tx, pool, group, nowMs) => {
    await savePoolLabel(tx, { pool: poolId(pool), group, user: SOMEBODY, nowMs });
  },
};

/** `stake_pools/{pool}/xx`, by administrators. */
export const poolImposter: SharedWord<boolean> = {
  name: 'pool-imposter',
  markOf: (pool) => markOf.pool(poolId(pool)),
  read: async (db, subjects) => {
    const labels = await poolLabels(db, pools(subjects));
    return new Map(pools(subjects).map((pool) => [pool, labels.get(pool)?.imposter ?? false]));
  },
  drawn: (pool, imposter) => ({ part: 'xx', values: { [`stake_pools/${pool}/xx`]: imposter ? true : null } }),
  parse: (seen) => (typeof seen === 'boolean' ? seen : null),
  refusedIsWipedOut: true,
  absence: 'says nothing',
  same: (one, other) => one === other,
  changedAt: (db, pool) => actedAt(db, { deed: 'pool-label', subject: pool }),
  save: async (tx, pool, imposter, nowMs) => {
    await savePoolLabel(tx, { pool: poolId(pool), imposter, user: SOMEBODY, nowMs });
  },
};

/** `admin_settings/delegator_update/{pool}`, by administrators: true, or taken away. */
export const delegatorUpdate: SharedWord<boolean> = {
  name: 'delegator-update',
  markOf: (pool) => markOf.delegatorUpdate(poolId(pool)),
  read: async (db, subjects) => {
    const flagged = await delegatorUpdates(db, pools(subjects));
    return new Map(pools(subjects).map((pool) => [pool, flagged.has(pool)]));
  },
  drawn: (pool, value) => ({ part: '', values: { [`admin_settings/delegator_update/${pool}`]: value ? true : null } }),
  parse: (seen) => (seen === undefined ? false : seen === true ? true : null),
  refusedIsWipedOut: false,
  absence: 'is said',
  same: (one, other) => one === other,
  changedAt: (db, pool) => actedAt(db, { deed: 'delegator-update', subject: pool }),
  save: async (tx, pool, value, nowMs) => {
    await setDelegatorUpdate(tx, { pool: poolId(pool), value, user: SOMEBODY, nowMs });
  },
};

/** `users/privMeta/{uid}/myAddresses/{address}/nickname`, by the user; the subject is `uid/address`. */
export const nickname: SharedWord<string> = {
  name: 'nickname',
  markOf: (subject) => markOf.user(nicknameKey(subject).user),
  read: async (db, subjects) =>
    nicknamesOf(
      db,
      subjects.map(nicknameKey).filter(({ user, hash }) => isUserId(user) && isHash28(hash)),
    ),
  drawn: (subject, name) => {
    const { user, hash } = nicknameKey(subject);
    const path = `users/privMeta/${user}/myAddresses/${hash}/nickname`;
    return { part: `nickname/${hash}`, values: { [path]: name === '' ? null : name } };
  },
  parse: (seen) =>
    typeof seen === 'string' && storableText(seen).length <= LONGEST_NICKNAME ? storableText(seen) : null,
  refusedIsWipedOut: false,
  absence: 'says nothing',
  same: (one, other) => one === other,
  // A user's settings are kept without a time: his own two hands within a second.
  changedAt: async () => null,
  save: async (tx, subject, name) => {
    const { user, hash } = nicknameKey(subject);
    await changeSettings(tx, user, { addressNicknames: { [hash]: name } });
  },
};

/** As the REST route has it. */
const LONGEST_NICKNAME = 100;

export const nicknameSubject = nicknameKeyText;

function nicknameKey(subject: string): NicknameKey {
  const [user = '', hash = ''] = subject.split('/');
  return { user, hash };
}
