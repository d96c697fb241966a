import { randomUUID } from 'node:crypto';
import { lovelace, type StakeCredential } from '@pooltool/domain';
import type { TokenMaker } from '@pooltool/shared-utils/firebase';
import type { SignInAllowances } from '../../src/accounts/sign-in-limits.ts';
import { clientKeys } from '../../src/old-clients/client-keys.ts';
import { oldClientRoutes } from '../../src/old-clients/old-client-routes.ts';
import type { OldClientsParts } from '../../src/old-clients/old-clients-parts.ts';
import {
  type AccountsStage,
  type Answer,
  accountsStage,
  PASSWORD,
  PEOPLE,
  stakeAddress,
} from '../accounts/accounts-stage.ts';

export const CLIENT_KEY = 'what the app was built with';
export const CLIENT = { 'x-api-key': CLIENT_KEY };

/** A token that tells who would be signed in. */
export const TELLING: TokenMaker = {
  customToken: async (user, claims) => JSON.stringify({ user, ...claims }),
  endSessions: async () => {},
  close: async () => {},
};

export interface OldClientsStage extends AccountsStage {
  readonly oldParts: () => OldClientsParts;
  /** as a client that was built with its key */
  post(path: string, body: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  payer(person: number): StakeCredential;
  /** the answer's amount */
  pay(person: number, answer: Answer): Promise<void>;
  /** The whole way of the app: its own id, proven by a payment. */
  appUser(person: number): Promise<{ readonly user: string; readonly address: string }>;
}

/** The API with what the last Firebase website and the app ask, on the stage of accounts. */
export async function oldClientsStage({
  tokens = TELLING,
  keys = `${CLIENT_KEY}, the website's`,
  ...given
}: {
  readonly tokens?: TokenMaker | null;
  readonly keys?: string;
  readonly allowances?: SignInAllowances;
} = {}): Promise<OldClientsStage> {
  let oldParts: OldClientsParts | undefined;
  let thousandths = 1_000n;
  const stage = await accountsStage({
    ...given,
    moreRoutes: (parts) => {
      const amount = () => {
        thousandths += 1n;
        return lovelace(thousandths * 1_000n);
      };
      const payments = parts.payments && { ...parts.payments, amount };
      oldParts = { ...parts, payments, tokens, demandClient: clientKeys(keys) };
      return oldClientRoutes(oldParts);
    },
  });
  const payer = (person: number): StakeCredential => {
    const credential = PEOPLE[person];
    if (credential === undefined) throw new RangeError(`there is no person ${person}`);
    return credential;
  };
  const post: OldClientsStage['post'] = (path, body) => stage.ask('POST', path, { body, headers: CLIENT });
  const pay: OldClientsStage['pay'] = (person, { json }) =>
    stage.purses.pay(payer(person), { amount: lovelace(BigInt(String(json['paymentAmount']))) });
  return {
    ...stage,
    oldParts: () => {
      if (oldParts === undefined) throw new Error('no routes were made');
      return oldParts;
    },
    post,
    get: (path) => stage.ask('GET', path, { headers: CLIENT }),
    payer,
    pay,
    async appUser(person) {
      const [user, address] = [randomUUID(), stakeAddress(payer(person))];
      await pay(person, await post(`/v0/verification/${address}`, { userId: user, password: PASSWORD }));
      return { user, address };
    },
  };
}
