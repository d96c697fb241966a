export * from './delegator-loyalty.ts';
export * from './stake-move.ts';
