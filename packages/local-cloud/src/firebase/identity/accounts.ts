import { isRecord, type Json, parseJson } from '../json.ts';
import { makeIdToken, makeRefreshToken, readRefreshToken, tokenClaims } from './token.ts';

export interface AccountsParts {
  readonly projectId: string;
  readonly now: () => number;
}

export interface AccountsAnswer {
  readonly status: number;
  readonly body: Json;
}

const SIGN_IN = /^\/identitytoolkit\.googleapis\.com\/v1\/accounts:signInWithCustomToken$/;
const LOOKUP = /^\/identitytoolkit\.googleapis\.com\/v1\/(projects\/[^/]+\/)?accounts:lookup$/;
const REFRESH = /^\/securetoken\.googleapis\.com\/v1\/token$/;

/** True for the addresses SDKs reach by `connectAuthEmulator` and `FIREBASE_AUTH_EMULATOR_HOST`. */
export function isAccountsPath(pathname: string): boolean {
  return pathname.startsWith('/identitytoolkit.googleapis.com/') || pathname.startsWith('/securetoken.googleapis.com/');
}

/**
 * The part of the identity service a custom-token login needs: sign in, look up, refresh. Every uid is an account; no
 * signature is checked.
 */
export function answerAccounts(pathname: string, body: string, parts: AccountsParts): AccountsAnswer {
  if (SIGN_IN.test(pathname)) return signIn(bodyOf(body), parts);
  if (LOOKUP.test(pathname)) return lookUp(bodyOf(body), parts);
  if (REFRESH.test(pathname)) return refresh(new URLSearchParams(body), parts);
  return failure(404, 'NOT_FOUND');
}

function signIn(request: Record<string, unknown>, { projectId, now }: AccountsParts): AccountsAnswer {
  const custom = typeof request['token'] === 'string' ? tokenClaims(request['token']) : null;
  const uid = custom?.['uid'] ?? custom?.['user_id'];
  if (typeof uid !== 'string' || uid === '') return failure(400, 'INVALID_CUSTOM_TOKEN');
  const claims = isRecord(custom?.['claims']) ? custom['claims'] : {};
  return ok({
    kind: 'identitytoolkit#VerifyCustomTokenResponse',
    idToken: makeIdToken({ uid, projectId, nowMs: now(), claims }),
    refreshToken: makeRefreshToken({ uid, claims }),
    expiresIn: '3600',
    isNewUser: false,
  });
}

function lookUp(request: Record<string, unknown>, { now }: AccountsParts): AccountsAnswer {
  const uids = uidsOf(request);
  if (uids.length === 0) return failure(400, 'INVALID_ID_TOKEN');
  const nowMs = String(now());
  const users = uids.map((uid) => ({
    localId: uid,
    customAuth: true,
    validSince: '0',
    createdAt: nowMs,
    lastLoginAt: nowMs,
  }));
  return ok({ kind: 'identitytoolkit#GetAccountInfoResponse', users });
}

function refresh(request: URLSearchParams, { projectId, now }: AccountsParts): AccountsAnswer {
  const token = request.get('refresh_token') ?? '';
  const account = readRefreshToken(token);
  if (account === null) return failure(400, 'INVALID_REFRESH_TOKEN');
  const idToken = makeIdToken({ ...account, projectId, nowMs: now() });
  return ok({
    access_token: idToken,
    id_token: idToken,
    expires_in: '3600',
    token_type: 'Bearer',
    refresh_token: token,
    user_id: account.uid,
    project_id: projectId,
  });
}

/** Clients look themselves up by ID token, the Admin SDK looks others up by uid. */
function uidsOf(request: Record<string, unknown>): string[] {
  const { idToken, localId } = request;
  const uids: unknown[] = Array.isArray(localId) ? localId : [localId];
  if (typeof idToken === 'string') uids.push(tokenClaims(idToken)?.['user_id']);
  return uids.filter((uid) => typeof uid === 'string');
}

function bodyOf(text: string): Record<string, unknown> {
  const body = parseJson(text);
  return isRecord(body) ? body : {};
}

const ok = (body: Json): AccountsAnswer => ({ status: 200, body });

function failure(status: number, message: string): AccountsAnswer {
  return {
    status,
    body: { error: { code: status, message, errors: [{ message, reason: 'invalid', domain: 'global' }] } },
  };
}
