import { errorKind } from '../errors/index.ts';

/** Not connected in time, or sent and not acknowledged in time. The write may still take effect, so it must be one that may be repeated. */
export const firebaseUnreachable = errorKind({
  code: 'POOLTOOL_FIREBASE_UNREACHABLE',
  disposition: 'retry',
  says: 'the Realtime Database cannot be reached or does not answer',
  inside: true,
});

/** The service said no: rules, credentials, a disabled database. Retried, because an operator mends it and not the writer. */
export const firebaseDenied = errorKind({
  code: 'POOLTOOL_FIREBASE_DENIED',
  disposition: 'retry',
  says: 'the Realtime Database refused the operation',
  inside: true,
});

/** A path or value the Realtime Database cannot hold. Nothing of its update was sent. */
export const firebaseValueInvalid = errorKind({
  code: 'POOLTOOL_FIREBASE_VALUE_INVALID',
  disposition: 'reject',
  says: 'the Realtime Database cannot hold this path or value',
});

export const serviceAccountUnreadable = errorKind({
  code: 'POOLTOOL_SERVICE_ACCOUNT_UNREADABLE',
  disposition: 'halt',
  says: 'the key file of the Firebase service account cannot be read',
});
