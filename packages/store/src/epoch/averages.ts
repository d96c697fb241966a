/** The figures of the asset `averages`: how they are read on, written, and held against the rewards. */
export { poolsNotSummedRight } from './averages-check.ts';
export { loadSummedHistories, type SummedHistories } from './averages-load.ts';
export { type AveragesToSave, saveAverages } from './averages-save.ts';
