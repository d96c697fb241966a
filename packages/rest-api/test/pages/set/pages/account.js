import { call, places, session } from '../asking.js';
import { button, show } from '../showing.js';
import { enter } from '../user.js';

const typed = (name) => document.getElementById(name).value;

function input(name) {
  const made = document.createElement('input');
  made.id = name;
  document.querySelector('main').append(made);
}

/** The dialogs: an account, signing in and out; the heart and the nickname of a table's row. */
export function open() {
  for (const name of ['stake-key', 'password', 'pool', 'nickname']) input(name);
  button('create', create);
  button('sign-in', signIn);
  button('sign-out', signOut);
  button('heart', () => change('POST', 'favorites', { pool_id: typed('pool') }));
  button('no-heart', () => change('DELETE', `favorites/${typed('pool')}`));
  button('name-it', () =>
    change('PUT', 'settings', { settings: { addressNicknames: { [typed('stake-key')]: typed('nickname') } } }),
  );
}

/** Register, which says 409 when there is somebody; then what is to be paid; then a look every few seconds. */
async function create() {
  const [stake_key, password] = [typed('stake-key'), typed('password')];
  const registered = await call('POST', '/auth/register', { stake_key, password });
  const user_id = registered.status === 409 ? session()?.user : registered.data.user_id;
  const { status, data } = await call('POST', '/auth/verify', { stake_key, user_id, password });
  show('verification', status === 200 ? data.status : status);
  if (data.status !== 'pending') return;
  show('amount', data.payment_amount);
  show('pay-to', data.payment_address);
  const look = async () => {
    const { data: now } = await call('GET', `/auth/verify/${stake_key}`);
    show('verification', now.status);
    if (now.status !== 'verified') setTimeout(look, places.pollMs);
  };
  setTimeout(look, places.pollMs);
}

async function signIn() {
  const { status, data } = await call('POST', '/auth/login', {
    stake_key: typed('stake-key'),
    password: typed('password'),
  });
  if (status !== 200 || data.success !== true) return show('sign-in-failed', status);
  localStorage.setItem('pt_user_id', data.user_id);
  localStorage.setItem('pt_token', data.token);
  await enter();
}

/** Of this browser only: the token stays good (clients.md 3). */
function signOut() {
  localStorage.removeItem('pt_user_id');
  localStorage.removeItem('pt_token');
  location.reload();
}

async function change(method, path, body) {
  const { status } = await call(method, `/api/user/${session().user}/${path}`, body);
  show('changed', `${method} ${path} ${status}`);
}
