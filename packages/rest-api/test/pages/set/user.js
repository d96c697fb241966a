import { ask, call, session } from './asking.js';
import { list, show } from './showing.js';
import { subscribe } from './socket.js';

const kept = (name) => JSON.parse(localStorage.getItem(name) ?? '[]');

export const favourites = () => kept('favorites');
export const ownAddresses = () => kept('addresses');

/** Somebody is signed in: his user, the union of his favourites here and there, and what is pushed of him (clients.md 3.5, 4). */
export async function enter() {
  const { user } = session();
  const told = await ask(`/api/user/${user}`);
  if (told === null) return show('user', 'refused');
  showUser(told);
  const favorites = [...new Set([...told.favorites, ...kept('favorites')])];
  const favorite_addresses = [...new Set([...told.favoriteAddresses, ...kept('favorite_addresses')])];
  await call('PUT', `/api/user/${user}/settings`, { settings: null, favorites, favorite_addresses });
  localStorage.setItem('favorites', JSON.stringify(favorites));
  localStorage.setItem('addresses', JSON.stringify(Object.keys(told.myAddresses)));
  subscribe('user_data', { user_id: user }, showUser);
}

function showUser({ user_id, authority, myAddresses, myPools, myApiKeys, settings, favorites }) {
  show('user', user_id);
  show('authority', authority);
  list(
    'my-addresses',
    Object.keys(myAddresses).map((key) => [key, settings.addressNicknames?.[key] ?? '']),
  );
  list(
    'my-pools',
    Object.keys(myPools ?? {}).map((id) => [id]),
  );
  list(
    'my-keys',
    Object.keys(myApiKeys ?? {}).map((key) => [key]),
  );
  list(
    'favourites',
    favorites.map((id) => [id]),
  );
  show('currency', settings.currency ?? 'ada');
}
