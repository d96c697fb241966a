export type { DaemonContext, DaemonDefinition, RunningDaemon, SingletonLock } from './daemon-definition.ts';
export { singletonHeld, singletonLost } from './errors.ts';
export { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts';
export { kitConfig } from './kit-settings.ts';
export { type Passes, passAfterPass } from './pass-after-pass.ts';
export type { Resources } from './resources.ts';
export { runDaemon } from './run-daemon.ts';
