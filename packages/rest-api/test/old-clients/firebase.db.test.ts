import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from '@pooltool/domain';
import { type RealtimeDatabase, startObjectStore, startRealtimeDatabase } from '@pooltool/local-cloud';
import { openObjectStore } from '@pooltool/shared-utils/aws';
import { manualClock, systemClock } from '@pooltool/shared-utils/clock';
import { openFirebase, openTokenMaker } from '@pooltool/shared-utils/firebase';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openArchive } from '@pooltool/store/archive';
import { networkRoot } from '@pooltool/store/documents';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sdks, sdksFor } from '../../../local-cloud/test/firebase/sdk.ts';
import { follow, signInWith, write } from '../../../local-cloud/test/firebase/signed-in.ts';
import { documentDrain } from '../../../publisher/src/drain/drain.ts';
import { PASSWORD, stakeAddress } from '../accounts/accounts-stage.ts';
import { type OldClientsStage, oldClientsStage } from './old-clients-stage.ts';

const ROOT = networkRoot(preview);
/** Those of the real service, for another network as docs/operations.md has it. */
const RULES: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../ops/firebase/database.rules.json'), 'utf8').replaceAll(
    'Mainnet',
    ROOT,
  ),
);

let realtime: RealtimeDatabase;
let sdks: Sdks;
let stage: OldClientsStage;
let drain: () => Promise<void>;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  realtime = await startRealtimeDatabase({ projectId: 'demo', rules: RULES });
  sdks = sdksFor(realtime);
  const databaseUrl = `${realtime.url}?ns=demo`;
  stage = await oldClientsStage({ tokens: openTokenMaker({ databaseUrl, clock: manualClock(systemClock.now()) }) });
  const objectServer = await startObjectStore({ buckets: ['documents'] });
  const count = () => {};
  const firebase = openFirebase({ databaseUrl, root: ROOT, count });
  const objects = openObjectStore({ bucket: 'documents', region: 'us-west-2', endpoint: objectServer.url, count });
  const publisher = documentDrain({
    pool: stage.database.pool,
    network: preview,
    archive: openArchive(objects),
    sinks: { firebase, objects, root: ROOT },
    clock: systemClock,
    log: memoryLog(),
    observe: () => {},
  });
  drain = async () => {
    for (let complete = false; !complete; ) ({ complete } = await publisher.pass());
  };
  closing.push(
    () => sdks.close(),
    () => firebase.close(),
    async () => objects.close(),
    () => objectServer.stop(),
    () => stage.close(),
    () => realtime.stop(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

const tokenOf = async (address: string): Promise<string> => {
  const { json } = await stage.post('/v0/auth/login', { address, password: PASSWORD });
  return String(json['token']);
};
const ownAddresses = (user: string) => `${ROOT}/users/privMeta/${user}/myAddresses`;

test('the app proves an address, signs in at Firebase with what it is given, and finds the address there', async () => {
  const { user, address } = await stage.appUser(0);
  expect((await stage.get(`/v0/verification/${address}?userId=${user}`)).json).toMatchObject({ status: 'verified' });
  const app = sdks.client();
  const signedIn = await signInWith(realtime, app.app, await tokenOf(address));
  expect(signedIn.uid).toBe(user);
  expect((await signedIn.getIdTokenResult()).claims).toMatchObject({ authority: 'user', client: true });

  const listening = follow(app.database, ownAddresses(user));
  await drain();
  const { hash } = stage.payer(0);
  await vi.waitFor(() => expect(listening.seen.at(-1)).toEqual({ [hash]: { proven: true } }), { timeout: 5_000 });

  await write(app.database, `${ownAddresses(user)}/${hash}/nickname`, 'wallet');
  const other = stakeAddress(stage.payer(1));
  await stage.pay(1, await stage.post(`/v0/verification/${other}`, { userId: user, password: PASSWORD }));
  await stage.get(`/v0/verification/${other}?userId=${user}`);
  await drain();
  const both = { [hash]: { proven: true, nickname: 'wallet' }, [stage.payer(1).hash]: { proven: true } };
  await vi.waitFor(() => expect(listening.seen.at(-1)).toEqual(both), { timeout: 5_000 });
  listening.stop();
});

test("another user's addresses are not his to see, and nobody's who is not signed in", async () => {
  const [mine, other] = [await stage.appUser(2), await stage.appUser(3)];
  await drain();
  const [app, visitor] = [sdks.client(), sdks.client()];
  await signInWith(realtime, app.app, await tokenOf(mine.address));
  const listening = [follow(app.database, ownAddresses(other.user)), follow(visitor.database, ownAddresses(mine.user))];
  await vi.waitFor(() => expect(listening.map(({ refused }) => refused())).toEqual([true, true]), { timeout: 5_000 });
  expect(listening.flatMap(({ seen }) => seen)).toEqual([]);
});
