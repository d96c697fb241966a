export * from './count-propagation.ts';
export * from './leader.ts';
export * from './propagation.ts';
export * from './tip-message.ts';
export * from './tip-report.ts';
