import { randomBytes, scryptSync } from 'node:crypto';
import { lovelace, preview, type StakeCredential, slot, slotStartMs } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { openPurses, type Purses } from '../../../store/test/accounts/paying.ts';
import { credentialNumber } from '../../../store/test/chain/small-chain.ts';
import { OURS_TEXT } from '../../../store/test/verifications/paying-chain.ts';
import type { AccountRoute } from '../../src/accounts/account-route.ts';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import type { AccountsParts } from '../../src/accounts/accounts-parts.ts';
import { openPasswords } from '../../src/accounts/passwords.ts';
import { type SignInAllowances, signInLimits } from '../../src/accounts/sign-in-limits.ts';
import { ZAPIER_ALLOWANCES, zapierTries } from '../../src/zapier/zapier-tries.ts';
import { AT_ONCE, type ServedApi, serveApi } from '../served-api.ts';

export const PASSWORD = 'correct horse';
export const PEOPLE = Array.from({ length: 12 }, (_, number) => credentialNumber(0xa0 + number));
export const stakeAddress = (credential: StakeCredential): string => encodeStakeAddress(credential, 'testnet');

const UNLIMITED = { perSecond: 1_000, burst: 1_000_000 };

/** Of the form that new hashes have, at a hundredth of the cost. */
async function cheapHash(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = scryptSync(password.normalize('NFKC'), salt, 32, { N: 1024, r: 8, p: 1 });
  return `scrypt.10.8.1.${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // Whatever was answered; tests say what they expect of it.
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface AskOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AccountsStage {
  readonly database: TestDatabase;
  readonly purses: Purses;
  readonly api: ServedApi;
  readonly parts: AccountsParts;
  readonly clock: ManualClock;
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options?: AskOptions): Promise<Answer>;
  /** Registers, pays, signs in. */
  member(person: number): Promise<{ readonly user: string; readonly token: string; readonly key: string }>;
  close(): Promise<void>;
}

/** The API with accounts on a preview chain whose people have money, at a time when payments still come. */
export async function accountsStage({
  allowances = {
    perAddress: UNLIMITED,
    perKeyAndAddress: UNLIMITED,
    perKey: UNLIMITED,
    paymentsPerAddress: UNLIMITED,
  },
  moreRoutes = () => [],
}: {
  readonly allowances?: SignInAllowances;
  /** besides those for accounts */
  readonly moreRoutes?: (parts: AccountsParts) => readonly AccountRoute[];
} = {}): Promise<AccountsStage> {
  const database = await createTestDatabase();
  await claimNetwork(database.pool, preview);
  const purses = await openPurses(database.pool, PEOPLE);
  const passwords = await openPasswords(AT_ONCE, { hash: cheapHash, oldCost: 4 });
  let drawn = 1_000_000n;
  const clock = manualClock(slotStartMs(preview, slot(15)));
  const parts: AccountsParts = {
    pool: database.pool,
    network: preview,
    clock,
    passwords,
    countTry: signInLimits(allowances, clock),
    payments: {
      address: OURS_TEXT,
      amount: () => {
        drawn += 1n;
        return lovelace(drawn);
      },
      lastsMs: 86_400_000,
    },
    zapier: { countTry: zapierTries(ZAPIER_ALLOWANCES, clock), hookHosts: ['hooks.zapier.com'] },
    domain: 'pooltool.test',
    random: () => randomBytes(32),
  };
  const accounts = [...accountRoutes(parts), ...moreRoutes(parts)];
  const api = serveApi({ pool: database.pool, network: preview, clock, accounts });
  const ask: AccountsStage['ask'] = async (method, path, { token, body, headers = {} } = {}) => {
    const answer = await api.server.inject({
      method,
      url: path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const json: unknown = answer.body === '' ? {} : JSON.parse(answer.body);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      json: typeof json === 'object' && json !== null ? { ...json } : {},
      text: answer.body,
    };
  };
  return {
    database,
    purses,
    api,
    parts,
    clock,
    ask,
    async member(person) {
      const credential = PEOPLE[person];
      if (credential === undefined) throw new RangeError(`there is no person ${person}`);
      const key = stakeAddress(credential);
      const { json: registered } = await ask('POST', '/auth/register', {
        body: { stake_key: key, password: PASSWORD },
      });
      const user = String(registered['user_id']);
      const due = await ask('POST', '/auth/verify', { body: { stake_key: key, user_id: user, password: PASSWORD } });
      await purses.pay(credential, { amount: lovelace(BigInt(String(due.json['payment_amount']))) });
      const { json } = await ask('POST', '/auth/login', { body: { stake_key: key, password: PASSWORD } });
      return { user, token: String(json['token']), key };
    },
    close: async () => {
      await api.server.close();
      await database.close();
    },
  };
}
