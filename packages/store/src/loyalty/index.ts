export * from './delegator-loyalty.ts';
export * from './loyalty-grounds.ts';
export { type PayoutsMissing, payoutsMissing } from './payouts.ts';
export * from './save-loyalty.ts';
