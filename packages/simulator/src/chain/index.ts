export { newPoolKeys, newWallet, type PoolKeys, type Wallet } from '../identity.ts';
export { simulationNetworkOf } from '../network.ts';
export { Random } from '../random.ts';
export { type BlockPlan, type MadeBlock, makeBlock } from './make-block.ts';
export { type MadeTransaction, makeTransaction, type TransactionDraft } from './transaction.ts';
