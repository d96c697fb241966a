import {
  calculationEpochOf,
  credentialText,
  type Epoch,
  epochPlus,
  firstSlotOf,
  type LedgerArrival,
  type Network,
  type Slot,
  type StakeCredential,
  type StakeSnapshot,
  slot,
  spendableEpochOf,
  stabilityWindow,
} from '@pooltool/domain';
import { unregisteredIn } from '@pooltool/domain/rewards';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Pool } from '@pooltool/shared-utils/pg';
import { chainReach, type RegistrationChange, readArrival, registrationChanges } from '@pooltool/store';
import { leadsToDump } from './dump-place.ts';
import { arrivalMissing, snapshotFileWrong } from './errors.ts';
import { fetchSnapshotFile } from './snapshot-files.ts';

/** Who of those that earn was gone, and when: the last thing the rewards of an epoch need to become final. */
export interface Payout {
  /** the dump of the spendable epoch: its pots are those after the payout */
  readonly arrival: LedgerArrival;
  /** not registered when the spendable epoch began */
  readonly unregistered: readonly StakeCredential[];
  /** not registered when the node began to calculate; asked of epochs before Babbage */
  readonly unregisteredAtCalculation: readonly StakeCredential[];
  /** false when our chain does not lead from the boundary to the dump: then registrations are those at the dump */
  readonly placed: boolean;
}

/**
 * The dump lists the accounts registered when it was taken, some time inside the spendable epoch. What changed between
 * an earlier moment and the dump, our own chain knows: whose first certificate after that moment is a deregistration
 * was registered then. Certificates after the dump do no harm by that rule, so the whole epoch is looked through.
 */
export async function loadPayout(
  pool: Pool,
  {
    objects,
    network,
    earned,
    snapshot,
  }: { objects: ObjectStore; network: Network; earned: Epoch; snapshot: StakeSnapshot },
): Promise<Payout> {
  const spendable = spendableEpochOf(earned);
  const arrival = await readArrival(pool, spendable);
  if (arrival === null) throw arrivalMissing({ message: `no ledger dump of epoch ${spendable} has arrived` });
  const { accounts } = await fetchSnapshotFile(objects, arrival.accounts);
  if (accounts === null) {
    throw snapshotFileWrong({
      message: `${arrival.accounts.key} holds no accounts`,
      details: { key: arrival.accounts.key },
    });
  }
  const goneAtDump = unregisteredIn(snapshot, accounts);
  const boundary = firstSlotOf(network, spendable);
  const calculation = slot(firstSlotOf(network, calculationEpochOf(earned)) + stabilityWindow(network));
  const reach = await chainReach(pool);
  const lastSlot = slot(firstSlotOf(network, epochPlus(spendable, 1)) - 1);
  const isKnownSince = (moment: Slot): boolean => reach !== null && leadsToDump(reach, { from: moment, arrival });
  const goneAt = async (moment: Slot) =>
    isKnownSince(moment)
      ? adjusted(goneAtDump, await registrationChanges(pool, { from: moment, to: lastSlot }))
      : goneAtDump;
  return {
    arrival,
    unregistered: await goneAt(boundary),
    unregisteredAtCalculation: await goneAt(calculation),
    placed: isKnownSince(boundary),
  };
}

function adjusted(goneAtDump: readonly StakeCredential[], changes: readonly RegistrationChange[]): StakeCredential[] {
  const gone = new Map(goneAtDump.map((credential) => [credentialText(credential), credential]));
  for (const { credential, registeredBefore } of changes) {
    if (registeredBefore) gone.delete(credentialText(credential));
    else gone.set(credentialText(credential), credential);
  }
  return [...gone.values()];
}
