/**
 * Recorded epochs of public networks, handed over as the CNODE server hands over a ledger dump: snapshot files in the object store and
 * an arrival each. From there on everything is the real pipeline's.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeSnapshotFile, type SnapshotFile } from '@pooltool/codec';
import {
  type Accounts,
  CREDENTIAL_TAG,
  credentialText,
  delegatorCredential,
  type Epoch,
  emptyDelegators,
  epoch,
  type FileNote,
  HASH_BYTES,
  type LedgerArrival,
  lovelace,
  type Network,
  NO_POOL,
  type Pots,
  type ProtocolParameters,
  type RewardUpdateTotals,
  type StakeCredential,
  type StakeSnapshot,
} from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { fromHex, sha256Hex } from '@pooltool/shared-utils/crypto';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordArrival } from '@pooltool/store';
import type { RewardFixture } from '../../cli/src/verify-rewards/fixture.ts';
import { fixtureFiles, readFixture } from '../../cli/src/verify-rewards/fixture-files.ts';

export type { RewardFixture } from '../../cli/src/verify-rewards/fixture.ts';

const RECORDED = fileURLToPath(new URL('../../../../shared/data/rewards/', import.meta.url));

export const areEpochsRecorded = existsSync(join(RECORDED, 'preview'));
export const ABSENT = '(skipped where ../shared/data is absent)';

/** All recorded epochs of a network by calculation epoch, or those of some calculation epochs. */
export async function recordedEpochs(
  network: 'preview' | 'preprod',
  calculations?: readonly number[],
): Promise<RewardFixture[]> {
  const paths = calculations?.map((one) => join(RECORDED, network, `${network}-${one}.json.gz`));
  const files = await fixtureFiles(paths ?? [join(RECORDED, network)]);
  const fixtures: RewardFixture[] = [];
  for (const file of files) fixtures.push(await readFixture(file));
  return fixtures.sort((a, b) => a.epochs.calculation - b.epochs.calculation);
}

/** What a dump says, before it is written down: tests play a ledger that says something else. */
export interface ToldLedger {
  readonly arrival: LedgerArrival;
  /** the one that earns in the epoch before the dump's */
  readonly snapshot: StakeSnapshot | null;
}

export interface HandOver {
  readonly pool: Pool;
  readonly objects: ObjectStore;
  readonly network: Network;
  readonly changed?: (told: ToldLedger) => ToldLedger;
}

/**
 * Hands over the dumps of the epochs in which these rewards were calculated, and of those in which they were paid. The fixtures must be
 * of one network and ascending.
 * @throws Error when a fixture's network is not `network`
 */
export async function handOver(fixtures: readonly RewardFixture[], given: HandOver): Promise<void> {
  const { pool, objects, network, changed = (told) => told } = given;
  await claimNetwork(pool, network);
  for (const dump of dumpsOf(fixtures, network)) {
    const told = changed(dump.told);
    const write = (kind: string, file: SnapshotFile) => written(objects, { kind, file, network });
    const at = { network: network.name, epoch: told.arrival.epoch };
    const [note] = told.arrival.snapshots;
    const snapshots =
      told.snapshot === null || note === undefined
        ? []
        : [{ ...note, ...(await write('go', { ...at, role: 'go', snapshot: told.snapshot, accounts: null })) }];
    const accounts = await write('accounts', { ...at, role: 'mark', snapshot: NOBODY, accounts: dump.accounts });
    const arrival = { ...told.arrival, snapshots, accounts: { ...accounts, count: dump.accounts.count } };
    await inTransaction(pool, (tx) => recordArrival(tx, { arrival, receivedAt: new Date(0) }));
  }
}

interface RecordedDump {
  readonly told: ToldLedger;
  readonly accounts: Accounts;
}

function* dumpsOf(fixtures: readonly RewardFixture[], network: Network): Generator<RecordedDump> {
  const byCalculation = new Map(fixtures.map((fixture) => [fixture.epochs.calculation, fixture]));
  const dumped = new Set(fixtures.flatMap(({ epochs }) => [epochs.calculation, epochs.payout]));
  for (const during of [...dumped].sort((a, b) => a - b)) {
    const fixture = byCalculation.get(during) ?? null;
    const paid = byCalculation.get(epoch(during - 1)) ?? null;
    if (fixture !== null) assertSameNetwork(fixture, network);
    yield { told: toldBy({ during, fixture, paid, network }), accounts: accountsAfter(paid) };
  }
}

function assertSameNetwork({ network: name, inputs }: RewardFixture, network: Network): void {
  const { epochLength, activeSlotCoefficient, maxLovelaceSupply } = inputs.network;
  const { numerator, denominator } = network.activeSlotCoefficient;
  if (
    name !== network.name ||
    epochLength !== network.epochLength ||
    maxLovelaceSupply !== network.maxLovelaceSupply ||
    activeSlotCoefficient.numerator * denominator !== activeSlotCoefficient.denominator * numerator
  ) {
    throw new Error(`a fixture of ${name} is not one of ${network.name}`);
  }
}

/** `fixture` is calculated during the epoch, `paid` was at its beginning; one of them is there. */
function toldBy(given: {
  readonly during: Epoch;
  readonly fixture: RewardFixture | null;
  readonly paid: RewardFixture | null;
  readonly network: Network;
}): ToldLedger {
  const { during, fixture, paid, network } = given;
  const parameters = parametersOf(fixture ?? paid);
  const arrival: LedgerArrival = {
    magic: network.magic,
    layout: 'A',
    epoch: during,
    pots: potsOf(fixture, paid),
    feesPrevious: fixture?.inputs.fees ?? lovelace(0n),
    blocksPrevious: new Map([...(fixture?.inputs.blocks ?? [])].filter(([, blocks]) => blocks > 0)),
    blocksCurrent: 0,
    parameters,
    parametersPrevious: parameters,
    rewardUpdate: fixture === null ? null : updateOf(fixture),
    snapshots: fixture === null ? [] : [noteOf(fixture)],
    accounts: { ...NO_FILE, count: 0 },
  };
  return { arrival, snapshot: fixture?.inputs.snapshot ?? null };
}

const NO_FILE: FileNote = { key: '', sha256: '', bytes: 0 };
const NOBODY: StakeSnapshot = { pools: [], delegators: emptyDelegators(0) };

const noteOf = ({ epochs, inputs: { snapshot } }: RewardFixture) => ({
  ...NO_FILE,
  role: 'go' as const,
  activeEpoch: epochs.earned,
  delegators: snapshot.delegators.count,
  pools: snapshot.pools.length,
});

function potsOf(fixture: RewardFixture | null, paid: RewardFixture | null): Pots {
  if (fixture !== null) return { reserves: fixture.inputs.reserves, treasury: fixture.treasury };
  if (!paid?.boundary) throw new Error('the pots after the last recorded payout are not recorded');
  return paid.boundary.potsNext;
}

/** What rewards do not depend on is not recorded; these are as on both networks. */
function parametersOf(fixture: RewardFixture | null): ProtocolParameters {
  if (fixture === null) throw new Error('a dump is of an epoch of which something was recorded');
  return {
    ...fixture.inputs.parameters,
    minPoolCost: lovelace(170_000_000n),
    keyDeposit: lovelace(2_000_000n),
    poolDeposit: lovelace(500_000_000n),
    maxRetirementEpochs: 18,
    feePerByte: lovelace(44n),
    feeFixed: lovelace(155_381n),
    maxBlockBodySize: 90_112,
    maxTransactionSize: 16_384,
    maxBlockHeaderSize: 1_100,
  };
}

function updateOf({ expected, pools }: RewardFixture): RewardUpdateTotals {
  return {
    toTreasury: lovelace(expected.treasuryTax),
    fromReserves: expected.incentives - expected.returnedToReserves,
    leaderRewards: lovelace(expected.sumLeaderRewards),
    memberRewards: lovelace(expected.sumMemberRewards),
    rewards: pools.reduce(
      (sum, { leaderReward, memberRewards }) =>
        sum + (leaderReward > 0n ? 1 : 0) + memberRewards.filter((amount) => amount > 0n).length,
      0,
    ),
  };
}

/** Everybody who may have been paid, but those that are recorded as gone. */
function accountsAfter(paid: RewardFixture | null): Accounts {
  const credentials = new Map<string, StakeCredential>();
  if (paid !== null) {
    const { pools, delegators } = paid.inputs.snapshot;
    for (let row = 0; row < delegators.count; row += 1) add(delegatorCredential(delegators, row));
    for (const { rewardAccount } of pools) add(rewardAccount);
    for (const { credential } of paid.boundary?.unregistered ?? []) credentials.delete(credentialText(credential));
  }
  function add(credential: StakeCredential): void {
    credentials.set(credentialText(credential), credential);
  }
  const all = [...credentials.values()];
  const hash = new Uint8Array(all.length * HASH_BYTES);
  for (const [row, credential] of all.entries()) hash.set(fromHex(credential.hash), row * HASH_BYTES);
  return {
    count: all.length,
    kind: Uint8Array.from(all, ({ kind }) => CREDENTIAL_TAG[kind]),
    hash,
    rewards: new BigUint64Array(all.length),
    deposit: new BigUint64Array(all.length),
    pool: new Uint32Array(all.length).fill(NO_POOL),
    poolIds: [],
  };
}

async function written(
  objects: ObjectStore,
  { kind, file, network }: { readonly kind: string; readonly file: SnapshotFile; readonly network: Network },
): Promise<FileNote> {
  const body = encodeSnapshotFile(file);
  const sha256 = sha256Hex(body);
  const key = `ledger/${network.name}/epoch-${file.epoch}/${kind}-${sha256.slice(0, 16)}.snapshot`;
  await objects.put({ key, body, contentType: 'application/octet-stream' });
  return { key, sha256, bytes: body.length };
}
