import { ask, file } from '../asking.js';
import { blocksNow, state } from '../header.js';
import { button, date, histogram, list, percent } from '../showing.js';

/** Epoch by epoch: of the present one the blocks that are pushed; set in italics while its rewards are a forecast. */
export async function epochs(id) {
  const history = await ask(`/api/pool/${id}/history?limit=30`);
  if (history === null) return;
  const keys = new Set([history.blocks, history.assigned_slots, history.stake].flatMap((one) => Object.keys(one)));
  const complete = state.ecosystem.rewardsCompleteEpoch ?? state.recent.epoch - 2;
  list(
    'history',
    [...keys]
      .map(Number)
      .sort((one, other) => other - one)
      .map((epoch) => [
        epoch,
        history.blocks[epoch] ?? 0,
        history.assigned_slots[epoch]?.slots ?? '',
        history.stake[epoch] ?? 0,
        history.delegators_rewards[epoch] ?? 0,
        history.pool_fees[epoch] ?? 0,
        percent(history.ros[epoch] ?? null),
        epoch > complete ? 'forecast' : 'paid',
        epoch === state.recent.epoch ? `of ${blocksNow()}` : '',
      ]),
  );
}

/** Both tabs ask for the route's pool before they know it, and then for the pool itself (clients.md 3.1). */
async function madeIn(id) {
  const { epoch } = state.recent;
  await ask(`/api/pool/undefined/blocks/${epoch}`);
  return ask(`/api/pool/${id}/blocks/${epoch}`);
}

/** An array or a map; an entry of a map that is no block is a blank row (trap 2). */
export async function blocks(id) {
  const told = Object.values((await madeIn(id)) ?? []);
  const rowOf = ({ block, epoch, slot, time, hash, size, transactions, classification, slotBattle }) =>
    block === undefined
      ? ['']
      : [block, epoch, slot, date(time), hash, size, transactions, classification ?? '', slotBattle ?? ''];
  list('blocks', told.map(rowOf));
  button('explore', () => explore(told[0].block));
  button('prop-delays', () => delays(told.filter(({ block }) => block !== undefined)));
}

async function explore(height) {
  const around = await ask(`/api/blocks/${state.recent.epoch}?block_height=${height}`, {});
  const rows = Object.entries(around)
    .filter(([at]) => Math.abs(at - height) <= 5)
    .flatMap(([at, pools]) =>
      Object.entries(pools).flatMap(([pool, byHash]) =>
        pool === 'classification' ? [] : Object.values(byHash).map(({ hash, time }) => [at, pool, hash, date(time)]),
      ),
    );
  list('around', rows);
}

async function delays(made) {
  const rows = [];
  for (const { block, hash } of made) {
    const chart = await file(`blockdata/${Math.floor(block / 1_000)}/C_${hash}.json`);
    const reports = histogram(chart.histogram).reduce((sum, [, count]) => sum + count, 0);
    rows.push([block, chart.median, reports, Object.keys(chart.rawtips).length]);
  }
  list('delays', rows);
}

export async function orphans(id) {
  const told = await madeIn(id);
  const lost = Object.values(told?.deleted_blocks ?? {});
  list(
    'orphans',
    lost.map(({ block, epoch, slot, time, hash, classification }) => [
      block,
      epoch,
      slot,
      date(time),
      hash,
      classification,
    ]),
  );
  button('explore', async () => {
    const { blocks: standing, deleted_blocks: all } = await ask(`/api/blocks/${state.recent.epoch}`);
    const height = Number(lost[0].block);
    const near = (of) => Object.keys(of).filter((at) => Math.abs(at - height) <= 5);
    list('around', [
      ...near(standing).map((at) => [at, standing[at].hash]),
      ...near(all).map((at) => [at, all[at].hash]),
    ]);
  });
}
