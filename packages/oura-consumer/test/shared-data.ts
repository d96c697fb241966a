import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** A file of ../shared/data, the facts that stand beside the repository. */
export const sharedData = (path: string): string => `${folder}${path}`;

/** For `describe.skipIf(noSharedData)`, with the reason in the title. */
export const noSharedData = !existsSync(folder);
