export * from './count-propagation.ts';
export * from './delay-summary.ts';
export * from './judge-evidence.ts';
export * from './leader.ts';
export * from './propagation.ts';
export * from './sync-share.ts';
export * from './tip-message.ts';
export * from './tip-report.ts';
