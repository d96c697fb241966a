import { credentialText, parseCredential, type StakeCredential } from '@pooltool/domain';
import { MOST_NICKNAMES, type OldUser } from '@pooltool/store/accounts';
import { oldAddress } from './old-address.ts';
import { type Node, nodeIn, type OldExport } from './old-export.ts';

/** What was not taken, of whom, and why. Never a password's hash. */
export interface Refusal {
  readonly of: string;
  readonly why: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A cost beyond this would keep a core busy for seconds at each try to sign in. */
const BCRYPT = /^\$2[abxy]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;
const LONGEST_NAME = 100;
/** Cardano's wallets are not older, and times of seconds are no times of milliseconds. */
const EARLIEST_MS = Date.UTC(2017, 0);

/**
 * The users of an export. Whose an address is say the old backend's index (`addr2user`), its verifications and the list of
 * each user; where they name two users it is nobody's. What clients could write (`privMeta/…/myAddresses`) proves nothing,
 * and gives names only.
 */
export function oldUsersIn(from: OldExport, nowMs: number) {
  const refused: Refusal[] = [];
  const proofs = proofsIn(from, refused);
  const proofsOf = Map.groupBy(proofs, ({ user }) => user);
  const addressesOf = addressesByUser(proofs, refused);
  const users: OldUser[] = [];
  const ids = new Set([...Object.keys(from.auth), ...proofs.map(({ user }) => user)]);
  for (const user of [...ids].sort()) {
    const own = addressesOf.get(user) ?? [];
    const read = userIn(user, { from, proofs: proofsOf.get(user) ?? [], own, nowMs });
    if ('why' in read) refused.push({ of: `user ${shown(user)}`, why: read.why });
    else users.push(read);
    for (const of of unproven(from.privMeta[user], own)) {
      refused.push({ of: `address ${of} of user ${shown(user)}`, why: 'his list names it, and no proof does' });
    }
  }
  return { users, refused };
}

interface ProofOfOld {
  readonly user: string;
  readonly credential: StakeCredential;
  readonly atMs: number | null;
  /** that he gave with it */
  readonly passwordHash: string | null;
}

function proofsIn({ addr2user, auth, verificationStatuses }: OldExport, refused: Refusal[]): ProofOfOld[] {
  const proofs: ProofOfOld[] = [];
  const prove = (address: unknown, user: unknown, more: Partial<ProofOfOld> = {}): void => {
    const credential = oldAddress(address);
    if (credential === null) refused.push({ of: `address ${shown(address)}`, why: 'it is no stake address' });
    else if (typeof user !== 'string') refused.push({ of: `address ${shown(address)}`, why: 'its user is no text' });
    else proofs.push({ user, credential, atMs: null, passwordHash: null, ...more });
  };
  for (const [address, user] of Object.entries(addr2user)) prove(address, user);
  for (const [user, of] of Object.entries(auth))
    for (const address of Object.values(nodeIn(nodeIn(of)['verifiedAddresses']))) prove(address, user);
  for (const instance of Object.values(verificationStatuses)) {
    for (const [user, statuses] of Object.entries(nodeIn(instance))) {
      for (const [address, status] of Object.entries(nodeIn(statuses))) {
        const { status: state, verificationDate, passwordHash } = nodeIn(status);
        if (state !== 'verified') continue;
        prove(address, user, { atMs: timeIn(verificationDate), passwordHash: hashIn(passwordHash) });
      }
    }
  }
  return proofs;
}

/** What each user alone is said to have. */
function addressesByUser(proofs: readonly ProofOfOld[], refused: Refusal[]): ReadonlyMap<string, StakeCredential[]> {
  const addresses = new Map<string, StakeCredential[]>();
  for (const [text, of] of Map.groupBy(proofs, ({ credential }) => credentialText(credential))) {
    const users = [...new Set(of.map(({ user }) => user))];
    const [only] = users;
    if (only !== undefined && users.length === 1)
      addresses.set(only, [...(addresses.get(only) ?? []), parseCredential(text)]);
    else refused.push({ of: `address ${text}`, why: `it is of ${users.length} users: ${users.map(shown).join(', ')}` });
  }
  return addresses;
}

interface Given {
  readonly from: OldExport;
  /** that he gave, whatever became of them */
  readonly proofs: readonly ProofOfOld[];
  readonly own: readonly StakeCredential[];
  readonly nowMs: number;
}

function userIn(user: string, { from, proofs, own, nowMs }: Given): OldUser | { readonly why: string } {
  if (!UUID.test(user)) return { why: 'the id is no UUID in lower case, and Firebase knows him by it' };
  if (own.length === 0) return { why: 'no address is proven to be his' };
  const auth = nodeIn(from.auth[user]);
  const his = proofs.toSorted((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0));
  const given = auth['passwordHash'];
  if (given !== undefined && given !== '' && hashIn(given) === null) return { why: 'his password is no bcrypt hash' };
  const passwordHash = hashIn(given) ?? his.find((proof) => proof.passwordHash !== null)?.passwordHash;
  if (passwordHash == null) return { why: 'he has no password' };
  const times = his.flatMap(({ atMs }) => (atMs === null ? [] : [atMs]));
  const createdAtMs = timeIn(auth['createdAt']) ?? (times.length > 0 ? Math.min(...times) : nowMs);
  const privMeta = nodeIn(from.privMeta[user]);
  return {
    user,
    passwordHash,
    createdAtMs: Math.min(createdAtMs, nowMs),
    addresses: own.map((credential) => ({
      credential,
      provenAtMs: Math.min(provenAt(credential, his) ?? createdAtMs, nowMs),
    })),
    nicknames: namesIn(nodeIn(privMeta['myAddresses']), own),
    authority: authorityIn(privMeta['authority']),
  };
}

const provenAt = (credential: StakeCredential, proofs: readonly ProofOfOld[]): number | null =>
  proofs.find((proof) => proof.atMs !== null && credentialText(proof.credential) === credentialText(credential))
    ?.atMs ?? null;

/** Of his own addresses: `true` is one without a name. */
function namesIn(myAddresses: Node, own: readonly StakeCredential[]): Record<string, string> {
  const hashes = new Set(own.map(({ hash }) => `${hash}`));
  const names = Object.entries(myAddresses).flatMap(([address, value]): [string, string][] => {
    const hash = oldAddress(address)?.hash;
    const { nickname } = nodeIn(value);
    if (hash === undefined || !hashes.has(hash) || typeof nickname !== 'string') return [];
    // PostgreSQL keeps neither NUL nor half a character.
    const name = nickname.replaceAll('\u0000', '').toWellFormed().trim().slice(0, LONGEST_NAME).toWellFormed();
    return name === '' || name === 'null' ? [] : [[hash, name]];
  });
  return Object.fromEntries(names.slice(0, MOST_NICKNAMES));
}

/** Addresses in the list that clients could write which are not his. */
function unproven(privMeta: unknown, own: readonly StakeCredential[]): string[] {
  const hashes = new Set(own.map(({ hash }) => `${hash}`));
  const listed = Object.keys(nodeIn(nodeIn(privMeta)['myAddresses']));
  return listed.filter((address) => !hashes.has(oldAddress(address)?.hash ?? '')).map(shown);
}

const authorityIn = (value: unknown): OldUser['authority'] =>
  value === 'administrator' || value === 'groupadmin' ? value : 'user';

const hashIn = (value: unknown): string | null => (typeof value === 'string' && BCRYPT.test(value) ? value : null);

const timeIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= EARLIEST_MS && value < 8.64e15
    ? Math.trunc(value)
    : null;

const shown = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 120);
