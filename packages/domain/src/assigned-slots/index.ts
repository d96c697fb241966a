export * from './assigned-performance.ts';
export * from './judge-reveal.ts';
export * from './slot-windows.ts';
