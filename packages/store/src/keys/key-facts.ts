/** What may be told of a key. */
export interface KeyFacts {
  /** the beginning of its hash */
  readonly name: string;
  /** UUID */
  readonly user: string;
  readonly label: string;
  /** its own first characters */
  readonly shown: string;
  /** it came from the old backend */
  readonly legacy: boolean;
  readonly createdAt: Date;
  /** from then on it is refused, also where that is to come; null: nobody revoked it */
  readonly revokedAt: Date | null;
}

export const isValidKey = ({ revokedAt }: Pick<KeyFacts, 'revokedAt'>, nowMs: number): boolean =>
  revokedAt === null || revokedAt.getTime() > nowMs;

export interface KeyRow {
  readonly name: string;
  readonly user_id: string;
  readonly label: string;
  readonly shown: string;
  readonly legacy: boolean;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

export const KEY_COLUMNS = `left(encode(key_hash, 'hex'), 16) as name, user_id, label, shown, legacy, created_at, revoked_at`;

export const keyFactsOf = (row: KeyRow): KeyFacts => ({
  name: row.name,
  user: row.user_id,
  label: row.label,
  shown: row.shown,
  legacy: row.legacy,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});
