import { BATTLE_OUTCOMES, type Contest, type Height, type JudgedCandidate, kindBetween } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type PoolBattle, readContests } from '@pooltool/store/battles';
import { Type } from 'typebox';
import type { Cell } from '../conventions/csv.ts';
import { chainedSchema, kindSchema, oneOf, orNull, predictedSchema, standingSchema } from './block-schemas.ts';
import { CANDIDATE_EXAMPLE, CANDIDATE_FIELDS, candidateFields } from './contest-representation.ts';

/** A block that cannot stand beside another one. */
interface Rival {
  readonly place: Contest['hidden'][number];
  /** null: of a hidden battle, at a height that was never judged because nobody reported anything of it */
  readonly judged: JudgedCandidate | null;
}

/** A block of a pool with its rivals. */
export interface FoughtBattle {
  readonly outcome: PoolBattle['outcome'];
  readonly own: JudgedCandidate;
  readonly rivals: readonly Rival[];
}

/** Battles with what is known of both sides: of all their heights in one query, of hidden rivals' in another. */
export async function foughtBattles(db: Queryable, battles: readonly PoolBattle[]): Promise<FoughtBattle[]> {
  const contests = await readContests(db, distinct(battles.map(({ height }) => height)));
  const elsewhere = [...contests.values()].flatMap(({ hidden }) => hidden.map(({ height }) => height));
  const others = await readContests(
    db,
    distinct(elsewhere).filter((height) => !contests.has(height)),
  );
  const known = new Map([...contests, ...others]);
  return battles.flatMap(({ height, hash, outcome }) => {
    const contest = contests.get(height);
    const own = contest?.candidates.find((candidate) => candidate.hash === hash);
    return contest === undefined || own === undefined ? [] : [{ outcome, own, rivals: rivalsOf(own, contest, known) }];
  });
}

function rivalsOf(own: JudgedCandidate, contest: Contest, known: ReadonlyMap<Height, Contest>): Rival[] {
  const here = contest.candidates
    .filter(({ hash, standing }) => hash !== own.hash && standing !== 'unconfirmed')
    .map((judged) => ({ place: judged, judged }));
  const hidden = contest.hidden
    .filter(({ slot }) => slot === own.slot)
    .map((place) => ({
      place,
      judged: known.get(place.height)?.candidates.find(({ hash }) => hash === place.hash) ?? null,
    }));
  return [...here, ...hidden];
}

const distinct = (heights: readonly Height[]): Height[] => [...new Set(heights)];

const outcomeSchema = orNull(oneOf(BATTLE_OUTCOMES, 'Against other pools.'), 'null: it met no block of another pool.');

const NEVER_JUDGED = 'null: nobody reported anything of its height';

const rivalSchema = Type.Object({
  kind: kindSchema,
  hash: CANDIDATE_FIELDS.hash,
  height: Type.Integer({ description: 'Another one where the battle is hidden by a missed parent.' }),
  slot: CANDIDATE_FIELDS.slot,
  pool: CANDIDATE_FIELDS.pool,
  standing: orNull(standingSchema, NEVER_JUDGED),
  predicted: predictedSchema,
  chained: chainedSchema,
  evidence: CANDIDATE_FIELDS.evidence,
  witnesses: orNull(CANDIDATE_FIELDS.witnesses, NEVER_JUDGED),
  reports: orNull(CANDIDATE_FIELDS.reports, NEVER_JUDGED),
  medianDelayMs: CANDIDATE_FIELDS.medianDelayMs,
  leaderVrf: CANDIDATE_FIELDS.leaderVrf,
  blockVrf: CANDIDATE_FIELDS.blockVrf,
});

export const battleSchema = Type.Object({
  ...CANDIDATE_FIELDS,
  outcome: outcomeSchema,
  rivals: Type.Array(rivalSchema),
});

const rivalJson = (own: JudgedCandidate, { place, judged }: Rival) => ({
  kind: kindBetween(own, place),
  hash: place.hash,
  height: place.height,
  slot: place.slot,
  pool: place.producer,
  standing: judged?.standing ?? null,
  predicted: judged?.predicted ?? null,
  chained: judged?.chained ?? null,
  evidence: judged?.evidence ?? null,
  witnesses: judged?.witnesses ?? null,
  reports: judged?.reports ?? null,
  medianDelayMs: judged?.medianDelayMs ?? null,
  leaderVrf: judged?.leaderVrf ?? null,
  blockVrf: judged?.blockVrf ?? null,
});

export const battleJson = ({ own, outcome, rivals }: FoughtBattle) => ({
  ...candidateFields(own),
  outcome,
  rivals: rivals.map((rival) => rivalJson(own, rival)),
});

export const BATTLE_EXAMPLE = {
  ...CANDIDATE_EXAMPLE,
  outcome: 'won',
  rivals: [
    {
      kind: 'slot-battle',
      hash: 'b'.repeat(64),
      height: CANDIDATE_EXAMPLE.height,
      slot: CANDIDATE_EXAMPLE.slot,
      pool: '1'.repeat(56),
      standing: 'confirmed',
      evidence: 'proven',
      predicted: false,
      chained: false,
      witnesses: 41,
      reports: 44,
      medianDelayMs: 512,
      leaderVrf: null,
      blockVrf: '9c'.repeat(64),
    },
  ],
};

interface BattleLine {
  readonly battle: FoughtBattle;
  readonly rival: Rival | undefined;
}

export const battleLines = (battle: FoughtBattle): BattleLine[] =>
  battle.rivals.length === 0 ? [{ battle, rival: undefined }] : battle.rivals.map((rival) => ({ battle, rival }));

export const BATTLE_COLUMNS: readonly (readonly [string, (line: BattleLine) => Cell])[] = [
  ['height', ({ battle }) => battle.own.height],
  ['hash', ({ battle }) => battle.own.hash],
  ['slot', ({ battle }) => battle.own.slot],
  ['epoch', ({ battle }) => battle.own.epoch],
  ['outcome', ({ battle }) => battle.outcome],
  ['predicted', ({ battle }) => battle.own.predicted],
  ['chained', ({ battle }) => battle.own.chained],
  ['standing', ({ battle }) => battle.own.standing],
  ['median_delay_ms', ({ battle }) => battle.own.medianDelayMs],
  ['leader_vrf', ({ battle }) => battle.own.leaderVrf],
  ['block_vrf', ({ battle }) => battle.own.blockVrf],
  ['kind', ({ battle, rival }) => rival && kindBetween(battle.own, rival.place)],
  ['rival_height', ({ rival }) => rival?.place.height],
  ['rival_hash', ({ rival }) => rival?.place.hash],
  ['rival_slot', ({ rival }) => rival?.place.slot],
  ['rival_pool', ({ rival }) => rival?.place.producer],
  ['rival_standing', ({ rival }) => rival?.judged?.standing],
  ['rival_median_delay_ms', ({ rival }) => rival?.judged?.medianDelayMs],
  ['rival_leader_vrf', ({ rival }) => rival?.judged?.leaderVrf],
  ['rival_block_vrf', ({ rival }) => rival?.judged?.blockVrf],
];
