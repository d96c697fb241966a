import type { ClientContact, PushDevice } from '@pooltool/store/client-writes';
import { isHash28, isPushToken, isUserId } from './identifiers.ts';
import { childOf, childrenOf, wordsIn } from './node-value.ts';

/** What stands below `users/auth/{uid}`: of it only the token is looked at. Null: none. */
export function deviceOf(user: string, node: unknown): PushDevice | null {
  const token = childOf(node, 'gcm_token');
  return isUserId(user) && isPushToken(token) ? { user, token } : null;
}

/** From `users/privMeta/{uid}` and `users/pubMeta/{uid}`. Null: nothing is told. */
export function contactOf(
  user: string,
  { privMeta, pubMeta }: { readonly privMeta: unknown; readonly pubMeta: unknown },
): ClientContact | null {
  if (!isUserId(user)) return null;
  const email = emailIn(childOf(privMeta, 'myEmail'));
  // The website writes one and the app reads the other.
  const nickName = wordsIn(childOf(pubMeta, 'nickName') ?? childOf(pubMeta, 'nickname'), 60);
  return email === null && nickName === null ? null : { user, email, nickName };
}

/** By address, 56 hex characters, what `users/privMeta/{uid}/myAddresses` calls it; an address without a name is left out. */
export function nicknamesIn(privMeta: unknown): ReadonlyMap<string, string> {
  return new Map(
    childrenOf(childOf(privMeta, 'myAddresses')).flatMap(([hash, address]): [string, string][] => {
      const name = childOf(address, 'nickname');
      return isHash28(hash) && typeof name === 'string' ? [[hash, name]] : [];
    }),
  );
}

function emailIn(value: unknown): string | null {
  const text = wordsIn(value, 254);
  return text !== null && /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? text : null;
}
