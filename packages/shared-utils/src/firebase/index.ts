export { firebaseDenied, firebaseUnreachable, firebaseValueInvalid } from './errors.ts';
export { firebaseKey } from './firebase-key.ts';
export type { FirebaseWriter } from './firebase-writer.ts';
export { type FirebaseConnection, openFirebase } from './open-firebase.ts';
