export type { Log, LogEvent, LogFields, LogLevel } from './log.ts';
export { type LogOptions, makeLog } from './make-log.ts';
export { type LogEntry, type MemoryLog, memoryLog } from './memory-log.ts';
export { isSecretName, withoutSecrets } from './redaction.ts';
