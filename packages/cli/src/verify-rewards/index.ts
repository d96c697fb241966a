export { verifyRewardsCommand } from './command.ts';
export type { Mismatch } from './compare.ts';
export { type FileMismatch, type VerifyReport, verifyRewards } from './verify.ts';
