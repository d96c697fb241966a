import { signInWithCustomToken, signOut } from 'firebase/auth';
import { get, limitToLast, onValue, orderByChild, query, remove, update } from 'firebase/database';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  customToken,
  DATA,
  HIS,
  KEY,
  openRulesStage,
  type Person,
  POOL,
  type RulesStage,
  TOKEN,
} from './rules-stage.ts';

let stage: RulesStage;
beforeAll(async () => {
  stage = await openRulesStage();
});
beforeEach(() => stage.restore());
afterAll(() => stage.close());
const place = (person: Person, path: string) => stage.place(person, path);

describe('as the clients do it', () => {
  test('an update of several places is let through whole or not at all', async () => {
    await update(place('administrator', 'admin_message'), { title: 'a', message: 'b' });
    await update(place('operator', `pool_stats/${HIS}`), { public_note: 'Hello' });
    await update(place('user', `users/privMeta/user/myAddresses/${KEY}`), { nickname: 'Savings' });
    await expect(update(place('administrator', `stake_pools/${POOL}`), { g: 'Ours', t: 'THEM' })).rejects.toThrow(
      /permission.denied/i,
    );
    expect(stage.server.read(`/Mainnet/stake_pools/${POOL}`, 'rules')).toEqual(DATA.stake_pools[POOL]);
    expect(stage.server.read('/Mainnet/admin_message', 'rules')).toEqual({ title: 'a', message: 'b' });
  });

  test('a bell is set and taken away without an account, and nobody takes all of them away', async () => {
    const bell = place('nobody', `legacy_alerts/${POOL}/pledge/${TOKEN}`);
    await remove(bell);
    expect((await get(bell)).exists()).toBe(false);
    await expect(remove(place('nobody', `legacy_alerts/${POOL}/pledge`))).rejects.toThrow(/permission.denied/i);
  });

  test('who signs out hears no more of what was his', async () => {
    const auth = stage.auth('other');
    await stage.asOwner('Mainnet/users/privMeta/other/authority', 'delegator');
    const seen: unknown[] = [];
    const over = vi.fn<(error: Error) => void>();
    onValue(place('other', 'users/privMeta/other/authority'), (snapshot) => seen.push(snapshot.val()), over);
    await vi.waitFor(() => expect(seen).toEqual(['delegator']));
    await signOut(auth);
    await vi.waitFor(() => expect(over).toHaveBeenCalled());
    await stage.asOwner('Mainnet/users/privMeta/other/authority', 'administrator');
    await signInWithCustomToken(auth, customToken('other'));
    expect(seen).toEqual(['delegator']);
  });

  test.each([
    'stake_pools.json?orderBy="d"&equalTo=false',
    'stake_pools.json?orderBy="r"&limitToLast=5',
    'blocks/500.json?orderBy="block"&limitToLast=4',
    `pool_blocks_ne/${POOL}.json?orderBy="block"&limitToLast=4`,
    'all_pool_updates_blockfrost.json?orderBy="time"&limitToLast=3',
    `all_pool_updates_blockfrost.json?orderBy="poolId"&equalTo="${POOL}"`,
    `pool_updates_blockfrost/${POOL}.json?orderBy="time"&limitToLast=3`,
    'competitive.json?orderBy="$key"&limitToLast=21',
    `stake_hist/${KEY}.json?orderBy="$key"&limitToLast=3`,
    'newsfeed/items.json?orderBy="$key"&limitToLast=20',
  ])('a query that clients send has its index: %s', async (asked) => {
    expect((await fetch(`${stage.server.url}/Mainnet/${asked}&ns=rules`)).status).toBe(200);
  });

  test('a query without an index is refused by REST, and the SDK warns', async () => {
    const response = await fetch(`${stage.server.url}/Mainnet/stake_pools.json?orderBy="t"&limitToLast=3&ns=rules`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('.indexOn')]);
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const stop = onValue(query(place('nobody', 'stake_pools'), orderByChild('t'), limitToLast(3)), () => {});
    await vi.waitFor(() => expect(warned.mock.calls.flat().join(' ')).toContain('unspecified index'));
    stop();
  });

  test('REST says 401, also to one who asks for the tag of what he may not read', async () => {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${stage.server.url}/Mainnet/${path}.json?ns=rules`, init);
    expect((await ask('recent_block')).status).toBe(200);
    const refused = await ask('users/privMeta/user');
    expect([refused.status, await refused.json()]).toEqual([401, { error: 'Permission denied' }]);
    expect((await ask('recent_block', { method: 'PUT', body: '1' })).status).toBe(401);
    const headers = { authorization: `Bearer ${customToken('user')}` };
    expect((await ask('users/privMeta/user', { headers })).status).toBe(200);
    const mail = (more: Record<string, string>) =>
      ask('users/auth/user/gcm_token', {
        method: 'PUT',
        body: JSON.stringify(TOKEN),
        headers: { ...headers, ...more },
      });
    expect((await mail({})).status).toBe(200);
    expect((await mail({ 'if-match': 'guessed' })).status).toBe(401);
  });
});
