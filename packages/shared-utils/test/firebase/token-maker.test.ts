import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { manualClock } from '../../src/clock/index.ts';
import { openTokenMaker, readServiceAccount } from '../../src/firebase/index.ts';

const UID = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const CLAIMS = { authority: 'user', client: true };
const clock = manualClock(Date.UTC(2026, 0, 2));

const decoded = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

test("the service account's token is signed with its key, for this user, for an hour", async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const maker = openTokenMaker({
    databaseUrl: 'https://example.firebaseio.com',
    serviceAccount: {
      project_id: 'example',
      client_email: 'api@example.iam.gserviceaccount.com',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    clock,
  });
  onTestFinished(() => maker.close());
  const [header, payload, signature = ''] = (await maker.customToken(UID, CLAIMS)).split('.');
  expect(decoded(header)).toMatchObject({ alg: 'RS256' });
  const { iat, exp, ...claims } = Object(decoded(payload));
  expect(claims).toMatchObject({ iss: 'api@example.iam.gserviceaccount.com', uid: UID, claims: CLAIMS });
  expect(exp - iat).toBe(3600);
  expect(
    verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url')),
  ).toBe(true);
});

test("the local server's token is unsigned, and its sessions end by themselves", async () => {
  const maker = openTokenMaker({ databaseUrl: 'http://127.0.0.1:1?ns=none', clock });
  const [header, payload, signature] = (await maker.customToken(UID, CLAIMS)).split('.');
  expect([decoded(header), signature]).toEqual([{ alg: 'none', typ: 'JWT' }, '']);
  const iat = clock.now() / 1000;
  expect(decoded(payload)).toMatchObject({ uid: UID, claims: CLAIMS, iat, exp: iat + 3600 });
  await expect(maker.endSessions(UID)).resolves.toBeUndefined();
  await maker.close();
});

test('a service account without a key, or with one that cannot be read, is refused at once', () => {
  const open = (private_key?: string) =>
    openTokenMaker({
      databaseUrl: 'https://example.firebaseio.com',
      serviceAccount: {
        project_id: 'example',
        client_email: 'api@example.com',
        ...(private_key ? { private_key } : {}),
      },
      clock,
    });
  expect(() => open()).toThrow('has no private_key');
  expect(() => open('no key')).toThrow('private key that cannot be read');
});

test('a key file that is missing or no JSON stops the daemon that names it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'service-account-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'account.json');
  expect(await readServiceAccount(undefined)).toBeUndefined();
  await expect(readServiceAccount(file)).rejects.toMatchObject({ code: 'POOLTOOL_SERVICE_ACCOUNT_UNREADABLE' });
  await writeFile(file, '{"project_id":');
  await expect(readServiceAccount(file)).rejects.toMatchObject({ disposition: 'halt' });
  await writeFile(file, '{"project_id":"example"}');
  expect(await readServiceAccount(file)).toEqual({ project_id: 'example' });
});
