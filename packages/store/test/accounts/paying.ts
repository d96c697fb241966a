import { type Block, lovelace, preview, type StakeCredential, slot, slotStartMs } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { recordBlocks } from '@pooltool/store';
import { type ClaimPurpose, claim, type PaymentDue } from '../../src/accounts/claims.ts';
import { createUser } from '../../src/accounts/index.ts';
import { factsOfBlock } from '../chain/small-chain.ts';
import { addressOf, blockOf, inputOf, OURS, OURS_TEXT, outputTo, transaction } from '../verifications/paying-chain.ts';

/** When slot 15 of preview begins: before the first payments. */
export const ASKED_MS = slotStartMs(preview, slot(15));

export const HASH = `scrypt.15.8.3.${'s'.repeat(22)}.${'h'.repeat(43)}`;

/** The tables that tests of accounts leave something in. */
export const EMPTIED = `truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, chain_output, output_spending,
  verification, account_user, user_document_gone, session cascade`;

/** Who has money on the chain that `openPurses` began, output by output of its transaction 1. */
export interface Purses {
  /** Puts a block on the chain in which this account pays what is due. */
  pay(payer: StakeCredential, due: Pick<PaymentDue, 'amount'>): Promise<void>;
}

/** A chain whose first block gives each of these accounts a hundred outputs. */
export async function openPurses(pool: Pool, accounts: readonly StakeCredential[]): Promise<Purses> {
  const EACH = 100;
  const spent = new Map<number, number>();
  let tip: Block = blockOf(null, [
    transaction({
      number: 1,
      outputs: accounts.flatMap((account) => Array.from({ length: EACH }, () => outputTo(addressOf(account), 100n))),
    }),
  ]);
  let number = 1;
  const forward = (block: Block) =>
    inTransaction(pool, (tx) => recordBlocks(tx, [factsOfBlock(block)], { feed: 'chain', tellFrom: null }));
  await forward(tip);
  return {
    async pay(payer, { amount }) {
      const place = accounts.findIndex(({ kind, hash }) => kind === payer.kind && hash === payer.hash);
      const next = spent.get(place) ?? 0;
      spent.set(place, next + 1);
      number += 1;
      tip = blockOf(tip, [
        transaction({ number, inputs: [inputOf(1, place * EACH + next)], outputs: [outputTo(OURS, amount)] }),
      ]);
      await forward(tip);
    },
  };
}

export const user = (pool: Pool, id: string, nowMs: number = ASKED_MS): Promise<boolean> =>
  inTransaction(pool, (tx) => createUser(tx, { user: id, passwordHash: HASH, nowMs }));

let drawn = 1_000_000n;

export const ask = (
  pool: Pool,
  {
    user,
    credential,
    purpose = { kind: 'address' },
  }: { readonly user: string; readonly credential: StakeCredential; readonly purpose?: ClaimPurpose },
): Promise<PaymentDue> =>
  inTransaction(pool, (tx) =>
    claim(tx, {
      network: preview,
      user,
      credential,
      purpose,
      address: OURS_TEXT,
      amount: () => {
        drawn += 1n;
        return lovelace(drawn);
      },
      nowMs: ASKED_MS,
      lastsMs: 86_400_000,
    }),
  );
