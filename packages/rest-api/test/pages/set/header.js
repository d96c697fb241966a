import { share, show } from './showing.js';

/** What stores hold before anything is known. */
export const state = {
  ecosystem: { total_staked: 0, total_utxo: 0, active_pools: 0, delegators: 0, rewardpot: 0, reserves: 0 },
  syncdata: { majoritymax: 0, syncd: 0, samples: 0 },
  recent: { block: 0, epoch: 0 },
  heights: {},
  params: [null, null],
  counted: {},
  activeStake: 0,
  banner: { title: '', message: '' },
};

/** Slot of the epoch: of the newest block, or of the chain where that is all there is. */
export const slotNow = () => state.recent.epoch_slot ?? state.recent.slot ?? 0;
export const blocksNow = () => state.counted.epoch_blocks ?? state.counted.blocks ?? 0;

export function showHeader() {
  const { ecosystem, syncdata, recent, banner } = state;
  show('epoch', recent.epoch);
  show('height', recent.block);
  show('epoch-slot', slotNow());
  show('epoch-blocks', blocksNow());
  show('live-tip', syncdata.majoritymax);
  show('out-of-sync', syncdata.majoritymax - recent.block > 10);
  show('synced', share(syncdata.syncd, syncdata.samples));
  show('staked', ecosystem.total_staked);
  show('supply', ecosystem.total_utxo);
  show('staked-share', share(ecosystem.total_staked, ecosystem.total_utxo));
  show('active-pools', ecosystem.active_pools);
  show('delegators', ecosystem.delegators);
  show('reward-pot', ecosystem.rewardpot);
  show('banner', banner.title === '' && banner.message === '' ? 'none' : `${banner.title}: ${banner.message}`);
}
