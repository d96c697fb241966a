import type { JsonObject } from '@pooltool/shared-utils/json';
import type { UserProfile } from '@pooltool/store/accounts';
import type { KeyFacts } from '@pooltool/store/keys';

/** A user as the website reads him (clients.md 3.5), asked for or pushed. A revoked key is not his any more, nor one whose end is set. */
export function shownUser(profile: UserProfile, keys: readonly KeyFacts[]): JsonObject {
  const names = profile.settings.addressNicknames;
  return {
    user_id: profile.user,
    authority: profile.authority,
    myAddresses: Object.fromEntries(
      profile.addresses.map(({ hash }) => [hash, names[hash] === undefined ? {} : { nickname: names[hash] }]),
    ),
    myPools: Object.fromEntries(profile.pools.map((id) => [id, true])),
    myApiKeys: Object.fromEntries(
      keys
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ name, label, shown, createdAt }) => [name, { label, shown, created_at: createdAt.getTime() }]),
    ),
    settings: { ...profile.settings },
    favorites: profile.favoritePools,
    favoriteAddresses: profile.favoriteAccounts,
    ownedTranslations: {},
  };
}
