import type { EcosystemFigures, Network, PoolId, Pots } from '@pooltool/domain';
import { lovelace } from '@pooltool/domain';
import type { Ledger } from '@pooltool/simulator/dump';
import { instantStake } from '../../../simulator/src/ledger/snapshot.ts';

/** What a ledger of the simulator says of live stake, counted one by one: it shares no rule with what is tested. */
export interface LedgerTruth {
  readonly delegations: ReadonlyMap<string, { readonly pool: PoolId; readonly stake: bigint }>;
  readonly pools: ReadonlyMap<
    PoolId,
    { readonly stake: bigint; readonly own: bigint; readonly pledge: bigint; readonly delegators: number }
  >;
  readonly pots: Pots;
  readonly blocks: number;
  readonly figures: Partial<EcosystemFigures>;
}

export function ledgerTruth(ledger: Ledger, { maxLovelaceSupply }: Network): LedgerTruth {
  const outputs = instantStake(ledger);
  const delegating = [...ledger.accounts].flatMap(([who, { pool, balance }]) =>
    pool === null || !ledger.pools.has(pool) ? [] : [{ who, pool, stake: balance + (outputs.get(who) ?? 0n) }],
  );
  const pools = [...ledger.pools.values()]
    .toSorted((a, b) => (a.poolId < b.poolId ? -1 : 1))
    .map(({ poolId, pledge, owners }) => {
      const own = delegating.filter(({ pool }) => pool === poolId);
      const ownersOwn = own.filter(({ who }) => owners.some((owner) => who === `key:${owner}`));
      return [poolId, { stake: sum(own), own: sum(ownersOwn), pledge, delegators: own.length }] as const;
    });
  return {
    delegations: new Map(
      delegating.toSorted((a, b) => (a.who < b.who ? -1 : 1)).map(({ who, pool, stake }) => [who, { pool, stake }]),
    ),
    pools: new Map(pools),
    pots: { reserves: lovelace(ledger.reserves), treasury: lovelace(ledger.treasury) },
    blocks: [...ledger.blocksCurrent.values()].reduce((all, blocks) => all + blocks, 0),
    figures: {
      circulation: lovelace(maxLovelaceSupply - ledger.reserves),
      totalStaked: lovelace(sum(delegating)),
      delegators: delegating.length,
      activePools: pools.filter(([, { stake }]) => stake >= 1_000_000n).length,
    },
  };
}

const sum = (rows: readonly { readonly stake: bigint }[]): bigint => rows.reduce((all, { stake }) => all + stake, 0n);
