import { errorKind } from '@pooltool/shared-utils/errors';

export const dumpTruncated = errorKind({
  code: 'POOLTOOL_DUMP_TRUNCATED',
  disposition: 'reject',
  says: 'the ledger dump ends before it is complete; take it again',
});

export const dumpLayoutUnknown = errorKind({
  code: 'POOLTOOL_DUMP_LAYOUT_UNKNOWN',
  disposition: 'reject',
  says: 'the ledger dump has a shape this version does not know',
});

export const dumpIsText = errorKind({
  code: 'POOLTOOL_DUMP_IS_TEXT',
  disposition: 'reject',
  says: 'the ledger dump is text, not CBOR; cardano-cli 10.9 and later write JSON unless given --output-text',
});
