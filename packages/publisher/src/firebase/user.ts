import { type PoolId, subjectOf } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type GoneOfUser, type ShownUser, type UsersForDocuments, usersForDocuments } from '@pooltool/store/documents';
import { type Drawing, onePart, type Part } from '../drawing.ts';
import { family } from '../family.ts';

/**
 * What the last website and the app read of a user (clients.md 1.1), leaf by leaf: names, subscriptions and an e-mail address
 * are written beside them by clients. Of somebody who has proven no address nothing is written, and of one who has none any
 * more nothing stays, also not what he wrote.
 */
export const user = family({
  kind: 'user',
  atOnce: 500,
  read: subjectOf.user,
  load: usersForDocuments,
  draw: drawUser,
});

const NOTHING_GONE: GoneOfUser = { addresses: [], names: [] };

export function drawUser(uid: string, { shown, gone }: UsersForDocuments): Drawing {
  const now = shown.get(uid);
  const before = gone.get(uid);
  if (now === undefined && (before?.addresses.length ?? 0) === 0) return [];
  const own = `users/privMeta/${uid}`;
  return [
    onePart('authority', `${own}/authority`, now === undefined ? null : AUTHORITIES[now.authority]),
    onePart('pools', `${own}/myPools`, now === undefined ? null : ownPools(now.pools)),
    onePart('keys', `${own}/myApiKeys`, now === undefined ? null : keysOf(now)),
    onePart('delegations', `users/pubMeta/${uid}/activeDelegations`, now === undefined ? null : delegationsOf(now)),
    ...addressParts(`${own}/myAddresses`, now, before ?? NOTHING_GONE),
    { name: 'written-by-clients', values: now === undefined ? nothingAt(CLIENTS_LEAVES(uid)) : new Map() },
  ];
}

/** As the old backend called them. */
const AUTHORITIES = {
  user: 'delegator',
  groupadmin: 'groupadmin',
  administrator: 'administrator',
} as const satisfies Readonly<Record<ShownUser['authority'], string>>;

const ownPools = (pools: readonly PoolId[]): JsonValue | null =>
  pools.length === 0 ? null : Object.fromEntries(pools.map((pool) => [pool, true]));

/**
 * Where the old backend had the key itself stands what it is called. A key without a pool to speak for is not shown: the
 * website looks into `poolids`, and the Realtime Database keeps no empty map.
 */
function keysOf({ keys, pools }: ShownUser): JsonValue | null {
  const poolids = ownPools(pools);
  if (keys.length === 0 || poolids === null) return null;
  return Object.fromEntries(keys.map(({ name, label, shown }) => [name, { api_key_name: label, shown, poolids }]));
}

/** The app adds up what it finds below a pool, and needs a map there; the website reads none of it. */
const delegationsOf = ({ delegations }: ShownUser): JsonValue | null =>
  delegations.size === 0
    ? null
    : Object.fromEntries([...delegations].map(([pool, amounts]) => [pool, Object.fromEntries(amounts)]));

/**
 * The app needs a map of addresses, or no node at all, and copes with maps without a name: so an address has a leaf of its
 * own beside which either client writes `nickname`. A name that we know is written, one that was taken away is removed, and
 * where we know of none nothing is touched.
 */
function addressParts(path: string, now: ShownUser | undefined, gone: GoneOfUser): Part[] {
  const has = new Set(now?.addresses);
  const present = [...has].flatMap((hash) => {
    const name = now?.nicknames[hash];
    const named = name !== undefined || gone.names.includes(hash);
    return [
      onePart(`address/${hash}`, `${path}/${hash}/proven`, true),
      ...(named ? [onePart(`nickname/${hash}`, `${path}/${hash}/nickname`, name ?? null)] : []),
    ];
  });
  const absent = gone.addresses
    .filter((hash) => !has.has(hash))
    .flatMap((hash) => [
      onePart(`address/${hash}`, `${path}/${hash}`, null),
      // Its name goes with it; that it was written is forgotten, or it would not be written again if the address comes back.
      { name: `nickname/${hash}`, values: new Map() },
    ]);
  return [...present, ...absent];
}

const CLIENTS_LEAVES = (uid: string): readonly string[] => [
  ...['myEmail', 'mySubscriptions', 'myChatRooms', 'ownedTranslations'].map((leaf) => `users/privMeta/${uid}/${leaf}`),
  ...['nickName', 'nickname'].map((leaf) => `users/pubMeta/${uid}/${leaf}`),
  `users/auth/${uid}/gcm_token`,
];

const nothingAt = (paths: readonly string[]): Map<string, null> => new Map(paths.map((path) => [path, null]));
