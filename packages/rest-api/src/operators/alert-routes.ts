import { poolId } from '@pooltool/domain';
import { requestInvalid } from '@pooltool/shared-utils/http';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  ALERT_CHANNELS,
  type AlertChoice,
  alertChoicesOf,
  isPoolAlert,
  POOL_ALERTS,
  poolsSpokenFor,
  saveAlertChoices,
} from '@pooltool/store/operators';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notSignedIn, notYourPool } from '../errors.ts';
import { POOL_EXAMPLE, poolHex } from './operator-schemas.ts';

const KINDS = Object.keys(POOL_ALERTS).filter(isPoolAlert);
const MOST_CHOICES = 2_000;

const choice = Type.Object(
  {
    pool: poolHex,
    alert: Type.Union(
      KINDS.map((kind) => Type.Literal(kind)),
      { description: KINDS.map((kind) => `\`${kind}\`: ${POOL_ALERTS[kind].says}`).join('; ') },
    ),
    channel: Type.Union(ALERT_CHANNELS.map((channel) => Type.Literal(channel))),
    threshold: Type.Optional(
      Type.Union([Type.Number({ minimum: 0, maximum: 45_000_000_000 }), Type.Null()], {
        description:
          'From where on it is told: of `saturation` in percent, of `stake_change` in ada; the others have none.',
      }),
    ),
  },
  { additionalProperties: false },
);
const alerts = Type.Object({ alerts: Type.Array(choice, { maxItems: MOST_CHOICES }) });
const EXAMPLE = {
  alerts: [
    { pool: POOL_EXAMPLE, alert: 'block_minted', channel: 'telegram', threshold: null },
    { pool: POOL_EXAMPLE, alert: 'saturation', channel: 'push', threshold: 95 },
  ],
};

/** What somebody wants to be told of his pools, and where. */
export function alertRoutes({ pool, clock }: AccountsParts): readonly AccountRoute[] {
  const parts = { pool, clock };
  return [
    accountRoute({
      method: 'GET',
      path: '/v1/operator/alerts',
      operationId: 'myAlerts',
      access: 'signed in',
      tag: 'Operators',
      summary: 'What you chose to be told of your pools, and where',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: alerts, example: EXAMPLE },
      errors: [notSignedIn],
      handle: async ({ request }) => ({ alerts: await alertChoicesOf(pool, await signedIn(request, parts)) }),
    }),
    accountRoute({
      method: 'PUT',
      path: '/v1/operator/alerts',
      operationId: 'chooseAlerts',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Chooses what you are told of your pools, and where: what is not in the list is not told',
      description: 'Choices are kept here and read by the channels; a channel that does not run yet tells nothing.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: alerts,
      answer: { schema: alerts, example: EXAMPLE },
      errors: [notSignedIn, notYourPool],
      handle: async ({ request, body }) => {
        const user = await signedIn(request, parts);
        const choices = body.alerts.map(choiceIn);
        return inTransaction(pool, async (tx) => {
          const before = await alertChoicesOf(tx, user);
          const own = new Set([...(await poolsSpokenFor(tx, user)), ...before].map((one) => one.pool));
          const others = choices.find((one) => !own.has(one.pool));
          if (others !== undefined) throw notYourPool({ message: `you do not speak for the pool ${others.pool}` });
          await saveAlertChoices(tx, { user, choices });
          return { alerts: await alertChoicesOf(tx, user) };
        });
      },
    }),
  ];
}

type Chosen = Omit<AlertChoice, 'pool' | 'threshold'> & {
  readonly pool: string;
  readonly threshold?: number | null | undefined;
};

/** @throws POOLTOOL_REQUEST_INVALID (400) for a threshold of what has none */
function choiceIn({ pool, alert, channel, threshold = null }: Chosen): AlertChoice {
  if (threshold !== null && POOL_ALERTS[alert].unit === null)
    throw requestInvalid({ message: `${alert} has no threshold` });
  return { pool: poolId(pool), alert, channel, threshold };
}
