import { networkOf, networkSettings } from '@pooltool/codec';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';
import { firebaseSettings, openFirebase, readServiceAccount } from '@pooltool/shared-utils/firebase';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { networkRoot } from '@pooltool/store/documents';
import { documentInvalid } from '../errors.ts';

/** What old clients read from Firebase and nobody computes: people wrote it, and no daemon of ours touches it. */
export const STANDING_NODES = ['translations', 'languages', 'newsfeed', 'promotions', 'stats_labels'] as const;
export type StandingNode = (typeof STANDING_NODES)[number];

const config = defineConfig({ ...networkSettings, ...firebaseSettings });

/**
 * What of a file becomes which path: each child by itself, so that what others wrote beside these stays.
 * @throws POOLTOOL_DOCUMENT_INVALID for what is no JSON object
 */
export function pathsOf(node: StandingNode, value: JsonValue): ReadonlyMap<string, JsonValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw documentInvalid({ message: `${node} is a JSON object of what lies below it` });
  return new Map(
    Object.entries(value).flatMap(([key, child]) =>
      child === undefined || child === null ? [] : [[`${node}/${key}`, child] as const],
    ),
  );
}

/**
 * Writes them below the network's root. May be done again.
 * @throws POOLTOOL_CONFIG_INVALID (halt), POOLTOOL_FIREBASE_VALUE_INVALID, POOLTOOL_FIREBASE_UNREACHABLE, POOLTOOL_FIREBASE_DENIED
 */
export async function putNodes(paths: ReadonlyMap<string, JsonValue>): Promise<void> {
  const given = readConfig(config);
  const network = await networkOf(given.NETWORK);
  const firebase = openFirebase({
    databaseUrl: given.FIREBASE_DATABASE_URL,
    root: networkRoot(network),
    serviceAccount: await readServiceAccount(given.FIREBASE_SERVICE_ACCOUNT),
    count: () => {},
  });
  try {
    await firebase.update(paths);
  } finally {
    await firebase.close();
  }
}
