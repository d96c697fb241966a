import {
  type BlocksDiffering,
  blocksDiffering,
  type Epoch,
  earnedEpochOfSpendable,
  epochAtTime,
  epochPlus,
  type Network,
  type ProtocolParameters,
  ratio,
  unixMs,
} from '@pooltool/domain';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { availableRewards, readFollowedTotals, readParameters, saveToldFacts, type ToldOutcome } from '@pooltool/store';
import type { CnodeRoutes } from '../cnode-routes.ts';
import { arrivalInvalid, toldOtherwiseThanFollowed } from '../errors.ts';
import {
  type EpochData,
  epochDataOf,
  FURTHER_NAMES,
  type FurtherParameters,
  type ToldParameters,
} from './epoch-data.ts';

export interface SaveEpochDataAnswer {
  readonly success: true;
  readonly outcome: ToldOutcome;
  /** what is not as it should be, and hinders nothing; the log has it too */
  readonly warnings: readonly string[];
}

/** How many differing pools an error names. */
const NAMED = 20;

/**
 * Writes pots, fees, blocks and parameters as the asset `epoch_params` does, after the same checks.
 * @throws POOLTOOL_ARRIVAL_INVALID (400), POOLTOOL_TOLD_OTHERWISE_THAN_FOLLOWED (409): nothing was written
 */
export async function saveEpochData(body: unknown, routes: CnodeRoutes): Promise<SaveEpochDataAnswer> {
  const { pool, network, log, clock } = routes;
  const data = epochDataOf(body, network);
  demandBegun(data.facts.epoch, network, clock.now());
  const answer = await inTransaction(pool, async (tx): Promise<SaveEpochDataAnswer> => {
    const warnings = await check(tx, data);
    const parameters = await completed(tx, data.parameters, data.facts.epoch);
    const outcome = await saveToldFacts(tx, { ...data.facts, parameters, parametersPrevious: null });
    return { success: true, outcome, warnings };
  });
  const { outcome, warnings } = answer;
  log.info({ epoch: data.facts.epoch, outcome }, 'legacy.epoch-data-told');
  if (warnings.length > 0) log.warn({ epoch: data.facts.epoch, warnings }, 'legacy.epoch-data-doubtful');
  return answer;
}

/** A slip in the epoch would be there for ever: nobody replaces the facts of an epoch that does not come. */
function demandBegun(told: Epoch, network: Network, nowMs: number): void {
  const present = epochAtTime(network, unixMs(nowMs));
  if (told <= epochPlus(present, 1)) return;
  throw arrivalInvalid({ message: `epoch must have begun; it is ${told}, and the present one is ${present}` });
}

/** Blocks and fees have to be as we followed them; what cannot be compared, and a reward pot that is another, is told. */
async function check(tx: Transaction, { facts, availableRewards: told }: EpochData): Promise<string[]> {
  if (facts.epoch === 0) return [];
  const complete = epochPlus(facts.epoch, -1);
  const followed = await readFollowedTotals(tx, complete);
  const warnings: string[] = [];
  if (followed.whole) {
    const before = await readParameters(tx, complete);
    // Of its own epoch the old side says 0 always; of the epoch before a dump may have told the truth.
    const decentralisation = before?.decentralisation ?? ratio(0n, 1n);
    const blocks = blocksDiffering(facts.blocksPrevious, followed.blocks, decentralisation);
    if (blocks.length > 0) throw otherBlocks(complete, blocks);
    if (followed.fees !== facts.feesPrevious) {
      throw toldOtherwiseThanFollowed({
        message: `fees of epoch ${complete}: told ${facts.feesPrevious}, followed ${followed.fees}`,
        details: { epoch: complete, told: `${facts.feesPrevious}`, followed: `${followed.fees}` },
      });
    }
  } else warnings.push(`blocks and fees of epoch ${complete} were not compared: our chain does not hold it whole`);
  const paid = earnedEpochOfSpendable(facts.epoch);
  const ours = paid === null ? null : await availableRewards(tx, paid);
  if (ours !== null && ours !== told)
    warnings.push(`the reward pot of epoch ${paid} is told as ${told}, ours is ${ours}`);
  return warnings;
}

const otherBlocks = (complete: Epoch, blocks: readonly BlocksDiffering[]) => {
  const named = blocks
    .slice(0, NAMED)
    .map(({ pool, ledger, followed }) => `${pool} told ${ledger}, followed ${followed}`);
  const more = blocks.length > NAMED ? `; and ${blocks.length - NAMED} more` : '';
  return toldOtherwiseThanFollowed({
    message: `blocks of epoch ${complete}: ${named.join('; ')}${more}`,
    details: { epoch: complete, pools: blocks.length },
  });
};

/** What was not told stays as it was last known, for the protocol changes them by a vote only. @throws POOLTOOL_ARRIVAL_INVALID naming it when nothing is known */
async function completed(tx: Transaction, told: ToldParameters, inForce: Epoch): Promise<ProtocolParameters> {
  const known =
    (await readParameters(tx, inForce)) ?? (inForce === 0 ? null : await readParameters(tx, epochPlus(inForce, -1)));
  const parameters = known === null ? told : { ...known, ...told };
  if (isWhole(parameters)) return parameters;
  const names = FURTHER.filter((name) => parameters[name] === undefined).map(
    (name) => `epoch_params.${FURTHER_NAMES[name]}`,
  );
  throw arrivalInvalid({
    message: `missing: ${names.join(', ')}; without them they are taken from the epoch before, of which nothing is known`,
    details: { missing: names },
  });
}

const isWhole = (parameters: ToldParameters): parameters is ProtocolParameters =>
  FURTHER.every((name) => parameters[name] !== undefined);

const FURTHER: readonly (keyof FurtherParameters)[] = [
  'minPoolCost',
  'keyDeposit',
  'poolDeposit',
  'feePerByte',
  'feeFixed',
  'maxTransactionSize',
];
