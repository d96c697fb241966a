export * from './candidate.ts';
export * from './contest.ts';
