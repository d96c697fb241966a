export { loadSensors, type SensorRow } from '../pipeline/sensors.ts';
export { type BlockMinute, loadBlockMinutes } from './block-minutes.ts';
export { type ChainTip, loadChainTip } from './chain-tip.ts';
export { type DocumentsWaiting, loadDocumentsWaiting } from './documents-waiting.ts';
export { type EpochRow, loadEpochs, type RewardStatus } from './epochs.ts';
export { loadQueueLines, type QueueLine } from './queue-lines.ts';
