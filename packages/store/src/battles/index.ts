export * from './battle-samples.ts';
export * from './battle-trends.ts';
export * from './protocol-versions.ts';
export * from './read-candidates.ts';
export { readContests } from './read-contests.ts';
export * from './recent-battles.ts';
export * from './save-contests.ts';
