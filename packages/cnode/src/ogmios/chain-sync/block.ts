import { height, type PoolId, poolId, slot } from '@pooltool/domain';
import { blake2b224, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import type { OgmiosBlock } from '../answers.ts';
import { versionAt } from '../queries/protocol-parameters.ts';
import type { JsonSlice } from '../wire/json-slice.ts';
import { Reading } from '../wire/reading.ts';
import { bytesAt, hash32At } from '../wire/words.ts';

const HEADER_FIELDS = ['type', 'era', 'id', 'ancestor', 'height', 'slot', 'size', 'protocol', 'issuer'] as const;

/** A block's header, and how many transactions stand under it: those are counted, not read. */
export function blockIn(slice: JsonSlice, path: string): OgmiosBlock {
  const fields = new Map(slice.fields());
  const header = Object.fromEntries(HEADER_FIELDS.map((name) => [name, fields.get(name)?.parse()]));
  const at = new Reading(header, path);
  const type = at.field('type').oneOf(['praos', 'bft', 'ebb']);
  const shared = {
    era: at.field('era').text(),
    hash: hash32At(at.field('id')),
    parentHash: at.field('ancestor').is('genesis') ? null : hash32At(at.field('ancestor')),
    height: at.field('height').as(() => height(at.field('height').safeInteger())),
    transactionCount: countItems(fields.get('transactions'), `${path}.transactions`),
  };
  const nobody = { poolId: null, operationalCertificate: null };
  if (type === 'ebb') {
    return { kind: 'boundary', ...shared, ...nobody, slot: null, protocolVersion: null, bodySize: null };
  }
  return {
    kind: 'main',
    ...shared,
    ...(type === 'praos' ? issuerAt(at.field('issuer')) : nobody),
    slot: at.field('slot').as(() => slot(at.field('slot').safeInteger())),
    protocolVersion: versionAt(at.field('protocol').field('version')),
    bodySize: bytesAt(at.field('size')),
  };
}

const issuerAt = (at: Reading): { poolId: PoolId; operationalCertificate: number } => ({
  poolId: poolIdOf(at.field('verificationKey')),
  operationalCertificate: at.field('operationalCertificate').field('count').count(),
});

/** A pool's id is the hash of its cold key. */
const poolIdOf = (key: Reading): PoolId => {
  const hex = hash32At(key);
  return poolId(toHex(blake2b224(fromHex(hex))));
};

function countItems(list: JsonSlice | undefined, path: string): number {
  if (list === undefined) return 0;
  if (!list.isList) new Reading(list.parse(), path).fail('a list');
  let count = 0;
  for (const _ of list.items()) count += 1;
  return count;
}
