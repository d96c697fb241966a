import { type Network, subjectOf } from '@pooltool/domain';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type PoolLabel, poolLabels } from '@pooltool/store/admin';
import { type PoolFacts, type PoolSlots, poolSlots, poolsForDocuments } from '@pooltool/store/documents';
import { poolTerms, shownAmount } from '@pooltool/store/website';
import { oftenApart, onePart, oneValue, type Part } from '../drawing.ts';
import { family } from '../family.ts';

/** What a pool gets that was never ranked: the app lists pools by rank and would leave out one without. */
const UNRANKED = 1000;

/**
 * A pool in the list of pools (clients.md 1.2), field by field, because administrators' pages of old write `g` and `xx` among them.
 * A pool that is gone goes whole.
 */
export const stakePool = family({
  kind: 'pool',
  read: subjectOf.pool,
  load: async (db, subjects) => ({
    pools: await poolsForDocuments(db, subjects),
    slots: await poolSlots(db, subjects),
    labels: await poolLabels(db, subjects),
  }),
  draw: (pool, { pools, slots, labels }, network) => {
    const facts = pools.get(pool);
    const path = `stake_pools/${pool}`;
    const label = labelFields(labels.get(pool));
    if (facts === undefined)
      return [...oneValue(path, null), ...[...OFTEN_NAMES, ...Object.keys(label)].map(forgotten)];
    const fields = { ...stakePoolFields(facts, network), ...assignedSlotsFields(slots.get(pool)) };
    return [
      ...oftenApart(path, fields, OFTEN),
      // Apart, so that they are written only when they changed here, and never over what a page wrote there meanwhile.
      ...Object.entries(label).map(([name, value]) => onePart(name, `${path}/${name}`, value)),
    ];
  },
});

/** Each block changes the one, each ledger dump the other: whoever watches the list of pools is sent these and not all else too. */
const OFTEN = { blocks: ['b', 'eb', 'l'], live: ['ap', 'cp', 'ls'] } as const;
const OFTEN_NAMES = Object.keys(OFTEN);

/** It went with the pool; were it remembered as written, it would not be written again when the pool comes back. */
const forgotten = (name: string): Part => ({ name, values: new Map() });

/** Lovelace, margins in percent, ROS as fractions; `f`, `m`, `p` are in force, `ff`, `fm`, `fp` come next or are the same. */
export function stakePoolFields(facts: PoolFacts, network: Network): Record<string, JsonValue | null> {
  const { current, next, retiredSince, isGenesis } = poolTerms(facts, network);
  // A snapshot that a retired pool is still in says nothing about the present.
  const staked = retiredSince === null ? facts.newestStake : { stake: 0n, ownerStake: 0n };
  return {
    id: facts.pool,
    t: facts.words.ticker,
    n: facts.words.name,
    d: retiredSince !== null,
    retiredEpoch: retiredSince,
    x: isGenesis,
    i: facts.words.itnVerified,
    r: facts.rank ?? UNRANKED,
    o: facts.words.onlineRelays,
    oo: facts.words.offlineRelays,
    b: facts.newestBlocks?.blocks ?? 0,
    eb: facts.newestBlocks?.epoch ?? 0,
    l: facts.lifeBlocks,
    f: current.cost,
    ff: next.cost,
    m: current.margin,
    fm: next.margin,
    p: current.pledge,
    fp: next.pledge,
    ap: staked?.ownerStake ?? null,
    // The pledge that `ap` is held against: of the very ledger state that `ap` and `ls` are of.
    cp: facts.live === null ? null : shownAmount(facts.live.pledge, network),
    ls: staked?.stake ?? null,
    lros: facts.ros?.lifetime ?? null,
    sr: facts.ros?.six ?? null,
    tr: facts.ros?.twelve ?? null,
  };
}

/**
 * `z` slots are promised for epoch `ez`. `zl` of `zs` slots were kept over the pool's settled epochs, and the website shows
 * zl / zs as its performance: what was lost in battles is in both (domain, `assignedPerformance`).
 */
export const assignedSlotsFields = (slots: PoolSlots | undefined): Record<string, number | null> => ({
  z: slots?.newest.count ?? null,
  ez: slots?.newest.epoch ?? null,
  zl: slots?.lifetime?.kept ?? null,
  zs: slots?.lifetime?.assigned ?? null,
});

/** What nobody said here is not touched: what Firebase has of before us stays until somebody says otherwise. */
export const labelFields = (label: PoolLabel | undefined): Record<string, string | boolean | null> => ({
  ...(label?.group == null ? {} : { g: label.group === '' ? null : label.group }),
  ...(label?.imposter == null ? {} : { xx: label.imposter ? true : null }),
});
