import { errorKind } from '@pooltool/shared-utils/errors';

export const methodNotAllowed = errorKind({
  code: 'POOLTOOL_METHOD_NOT_ALLOWED',
  disposition: 'reject',
  status: 405,
  says: 'this route does not answer this method',
  whatToDo: 'use one of the methods that the Allow header names',
});

export const notAcceptable = errorKind({
  code: 'POOLTOOL_NOT_ACCEPTABLE',
  disposition: 'reject',
  status: 406,
  says: 'this route answers nothing that the Accept header takes',
  whatToDo: 'send Accept: application/json, or one of the types that the message names',
});

export const tooManyRequests = errorKind({
  code: 'POOLTOOL_TOO_MANY_REQUESTS',
  disposition: 'retry',
  status: 429,
  says: 'more requests came from this address than are answered',
  whatToDo: 'wait as many seconds as Retry-After says; RateLimit in every answer tells how much is left',
});

export const apiKeyRefused = errorKind({
  code: 'POOLTOOL_API_KEY_REFUSED',
  disposition: 'reject',
  status: 401,
  says: 'the API key is not known, or was revoked',
  whatToDo: 'check the key; reading needs none, and without one you have the allowance of your address',
});

export const tooBusy = errorKind({
  code: 'POOLTOOL_TOO_BUSY',
  disposition: 'retry',
  says: 'too many ask for what takes long at this moment',
  whatToDo: 'send the same request again in some seconds',
});

export const intakeBusy = errorKind({
  code: 'POOLTOOL_INTAKE_BUSY',
  disposition: 'retry',
  says: 'more reports wait to be stored than are kept in memory',
});

export const cursorInvalid = errorKind({
  code: 'POOLTOOL_CURSOR_INVALID',
  disposition: 'reject',
  says: 'the cursor is not one that this route gave',
  whatToDo: 'take the cursor from `next` of the page before, unchanged, or leave it out to begin anew',
});

export const poolIdInvalid = errorKind({
  code: 'POOLTOOL_POOL_ID_INVALID',
  disposition: 'reject',
  says: 'not a pool id',
  whatToDo: 'give pool1… or its 56 hex characters',
});

export const accountInvalid = errorKind({
  code: 'POOLTOOL_ACCOUNT_INVALID',
  disposition: 'reject',
  says: 'not a reward account of this network',
  whatToDo: 'give stake1… (stake_test1… on a test network), key:<56 hex> or script:<56 hex>',
});

export const poolUnknown = errorKind({
  code: 'POOLTOOL_POOL_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'nobody ever heard of this pool, or it is not in the stake snapshot of the epoch that was asked about',
  whatToDo: 'check the pool id; where it is about an epoch, take one in which the pool was registered and had stake',
});

export const epochUnknown = errorKind({
  code: 'POOLTOOL_EPOCH_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'nothing is known of this epoch',
  whatToDo: 'GET /v1/epochs lists the epochs that something is known of',
});

export const rewardsNotComputed = errorKind({
  code: 'POOLTOOL_REWARDS_NOT_COMPUTED',
  disposition: 'reject',
  status: 409,
  says: 'the rewards of this epoch are not computed',
  whatToDo: 'rewards of an epoch are forecast when the next one has begun and final one epoch later; ask again then',
});

export const rewardsArchived = errorKind({
  code: 'POOLTOOL_REWARDS_ARCHIVED',
  disposition: 'reject',
  status: 410,
  says: 'the rewards of this epoch were moved into the archive and can no longer be explained',
  whatToDo: 'GET /v1/accounts/{account}/rewards still has what an account earned in it',
});

export const reportsDropped = errorKind({
  code: 'POOLTOOL_REPORTS_DROPPED',
  disposition: 'reject',
  status: 410,
  says: 'what nodes reported of this block is not kept any more',
  whatToDo:
    'GET /v1/pools/{pool}/propagation?epoch= still has what was counted of its epoch; the message says from when on reports are kept',
});

export const propagationNotCounted = errorKind({
  code: 'POOLTOOL_PROPAGATION_NOT_COUNTED',
  disposition: 'reject',
  status: 409,
  says: 'how fast the blocks of this epoch travelled is not counted',
  whatToDo:
    'an epoch is counted when it is over and its blocks stand; leave `epoch` out for the newest one, or ask again then',
});

export const contestUnknown = errorKind({
  code: 'POOLTOOL_CONTEST_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'nobody reported a block of this height, and none of it was undone',
  whatToDo: 'ask about a height whose blocks nodes reported; what is on the chain alone contests nothing',
});

export const notSignedIn = errorKind({
  code: 'POOLTOOL_NOT_SIGNED_IN',
  disposition: 'reject',
  status: 401,
  says: 'this needs the token of whoever is signed in',
  whatToDo: 'POST /auth/login and send its token as Authorization: Bearer …',
});

export const notYours = errorKind({
  code: 'POOLTOOL_NOT_YOURS',
  disposition: 'reject',
  status: 403,
  says: "this is another user's",
  whatToDo: 'ask about the user whose token you send',
});

export const signInRefused = errorKind({
  code: 'POOLTOOL_SIGN_IN_REFUSED',
  disposition: 'reject',
  status: 401,
  says: 'nobody has proven this address with this password',
  whatToDo:
    'check both; POST /auth/reset_password when the password is lost, POST /auth/register when there is no account',
});

export const addressTaken = errorKind({
  code: 'POOLTOOL_ADDRESS_TAKEN',
  disposition: 'reject',
  status: 409,
  says: 'this address belongs to a user already',
  whatToDo: 'POST /auth/login, or POST /auth/reset_password when the password is lost',
});

export const userHasNoAddress = errorKind({
  code: 'POOLTOOL_USER_HAS_NO_ADDRESS',
  disposition: 'reject',
  status: 404,
  says: 'there is no account of this address',
  whatToDo: 'POST /auth/register',
});

export const nothingClaimed = errorKind({
  code: 'POOLTOOL_NOTHING_CLAIMED',
  disposition: 'reject',
  status: 404,
  says: 'nobody asked for this',
  whatToDo: 'POST /auth/verify, or /auth/reset_password, and ask again',
});

export const verificationUnknown = errorKind({
  code: 'POOLTOOL_VERIFICATION_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'this user asked for no such verification',
  whatToDo: 'GET /v1/verifications lists those he asked for',
});

export const passwordTooShort = errorKind({
  code: 'POOLTOOL_ACCOUNT_PASSWORD_TOO_SHORT',
  disposition: 'reject',
  says: 'a password has at least 8 characters',
  whatToDo: 'choose a longer one',
});

export const paymentsUnavailable = errorKind({
  code: 'POOLTOOL_PAYMENTS_UNAVAILABLE',
  disposition: 'retry',
  says: 'addresses cannot be proven here at this time',
});

export const notAdministrator = errorKind({
  code: 'POOLTOOL_NOT_ADMINISTRATOR',
  disposition: 'reject',
  status: 403,
  says: 'this is for administrators',
  whatToDo: 'sign in as one; whoever runs this API gives authority with `pooltool users grant`',
});

export const notYourPool = errorKind({
  code: 'POOLTOOL_NOT_YOUR_POOL',
  disposition: 'reject',
  status: 403,
  says: 'you do not speak for this pool',
  whatToDo:
    'sign with its VRF key what POST /v1/operator/pools/{pool}/challenge asks, then claim it by POST /v1/operator/pools',
});

export const poolClaimUnproven = errorKind({
  code: 'POOLTOOL_POOL_CLAIM_UNPROVEN',
  disposition: 'reject',
  status: 403,
  says: 'that you have the VRF key of this pool is not shown',
  whatToDo:
    'ask for a challenge by POST /v1/operator/pools/{pool}/challenge, run its command, and claim the pool within the hour with vrf_vkey and signature',
});

export const messageInvalid = errorKind({
  code: 'POOLTOOL_MESSAGE_INVALID',
  disposition: 'reject',
  says: 'the message over the WebSocket is not one that is understood',
  whatToDo: 'send {"action": "subscribe", "channel": "recent_block", "params": {}} as text',
});

export const channelUnknown = errorKind({
  code: 'POOLTOOL_CHANNEL_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such channel',
  whatToDo: 'subscribe to one that docs/rest-api.md names',
});

export const tooManySubscriptions = errorKind({
  code: 'POOLTOOL_TOO_MANY_SUBSCRIPTIONS',
  disposition: 'reject',
  says: 'this socket has as many subscriptions as one may have',
  whatToDo: 'unsubscribe from what is not looked at any more',
});

export const tooManySockets = errorKind({
  code: 'POOLTOOL_TOO_MANY_SOCKETS',
  disposition: 'retry',
  says: 'as many WebSockets are open as may be',
  whatToDo: 'close one of yours, or come back in some seconds',
});

export const upgradeRequired = errorKind({
  code: 'POOLTOOL_UPGRADE_REQUIRED',
  disposition: 'reject',
  status: 426,
  says: 'this is where a WebSocket is opened',
  whatToDo: 'connect by ws:// or wss://',
});

export const originNotAllowed = errorKind({
  code: 'POOLTOOL_ORIGIN_NOT_ALLOWED',
  disposition: 'reject',
  status: 403,
  says: 'pages of this origin may not ask here',
  whatToDo: 'open the website at its own address',
});

export const zapierKeyRefused = errorKind({
  code: 'POOLTOOL_ZAPIER_KEY_REFUSED',
  disposition: 'reject',
  says: 'nobody has this key of Zapier with this secret',
  whatToDo: 'check both; a key whose secret is lost is deleted, and another one made, on the website',
});

export const hookRefused = errorKind({
  code: 'POOLTOOL_HOOK_REFUSED',
  disposition: 'reject',
  says: 'nothing is ever sent to such an address',
  whatToDo: 'give the https address of a hook at Zapier, like https://hooks.zapier.com/hooks/standard/…',
});

export const clientKeyRefused = errorKind({
  code: 'POOLTOOL_CLIENT_KEY_REFUSED',
  disposition: 'reject',
  status: 403,
  says: 'this is for the old website and the app, and the X-API-KEY is of neither',
  whatToDo: 'send the X-API-KEY that the client was built with; programs use /auth and an operator key',
});

export const addressRegistered = errorKind({
  code: 'POOLTOOL_ADDRESS_REGISTERED',
  disposition: 'reject',
  status: 422,
  says: 'this address belongs to another user already',
  whatToDo: 'sign in with it, or ask for another password when it is lost',
});

export const firebaseNotSet = errorKind({
  code: 'POOLTOOL_FIREBASE_NOT_SET',
  disposition: 'retry',
  says: 'the old website and the app cannot be let in here: no Firebase is set',
  whatToDo: 'use the website, which needs none; whoever runs this API sets FIREBASE_DATABASE_URL',
});
