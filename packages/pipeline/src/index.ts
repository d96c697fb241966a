export {
  type Asset,
  type AssetDefinition,
  type Automation,
  type Check,
  type CheckOutcome,
  defineAsset,
  type Retry,
  type RunContext,
} from './asset/define-asset.ts';
export type { Json, Metadata, MetadataValue } from './asset/metadata.ts';
export * as meta from './asset/metadata.ts';
export { type Need, need, needLabel } from './asset/need.ts';
export type { Cell, GridRow, GridStatus } from './control/grid-status.ts';
export { BACKFILL_ONLY, type BackfillOnly, type PipelineControl, pipelineControl } from './control/pipeline-control.ts';
export { readStatus, readToldStatus, readWhy } from './control/read-status.ts';
export {
  assetUnknown,
  backfillTooLong,
  checkFailed,
  inputsMoved,
  partitionInvalid,
  registryInvalid,
  runKillsWorker,
  runSuperseded,
  workerDied,
  workerStopping,
} from './errors.ts';
export { datePartitions } from './partitions/date-partitions.ts';
export { type IntegerPartitions, integerPartitions } from './partitions/integer-partitions.ts';
export { type PartitionScheme, partitionRange } from './partitions/partition-scheme.ts';
export { singlePartition, WHOLE } from './partitions/single-partition.ts';
export type { StaleReason } from './plan/staleness.ts';
export { staleText, type Why, whyLines } from './plan/why.ts';
export type { PartitionState } from './plan/world.ts';
export { buildRegistry, type Place, placeKey, type Registry } from './registry/registry.ts';
export { loadToldPipelines, type ToldPipelineRow, type ToldSensor, tellPipeline } from './registry/told-pipeline.ts';
export { defineSensor, type Sensor, type SensorRequest, type SensorResult } from './sensors/define-sensor.ts';
export { DEFAULT_RETENTION, type Retention } from './worker/prune.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker/start-worker.ts';
