import {
  calculationEpochOf,
  credentialText,
  type Epoch,
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
import type { Pool, Queryable } from '@pooltool/shared-utils/pg';
import { type RegistrationChange, readArrival, registrationChanges, slotOfBlockInEpoch } from '@pooltool/store';
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
  /** false when the dump's place on our chain is unknown: then registrations are those at the dump, not at the boundary */
  readonly placed: boolean;
}

/**
 * The dump lists the accounts registered when it was taken, some time inside the spendable epoch. Certificates between
 * an earlier moment and the dump tell the state at that moment: whose first certificate is a deregistration was there.
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
  const dumpedAt = await dumpSlot(pool, arrival);
  const goneAt = async (moment: Slot) =>
    dumpedAt === null
      ? goneAtDump
      : adjusted(goneAtDump, await registrationChanges(pool, { from: moment, to: dumpedAt }));
  return {
    arrival,
    unregistered: await goneAt(boundary),
    unregisteredAtCalculation: await goneAt(calculation),
    placed: dumpedAt !== null,
  };
}

/** The dump was taken after the n-th block of its epoch: which slot that is, our own chain knows. */
async function dumpSlot(db: Queryable, { epoch, blocksCurrent }: LedgerArrival): Promise<Slot | null> {
  if (blocksCurrent === 0) return null;
  const at = await slotOfBlockInEpoch(db, { epoch, count: blocksCurrent });
  return at === null ? null : slot(Number(at));
}

function adjusted(goneAtDump: readonly StakeCredential[], changes: readonly RegistrationChange[]): StakeCredential[] {
  const gone = new Map(goneAtDump.map((credential) => [credentialText(credential), credential]));
  for (const { credential, registeredBefore } of changes) {
    if (registeredBefore) gone.delete(credentialText(credential));
    else gone.set(credentialText(credential), credential);
  }
  return [...gone.values()];
}
