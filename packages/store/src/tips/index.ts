export * from './count-propagation.ts';
export * from './drop-reports.ts';
export * from './read-propagation.ts';
export * from './read-reports.ts';
export * from './record-reports.ts';
export * from './reported-epochs.ts';
export * from './save-propagation.ts';
