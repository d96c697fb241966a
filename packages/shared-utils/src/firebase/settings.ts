import { setting } from '../config/index.ts';

const databaseUrl = setting.url({
  says: 'the Realtime Database; by http it is one on this machine and needs no credentials',
  protocols: ['http:', 'https:'],
  example: 'https://example.firebaseio.com',
});

/** What every daemon that cannot do without the Realtime Database needs to be told. */
export const firebaseSettings = {
  FIREBASE_DATABASE_URL: databaseUrl,
  FIREBASE_SERVICE_ACCOUNT: setting.optional(
    setting.path({
      says: "key file of a Firebase service account; without one the machine's own credentials are used",
      example: '/etc/pooltool/firebase.json',
    }),
  ),
};

/** For daemons that do less without it. */
export const maybeFirebaseSettings = {
  ...firebaseSettings,
  FIREBASE_DATABASE_URL: setting.optional(databaseUrl),
};
