export * from './pool-parameters.ts';
