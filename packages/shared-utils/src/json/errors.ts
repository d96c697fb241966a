import { errorKind } from '../errors/index.ts';

export const jsonInvalid = errorKind({
  code: 'POOLTOOL_JSON_INVALID',
  disposition: 'reject',
  says: 'the text is not JSON',
});

export const jsonTooLarge = errorKind({
  code: 'POOLTOOL_JSON_TOO_LARGE',
  disposition: 'reject',
  status: 413,
  says: 'the JSON is longer or nested deeper than allowed',
});
