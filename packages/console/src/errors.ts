import { errorKind } from '@pooltool/shared-utils/errors';

export const runUnknown = errorKind({
  code: 'POOLTOOL_RUN_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such run',
});

export const partitionUnknown = errorKind({
  code: 'POOLTOOL_PARTITION_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such asset, so it has no partitions',
});

export const sensorUnknown = errorKind({
  code: 'POOLTOOL_SENSOR_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no sensor of this name',
});

export const tooManyWatchers = errorKind({
  code: 'POOLTOOL_TOO_MANY_WATCHERS',
  disposition: 'retry',
  status: 503,
  says: 'too many pages watch this console',
});

export const consoleReadOnly = errorKind({
  code: 'POOLTOOL_CONSOLE_READ_ONLY',
  disposition: 'reject',
  status: 403,
  says: 'this console is read only: put what `npx pooltool console password` prints into CONSOLE_PASSWORD_HASH and restart it',
});

export const tokensOff = errorKind({
  code: 'POOLTOOL_CONSOLE_TOKENS_OFF',
  disposition: 'reject',
  status: 403,
  says: 'programs only read here: put the hash that `npx pooltool console token` prints into CONSOLE_TOKEN_HASH and restart the console',
});

export const loginNeeded = errorKind({
  code: 'POOLTOOL_LOGIN_NEEDED',
  disposition: 'reject',
  status: 401,
  says: 'log in first',
});

export const loginRefused = errorKind({
  code: 'POOLTOOL_LOGIN_REFUSED',
  disposition: 'reject',
  status: 401,
  says: 'the password is wrong',
});

export const loginTooOften = errorKind({
  code: 'POOLTOOL_LOGIN_TOO_OFTEN',
  disposition: 'reject',
  status: 429,
  says: 'too many wrong passwords from your address: wait a quarter of an hour',
});

export const requestForged = errorKind({
  code: 'POOLTOOL_REQUEST_FORGED',
  disposition: 'reject',
  status: 403,
  says: 'this did not come from a page of this console',
});
