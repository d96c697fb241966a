import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Recorded facts of public chains lie beside the project; tests that need them skip, saying so, where they are not. */
export const sharedData = (path: string): string =>
  fileURLToPath(new URL(`../../../../shared/data/${path}`, import.meta.url));

export const isShared = (path: string): boolean => existsSync(sharedData(path));

export const ABSENT = '(skipped where ../shared/data is absent)';

export const sharedText = (path: string): string => readFileSync(sharedData(path), 'utf8');
