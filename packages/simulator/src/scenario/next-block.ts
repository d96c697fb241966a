import type { BlockHash } from '@pooltool/domain';
import { type MadeBlock, makeBlock } from '../chain/make-block.ts';
import type { MadeTransaction } from '../chain/transaction.ts';
import type { PoolKeys } from '../identity.ts';
import { applyTransaction } from '../ledger/apply-transaction.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Rules } from '../ledger/literal-rewards.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { pay } from './payment.ts';
import { nextWish } from './wishes.ts';

export interface NextBlock {
  readonly parent: { readonly hash: BlockHash; readonly height: number } | null;
  readonly slot: number;
  readonly leader: PoolKeys;
  readonly mostTransactions: number;
}

const EPOCHS_PER_CERTIFICATE = 3;

/** Makes a block out of what people wish, and applies it to the ledger. */
export function nextBlock(
  next: NextBlock,
  at: { ledger: Ledger; world: World; rules: Rules; random: Random },
): MadeBlock {
  const { ledger, world, rules, random } = at;
  const { parameters } = rules;
  const transactions: MadeTransaction[] = [];
  for (let wanted = random.between(0, next.mostTransactions); wanted > 0; wanted -= 1) {
    const wish = nextWish({ ledger, world, parameters, random });
    const made = wish && pay(wish, { ledger, parameters, random, index: transactions.length });
    if (made === null) continue;
    applyTransaction(ledger, made.transaction, parameters);
    transactions.push(made);
  }
  const { poolId } = next.leader;
  ledger.blocksCurrent.set(poolId, (ledger.blocksCurrent.get(poolId) ?? 0) + 1);
  const certificateNumber = Math.floor(ledger.epoch / EPOCHS_PER_CERTIFICATE);
  const plan = { ...next, certificateNumber, protocolVersion: parameters.protocolVersion, transactions };
  return makeBlock(plan, random);
}
