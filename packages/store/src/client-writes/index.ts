export { documentKeyText } from '../documents/hashes.ts';
export * from './changed-at.ts';
export * from './client-contacts.ts';
export * from './marked-among.ts';
export * from './mirror.ts';
export * from './nicknames.ts';
export * from './pool-alerts.ts';
export * from './push-devices.ts';
export * from './shown-parts.ts';
