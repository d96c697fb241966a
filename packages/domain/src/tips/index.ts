export * from './propagation.ts';
export * from './tip-report.ts';
