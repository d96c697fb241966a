import { namesOn } from '@pooltool/codec';
import { epoch } from '@pooltool/domain';
import {
  type AccountExplanation,
  accountLines,
  explanationJson,
  type PoolExplanation,
  type PotExplanation,
  poolLines,
  potLines,
} from '@pooltool/domain/rewards';
import type { Pool } from '@pooltool/shared-utils/pg';
import { readNetwork } from '@pooltool/store';
import { type Explained, explainAccount, explainPool, explainPot } from '@pooltool/store/explanations';
import { withDatabase } from '../database.ts';
import { nothingToExplain } from './errors.ts';
import { subjectOf } from './subject.ts';

/** What is printed, and whether every figure agrees with what is recorded. */
export interface Told {
  readonly lines: readonly string[];
  readonly isRight: boolean;
}

/** @throws POOLTOOL_NOTHING_TO_EXPLAIN (reject) saying why; POOLTOOL_ENCODING_INVALID, POOLTOOL_REWARD_SUBJECT_INVALID */
export const explainSubject = (
  text: string,
  options: { readonly epoch: number; readonly members: number; readonly json: boolean },
): Promise<Told> => {
  const subject = subjectOf(text);
  const earned = epoch(options.epoch);
  return withDatabase(async (pool) => {
    const { address } = await readNetwork(pool);
    const names = namesOn(address.networkId === 1 ? 'mainnet' : 'testnet');
    if (subject.kind === 'pool') {
      const explained = await explainPool(pool, { earned, poolId: subject.poolId });
      return told(explained, options, (explanation) => poolLines(explanation, { ...options, names }));
    }
    const explained = await explainAccount(pool, { earned, credential: subject.credential });
    return told(explained, options, (explanation) => accountLines(explanation, { names }));
  });
};

/** @throws POOLTOOL_NOTHING_TO_EXPLAIN (reject) saying why */
export const explainPotOf = (options: { readonly epoch: number; readonly json: boolean }): Promise<Told> =>
  withDatabase(async (pool: Pool) => told(await explainPot(pool, epoch(options.epoch)), options, potLines));

function told<Explanation extends PoolExplanation | AccountExplanation | PotExplanation>(
  explained: Explained<Explanation>,
  { json }: { readonly json: boolean },
  linesOf: (explanation: Explanation) => readonly string[],
): Told {
  if (!explained.found) throw nothingToExplain({ message: explained.why });
  const { explanation } = explained;
  return {
    lines: json ? [JSON.stringify(explanationJson(explanation))] : linesOf(explanation),
    isRight: explanation.differences.length === 0,
  };
}
