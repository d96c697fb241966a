import { initializeApp } from '/firebase-app.js';
import { connectAuthEmulator, initializeAuth, inMemoryPersistence, signInWithCustomToken } from '/firebase-auth.js';
import {
  connectDatabaseEmulator,
  equalTo,
  getDatabase,
  onValue,
  orderByChild,
  query,
  ref,
  set,
} from '/firebase-database.js';

const place = new URLSearchParams(location.search);
const [host, port] = place.get('database').split(':');
const app = initializeApp({ apiKey: 'none', databaseURL: 'http://demo.firebaseio.example' });
const database = getDatabase(app);
connectDatabaseEmulator(database, host, Number(port));
const auth = initializeAuth(app, { persistence: inMemoryPersistence });
connectAuthEmulator(auth, `http://${host}:${port}`, { disableWarnings: true });
const at = (path) => ref(database, `${place.get('root')}/${path}`);

/** The newest value of each node that is listened to, by its path; what is refused, by its code. */
window.seen = {};
const listen = (path, what = at(path)) =>
  onValue(
    what,
    (snapshot) => {
      window.seen[path] = snapshot.val();
    },
    (error) => {
      window.seen[path] = error.code ?? error.message;
    },
  );

// What the last website listens to when it starts (clients.md 1.1).
for (const path of ['recent_block', 'ecosystem', 'syncdata', 'stake_pool_columns/heights', 'admin_message/web'])
  listen(path);
listen('stake_pools', query(at('stake_pools'), orderByChild('d'), equalTo(false)));
window.listen = (path) => void listen(path);

/** By REST, with the key the site was built with; and then at Firebase. */
window.signIn = async (address, password) => {
  const answer = await fetch(`${place.get('api')}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': place.get('key') },
    body: JSON.stringify({ address, password }),
  });
  const { token } = await answer.json();
  const { user } = await signInWithCustomToken(auth, token);
  listen(`users/privMeta/${user.uid}`);
  return user.uid;
};
window.write = (path, value) =>
  set(at(path), value).then(
    () => 'written',
    (error) => error.code ?? error.message,
  );
