import type { JsonValue } from '../json/index.ts';
import { firebaseDenied } from './errors.ts';

/** What of Google's key file is needed. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: string;
}

/** From the parsed JSON of the key file. The message never shows what the file holds. @throws POOLTOOL_FIREBASE_DENIED. */
export function serviceAccountOf(json: JsonValue): ServiceAccount {
  const field = (name: string): string => {
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
    if (typeof value === 'string' && value !== '') return value;
    throw firebaseDenied({ message: `the service account has no ${name}` });
  };
  return { projectId: field('project_id'), clientEmail: field('client_email'), privateKey: field('private_key') };
}
