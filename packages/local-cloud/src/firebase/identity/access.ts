import { permissionDenied } from '../refusal.ts';
import type { Path } from '../tree/path.ts';
import type { Identity } from './identity.ts';

export interface AccessRequest {
  readonly identity: Identity;
  readonly verb: 'read' | 'write';
  readonly namespace: string;
  readonly path: Path;
}

/** Decides every read and write; where rules go. */
export type Allow = (request: AccessRequest) => boolean;

export function demandAccess(allow: Allow, request: AccessRequest): void {
  if (request.identity.kind !== 'owner' && !allow(request)) throw permissionDenied();
}
