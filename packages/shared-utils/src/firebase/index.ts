export { firebaseDenied, firebaseUnreachable, firebaseValueInvalid, serviceAccountUnreadable } from './errors.ts';
export { firebaseKey } from './firebase-key.ts';
export type { FirebaseReader, Watching } from './firebase-reader.ts';
export type { FirebaseWriter } from './firebase-writer.ts';
export { type FirebaseConnection, openFirebase } from './open-firebase.ts';
export { openFirebaseReader } from './open-firebase-reader.ts';
export { openTokenMaker, type TokenMaker } from './open-token-maker.ts';
export { readServiceAccount } from './read-service-account.ts';
export { firebaseSettings, maybeFirebaseSettings } from './settings.ts';
