import type { Database, Examine } from '../database/database.ts';
import type { Query } from '../query/query.ts';
import { permissionDenied } from '../refusal.ts';
import type { SecurityRules } from '../rules/security-rules.ts';
import type { Path } from '../tree/path.ts';
import type { Identity } from './identity.ts';

export interface AccessRequest {
  readonly identity: Identity;
  readonly verb: 'read' | 'write';
  readonly namespace: string;
  readonly path: Path;
}

/** Decides every read and write by who asks and where. */
export type Allow = (request: AccessRequest) => boolean;

/** What stands between a client and one namespace: `allow`, and the rules when there are some. The owner passes. */
export interface Gate {
  /** @throws Refusal permission_denied */
  demandRead(identity: Identity, path: Path): void;
  /** @throws Refusal permission_denied by `allow` alone: what is written is examined by the database, before it takes effect */
  demandWrite(identity: Identity, path: Path): Examine;
  /** False: the service reads all of the place for this query, and says so; by REST it refuses. */
  isIndexed(path: Path, query: Query): boolean;
}

export interface GateParts {
  readonly allow: Allow;
  readonly rules: SecurityRules | null;
  readonly now: () => number;
}

export function gateOf(
  { allow, rules, now }: GateParts,
  { database, namespace }: { readonly database: Database; readonly namespace: string },
): Gate {
  return {
    demandRead(identity, path) {
      if (identity.kind === 'owner') return;
      if (!allow({ identity, verb: 'read', namespace, path })) throw permissionDenied();
      if (rules?.mayRead({ identity, path, root: database.root, nowMs: now() }) === false) throw permissionDenied();
    },
    demandWrite(identity, path) {
      if (identity.kind === 'owner') return () => {};
      if (!allow({ identity, verb: 'write', namespace, path })) throw permissionDenied();
      return (plan) => {
        if (rules?.mayWrite({ identity, ...plan, nowMs: now() }) === false) throw permissionDenied();
      };
    },
    isIndexed: (path, query) => rules?.isIndexed(path, query) ?? true,
  };
}
