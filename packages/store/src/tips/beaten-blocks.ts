/**
 * Blocks of pools that were provably made in an epoch (`of`: an expression of SQL) and lost against another pool's block at their height: rows
 * (pool_id, slot).
 *
 * Provably: our node had the block on its chain, and it was undone; or reports prove that the pool was elected in that slot,
 * and a node of another pool is among those who saw the block. Without the latter a pool could claim, with a true proof, a
 * block that it never made. The winner is the block that stands at that height now, if another pool made it (or a genesis
 * delegate): whoever outdid his own block lost no battle.
 *
 * `offset 0`: who saw a block is asked of the few that are not on our chain, not of all that an epoch had reported, which
 * took some six seconds of a mainnet epoch each time.
 */
export const beatenBlocks = (of: string): string => `
  select lost.pool_id, lost.slot
  from (
    select hash, pool_id, slot, height from undone_block where epoch = ${of} and pool_id is not null
    union
    select r.hash, r.pool_id, r.slot, r.height
    from (
      select hash, pool_id, slot, height, reporters from reported_block claim
      where epoch = ${of} and evidence = 2 and not exists (select from block b where b.hash = claim.hash) offset 0) r
    where exists (select from reporter seen where seen.reporter_id = any(r.reporters) and seen.pool_id <> r.pool_id)
  ) lost
  join block won on won.height = lost.height and won.era > 0 and won.hash <> lost.hash
    and won.pool_id is distinct from lost.pool_id`;
