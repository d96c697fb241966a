/** Why a report is not taken, told so that its operator knows what to do. The status is HTTP's; clients found so far read the text. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 429 | 500 | 503;
  /** for the metrics */
  readonly reason: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const refusal =
  (status: Refusal['status'], reason: string) =>
  (message: string): Refusal => ({ status, reason, message });

const wrong = (reason: string) => refusal(400, reason);

/** What a client sent is shown shortened, and without what a terminal should not be shown. */
const shown = (text: string): string => {
  const printable = text
    .slice(0, 80)
    .replaceAll(/\p{Cc}/gu, ' ')
    .toWellFormed();
  return JSON.stringify(text.length > 80 ? `${printable}…` : printable);
};

export const REFUSALS = {
  empty: wrong('empty')(
    'the request has no body; nothing was stored. If your script sends a second, empty request after each report, ignore this',
  ),
  notJson: wrong('not-json')(
    'the body is not JSON; send {"apiKey":…,"poolId":…,"data":{…}} as text, whatever the content type',
  ),
  notAnObject: wrong('not-an-object')('the body is JSON but no object; send {"apiKey":…,"poolId":…,"data":{…}}'),
  noKey: refusal(401, 'no-key')('apiKey is missing; put your API key into the configuration of your script'),
  unknownKey: refusal(
    401,
    'unknown-key',
  )(
    'Unknown API ID: nobody has this key. Copy it anew from where you made it, without blanks, or make another: a new key is valid at once',
  ),
  revokedKey: refusal(
    403,
    'revoked-key',
  )('this API key was revoked; make a new one and put it into the configuration of your script'),
  otherPool: (given: string | null, userHas: number): Refusal =>
    refusal(
      403,
      'other-pool',
    )(
      given === null
        ? `poolId is missing or not a pool id (56 hex characters or pool1…), and this key speaks for ${userHas === 0 ? 'no pool' : `${userHas} pools`}; ${userHas === 0 ? 'add your pool to your account' : 'name the one that reports'}`
        : `this API key is known, but not for pool ${shown(given)}; check poolId, or add the pool to the account that the key belongs to`,
    ),
  noData: wrong('no-data')('data is missing: it is the object that holds blockHash, blockNo and slotNo'),
  hash: (given: string | null): Refusal =>
    wrong('block-hash')(
      given === null
        ? 'data.blockHash is missing or "null": your script did not find the tip of your node; check its log and its access to the node'
        : `data.blockHash must be 64 hex characters, not ${shown(given)}`,
    ),
  number: (field: 'blockNo' | 'slotNo', given: string | null): Refusal =>
    wrong(field === 'blockNo' ? 'height' : 'slot')(
      given === null
        ? `data.${field} is missing or "null": your script did not find the tip of your node`
        : `data.${field} must be a whole number from 0 on, not ${shown(given)}`,
    ),
  heightAboveSlot: (height: number, slot: number): Refusal =>
    wrong('height-above-slot')(
      `data.blockNo ${height} is higher than data.slotNo ${slot}: no chain has more blocks than slots; are they exchanged?`,
    ),
  future: (slot: number, slotMs: number, nowMs: number, network: string): Refusal => {
    const aheadSeconds = Math.ceil((slotMs - nowMs) / 1_000);
    const clocks = `slot ${slot} of ${network} begins ${aheadSeconds} s after now by our clock (${new Date(nowMs).toISOString()})`;
    return wrong('future')(
      aheadSeconds > DAY_SECONDS
        ? `${clocks}: is your node on another network? This is ${network}`
        : `${clocks}: check the clock of your node (chronyc tracking, or timedatectl), and that its time service runs`,
    );
  },
  tooMany: (who: 'node' | 'address', seconds: number): Refusal => ({
    ...refusal(
      429,
      `too-many-by-${who}`,
    )(`too many reports from this ${who}; one for each new tip is enough. Wait ${seconds} s`),
    retryAfterSeconds: seconds,
  }),
  busy: {
    ...refusal(503, 'busy')('the report was not stored: our storage does not answer; nothing is wrong on your side'),
    retryAfterSeconds: 2,
  },
  tooLarge: refusal(413, 'too-large')('the body is larger than any report is'),
  method: refusal(405, 'method')('reports are sent by POST'),
  failed: refusal(500, 'failed')('the report was not stored because of a fault on our side'),
} as const;

const DAY_SECONDS = 86_400;
