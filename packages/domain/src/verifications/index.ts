export * from './payers.ts';
export * from './verification.ts';
