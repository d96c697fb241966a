export { type ConfigDefinition, type ConfigOf, defineConfig, definedConfigs, type Settings } from './define-config.ts';
export { envExample } from './env-example.ts';
export type { Environment } from './environment.ts';
export { configInvalid } from './errors.ts';
export { readConfig, type SettingFault } from './read-config.ts';
export { type DurationText, type Setting, setting } from './setting.ts';
