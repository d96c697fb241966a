export * from './payers.ts';
export * from './payments-in.ts';
export * from './verification.ts';
