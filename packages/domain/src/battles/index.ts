export * from './candidate.ts';
export * from './contest.ts';
export * from './judge-height.ts';
export * from './kinds.ts';
export * from './predict.ts';
export * from './standing.ts';
export * from './tie-break.ts';
