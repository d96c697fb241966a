import { blake2b256, fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, Listed, Tagged } from '../cbor/encode.ts';
import type { Ledger } from '../ledger/ledger.ts';

/**
 * The map [transaction, index] → output of nodes up to 10.3. Outputs take every form there is, in turn: an array or a map,
 * with other assets, a datum's hash, an inline datum, a script.
 */
export function unspentOutputs({ utxo }: Ledger): Listed {
  const outputs = [...utxo].map(([key, { address, amount }], number): [Encodable, Encodable] => {
    const [transaction = '', index = '0'] = key.split('#');
    return [
      [fromHex(transaction), Number(index)],
      outputItems(FORMS[number % FORMS.length] ?? 'plain', fromHex(address), amount),
    ];
  });
  return new Listed(new Map(outputs));
}

const FORMS = ['plain', 'assets', 'datum hash', 'map', 'inline datum', 'script'] as const;
type Form = (typeof FORMS)[number];

const POLICY = new Uint8Array(28).fill(7);
const HASH = blake2b256(POLICY);
/** CBOR in CBOR: 42, and a native script that wants a signature. */
const DATUM = new Tagged(24, Uint8Array.of(0x18, 42));
const SCRIPT = new Tagged(24, Uint8Array.of(0x82, 0x00, 0x82, 0x00, 0x58, 28, ...POLICY));

function outputItems(form: Form, address: Uint8Array, amount: bigint): Encodable {
  const withAssets = [amount, new Map([[POLICY, new Map([[Uint8Array.of(1, 2), 2n ** 63n - 1n]])]])];
  switch (form) {
    case 'plain':
      return [address, amount];
    case 'assets':
      return [address, withAssets];
    case 'datum hash':
      return [address, amount, HASH];
    case 'map':
      return fields([address, amount]);
    case 'inline datum':
      return fields([address, withAssets, [1, DATUM]]);
    case 'script':
      return fields([address, amount, [0, HASH], SCRIPT]);
  }
}

const fields = (items: readonly Encodable[]): Encodable => new Map(items.entries());
