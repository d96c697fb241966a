import { randomBytes, randomInt } from 'node:crypto';
import { lovelace, type Network, readStakePart } from '@pooltool/domain';
import { configInvalid } from '@pooltool/shared-utils/config';
import { decodeBech32, toHex } from '@pooltool/shared-utils/crypto';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import { openPool } from '@pooltool/shared-utils/pg';
import type { config } from '../config.ts';
import { takeTurns } from '../conventions/turns.ts';
import { openOldClients } from '../old-clients/open-old-clients.ts';
import { hookHostsIn } from '../zapier/hook-url.ts';
import { ZAPIER_ALLOWANCES, zapierTries } from '../zapier/zapier-tries.ts';
import type { AccountRoute } from './account-route.ts';
import { accountRoutes } from './account-routes.ts';
import type { AccountsParts } from './accounts-parts.ts';
import { openPasswords } from './passwords.ts';
import { SIGN_IN_ALLOWANCES, signInLimits } from './sign-in-limits.ts';

/** Who signs in waits longer for the hash than for these. */
const CONNECTIONS = 3;
const LONGEST_WAIT_FOR_CONNECTION_MS = 5_000;

/** Each keeps a core busy for a quarter of a second: tips are reported meanwhile. */
const HASHINGS = { atOnce: 2, mostWaiting: 32 } as const;

/** More than the ledger demands of an output, and never so much that it hurts: the payer does not get it back. */
const LEAST_PAYMENT = 1_000_000;
const DISTINCT_PAYMENTS = 1_000_000;
/** People ask at night and pay in the evening. */
const PAYMENT_LASTS_MS = 86_400_000;

/** People's accounts, on connections of their own, because the others read only. */
export async function openAccounts(
  context: DaemonContext<(typeof config)['settings']>,
  { network }: { readonly network: Network },
): Promise<readonly AccountRoute[]> {
  const { config: given, log, clock, resources } = context;
  const pool = openPool({
    connectionString: given.DATABASE_URL,
    applicationName: 'rest-api-accounts',
    max: CONNECTIONS,
    connectTimeoutMs: LONGEST_WAIT_FOR_CONNECTION_MS,
    statementTimeoutMs: given.REST_API_STATEMENT_LIMIT,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('accounts', () => pool.end());
  const address = given.REST_API_PAYMENT_ADDRESS;
  if (address !== undefined) demandOurs(address, network);
  const parts: AccountsParts = {
    pool,
    network,
    clock,
    passwords: await openPasswords(takeTurns(HASHINGS)),
    countTry: signInLimits(SIGN_IN_ALLOWANCES, clock),
    payments:
      address === undefined
        ? null
        : {
            address,
            amount: () => lovelace(BigInt(LEAST_PAYMENT + randomInt(DISTINCT_PAYMENTS))),
            lastsMs: PAYMENT_LASTS_MS,
          },
    zapier: { countTry: zapierTries(ZAPIER_ALLOWANCES, clock), hookHosts: hookHostsIn(given.REST_API_HOOK_HOSTS) },
    domain: new URL(given.REST_API_PUBLIC_URL).hostname,
    random: () => randomBytes(32),
  };
  return [...accountRoutes(parts), ...(await openOldClients(context, parts))];
}

/** Found out when it is started, and not by the first who wants to pay. @throws POOLTOOL_CONFIG_INVALID (halt) */
function demandOurs(address: string, { address: ours, name }: Network): void {
  const { prefix, bytes } = decodeBech32(address);
  const networkId = (bytes[0] ?? 0) & 0x0f;
  if (prefix === ours.prefix && networkId === ours.networkId && readStakePart(toHex(bytes)) !== null) return;
  throw configInvalid({ message: `REST_API_PAYMENT_ADDRESS is no address of ${name}` });
}
