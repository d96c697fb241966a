import { type Epoch, epoch } from '@pooltool/domain';
import { type PoolSlotEpoch, poolSlotEpochs } from '@pooltool/store';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { pageOf } from '../conventions/page.ts';
import { cursorInvalid, poolIdInvalid } from '../errors.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { hashSchema, oneOf, orNull, poolSchema } from '../routes/block-schemas.ts';

const LIST = 'pool-slots';
const USUAL = 30;
const MOST = 500;
const EXAMPLE = {
  epoch: 447,
  committed: 3,
  hash: 'e37b4d3fdb10171a371c2e8fa8246a8bd563bcc0baf5200e47d90509441f6bba',
  revealed: [107_308_799, 107_315_522, 107_401_234],
  outcome: 'settled',
  made: 2,
  slotBattlesLost: 1,
  heightBattlesLost: 0,
  missed: 0,
};

/** For everybody: a commitment that only its pool could read would prove nothing. */
export const poolSlotsRoute = ({ pool: db }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/operator/pools/:pool/slots',
    operationId: 'listPoolSlots',
    tag: 'Operators',
    summary: 'Slots that a pool committed to, newest epoch first, and what came of them',
    description:
      'Sent by `POST /v0/sendslots` in the first day of an epoch as a count and a hash, and revealed in the first day of the next. Before it is ' +
      'revealed nobody knows more of a schedule than that, we neither. Performance is judged an hour into the next epoch and settled when all of its battles are.',
    params: Type.Object({ pool: poolParameter }),
    query: Type.Object(
      { limit: limitParameter({ usual: USUAL, most: MOST }), cursor: cursorParameter },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({ pool: poolSchema, epochs: Type.Array(slotEpochSchema()), next: nextSchema }),
        example: {
          pool: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
          epochs: [EXAMPLE],
          next: cursorAt(LIST, [EXAMPLE.epoch]),
        },
      },
      'text/csv': {
        description: 'One row an epoch, the revealed slots with blanks between. The next page is in the Link header.',
        example:
          'epoch,committed,hash,revealed,outcome,made,slot_battles_lost,height_battles_lost,missed\r\n447,3,e37b…,107308799 107315522 107401234,settled,2,1,0,0\r\n',
      },
    },
    errors: [poolIdInvalid],
    cost: 2,
    answer: async ({ params, query: { limit = USUAL, cursor } }) => {
      const asked = poolFrom(params.pool);
      const before = cursor === undefined ? undefined : epochIn(cursor);
      const found = await poolSlotEpochs(db, asked, { before, limit: limit + 1 });
      const { page, nextCursor } = pageOf(found, { limit, cursorOf: (last) => cursorAt(LIST, [last.epoch]) });
      return {
        freshness: 'moving',
        json: () => ({ pool: asked, epochs: page, next: nextCursor }),
        csv: () => csvOf(COLUMNS, page),
        nextCursor,
      };
    },
  });

function slotEpochSchema() {
  const count = (of: string) => orNull(Type.Integer(), `${of}; null: not settled.`);
  return Type.Object({
    epoch: Type.Integer(),
    committed: Type.Integer({ description: 'How many slots.' }),
    hash: orNull(hashSchema, 'blake2b-256 of the schedule; null: the commitment is of the old backend.'),
    revealed: orNull(Type.Array(Type.Integer()), 'Absolute slots; null: not shown (yet).'),
    outcome: orNull(
      oneOf(
        ['settled', 'unrevealed', 'contradicted'],
        'contradicted: the chain shows a block of the pool that is not in it.',
      ),
      'null: not judged yet.',
    ),
    made: orNull(Type.Integer(), 'Blocks of the pool in this epoch; null: not judged yet.'),
    slotBattlesLost: count('Slots kept and lost to another pool of the same slot'),
    heightBattlesLost: count('Slots kept and lost at their height'),
    missed: count('Slots of which nothing shows that there was a block'),
  });
}

/** @throws POOLTOOL_CURSOR_INVALID (400) */
function epochIn(cursor: string): Epoch {
  const [last] = positionOf(LIST, cursor, ['number'] as const);
  if (last < 0 || last > 2 ** 31 - 1) throw cursorInvalid();
  return epoch(last);
}

const COLUMNS: readonly (readonly [string, (of: PoolSlotEpoch) => Cell])[] = [
  ['epoch', (of) => of.epoch],
  ['committed', (of) => of.committed],
  ['hash', (of) => of.hash],
  ['revealed', (of) => of.revealed?.join(' ')],
  ['outcome', (of) => of.outcome],
  ['made', (of) => of.made],
  ['slot_battles_lost', (of) => of.slotBattlesLost],
  ['height_battles_lost', (of) => of.heightBattlesLost],
  ['missed', (of) => of.missed],
];
