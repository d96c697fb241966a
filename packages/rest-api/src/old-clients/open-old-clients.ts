import { randomInt } from 'node:crypto';
import { lovelace } from '@pooltool/domain';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import { openTokenMaker, readServiceAccount, type TokenMaker } from '@pooltool/shared-utils/firebase';
import type { AccountRoute } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import type { config } from '../config.ts';
import { clientKeys } from './client-keys.ts';
import { keepEndingSessions } from './end-firebase-sessions.ts';
import { oldClientRoutes } from './old-client-routes.ts';

type Context = DaemonContext<(typeof config)['settings']>;

/** Thousandths of an ada, of which the app shows no more decimals: a payment of what it shows must be the amount. */
const [LEAST_PAYMENT, PAYMENTS_BELOW] = [1_000, 3_000];
/** Where those are taken: many wait at once, or somebody asks for many. */
const [FIRST_DRAWN, RARE_PAYMENTS_BELOW] = [4, 21_000];

/** The old clients, and the end of their users' sessions when a password changes. @param accounts whose users they are */
export async function openOldClients(context: Context, accounts: AccountsParts): Promise<readonly AccountRoute[]> {
  const { config: given, log } = context;
  const tokens = await openTokens(context);
  if (tokens === null) log.info({}, 'old-clients.without-firebase');
  else await endSessions(context, accounts, tokens);
  const amount = (drawn: number) => {
    const below = drawn <= FIRST_DRAWN ? PAYMENTS_BELOW : RARE_PAYMENTS_BELOW;
    return lovelace(BigInt(randomInt(LEAST_PAYMENT, below)) * 1_000n);
  };
  return oldClientRoutes({
    ...accounts,
    payments: accounts.payments && { ...accounts.payments, amount },
    tokens,
    demandClient: clientKeys(given.REST_API_CLIENT_KEYS),
  });
}

/** null: no Firebase is set */
async function openTokens({ config: given, clock, resources }: Context): Promise<TokenMaker | null> {
  const databaseUrl = given.FIREBASE_DATABASE_URL;
  if (databaseUrl === undefined) return null;
  const serviceAccount = await readServiceAccount(given.FIREBASE_SERVICE_ACCOUNT);
  const tokens = openTokenMaker({ databaseUrl, serviceAccount, clock });
  resources.onClose('tokens for firebase', () => tokens.close());
  return tokens;
}

async function endSessions(context: Context, { pool }: AccountsParts, tokens: TokenMaker): Promise<void> {
  const { clock, log, signal, resources, fail } = context;
  const ending = await keepEndingSessions({ pool, tokens, clock, log, signal });
  ending.ended.catch(fail);
  resources.onClose('firebase sessions', () => ending.close());
}
