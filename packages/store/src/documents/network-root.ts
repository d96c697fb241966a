import type { Network } from '@pooltool/domain';
import { firebaseKey } from '@pooltool/shared-utils/firebase-key';

/** What all documents of a network lie below, in Firebase and in the object store: Mainnet, Preprod, Preview … */
export function networkRoot({ name }: Network): string {
  const key = firebaseKey(name);
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}
