export {
  announce,
  PIPELINE_CHANNEL,
  type PipelineChange,
  readChange,
  SENSOR_CHANNEL,
  wakeSensors,
} from './announce.ts';
export {
  type CheckRow,
  finishFailed,
  finishInterrupted,
  finishOk,
  holdRun,
  type RunKey,
  type RunRecord,
  type StepTime,
} from './finish-run.ts';
export {
  type DeadRun,
  endDeadRun,
  excuseRuns,
  findDeadRuns,
  holdDeadRun,
  workerLockKey,
} from './interrupt-dead-runs.ts';
export { loadPartitions, loadPartitionsOf } from './load-partitions.ts';
export {
  loadMetadataHistory,
  loadRunPage,
  loadRuns,
  type MetadataPoint,
  type RunPage,
  type RunRow,
} from './load-runs.ts';
export { loadStandings, loadStandingsInFlight, type Standing } from './load-standings.ts';
export {
  deleteOldTicks,
  deleteRuns,
  deleteUselessCheckpoints,
  loadOldRuns,
  type OldRun,
  tryLockPruning,
} from './prune.ts';
export { loadRegistries, type RegistryRow, tellRegistry } from './registries.ts';
export { cancelPartition, requestPartitions } from './request-partitions.ts';
export type { Materialization, PartitionRow, PlaceKey, RunError, RunInputs, RunState, RunStep } from './rows.ts';
export {
  appendLog,
  type LogLine,
  loadCheckpoint,
  loadRunsOfWorkers,
  loadRunsUnderWay,
  recordStep,
  saveCheckpoint,
} from './run-progress.ts';
export {
  forgetRunKeys,
  loadSensors,
  loadSensorTicks,
  moveSensorCursor,
  recordSensorTick,
  registerSensors,
  type SensorOutcome,
  type SensorRow,
  type SensorTick,
  type SensorTickRow,
  sensorWord,
  setSensor,
  takeRunKey,
  takeSensorTick,
} from './sensors.ts';
export {
  anySuspectWaits,
  loadRunsOnMachine,
  lockAsset,
  lockMachine,
  lockPlanning,
  type RunOnMachine,
  type StartedRun,
  startRun,
} from './start-run.ts';
