import { errorKind } from '../errors/index.ts';

export const configInvalid = errorKind({
  code: 'POOLTOOL_CONFIG_INVALID',
  disposition: 'halt',
  says: 'the settings of this process are wrong',
});
