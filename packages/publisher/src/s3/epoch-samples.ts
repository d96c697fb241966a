import { subjectOf } from '@pooltool/domain';
import { readEpochBattleSamples } from '@pooltool/store/battles';
import { thinnedSyncSamples } from '@pooltool/store/documents';
import { battleSampleRecord, briefRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** How the network stood in an epoch, every five minutes. What was drawn from samples that are dropped stands. */
export const epochSyncData = family({
  kind: 'epoch_sync_data',
  place: 'object-store',
  atOnce: 1,
  read: subjectOf.epoch,
  load: thinnedSyncSamples,
  draw: (epoch, found) => {
    const samples = found.get(epoch);
    return samples === undefined ? [] : oneValue(`stats/byepoch/${epoch}/syncd.json`, samples.map(briefRecord));
  },
});

/** Battles of the last six hours through an epoch. */
export const epochBattleData = family({
  kind: 'epoch_battle_data',
  place: 'object-store',
  atOnce: 1,
  read: subjectOf.epoch,
  load: readEpochBattleSamples,
  draw: (epoch, found, network) => {
    const samples = found.get(epoch);
    return samples === undefined
      ? []
      : oneValue(
          `stats/byepoch/${epoch}/battledata.json`,
          samples.map((sample) => battleSampleRecord(sample, network)),
        );
  },
});
