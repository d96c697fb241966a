import type { DumpFile } from './dump-file.ts';
import { amountOf, noise, ownerOf, sortedHash } from './made-up.ts';

/** Of ten outputs: bare ones and such with assets as arrays and as maps, a datum, a script; Byron and enterprise among them. */
const FORMS = ['plain', 'assets', 'map', 'assets', 'plain', 'datum', 'byron', 'assets', 'enterprise', 'map'] as const;

/**
 * The UTxO map, some 165 bytes an output as in mainnet's (chain-input.md 6).
 * @returns lovelace by owner, what the ledger's own map of stake must say
 */
export function writeOutputs(
  file: DumpFile,
  { outputs, accounts, scripts }: { outputs: number; accounts: number; scripts: number },
): Float64Array {
  const { cbor } = file;
  const stake = new Float64Array(accounts);
  file.entries(outputs, (row) => {
    cbor
      .array(2)
      .bytes(sortedHash(row, outputs, 32))
      .int(row % 4);
    const form = FORMS[row % FORMS.length];
    const amount = amountOf(row);
    const owner = ownerOf(row, accounts);
    if (form === 'byron') return void cbor.array(2).bytes(byronAddress(row)).int(amount);
    if (form === 'enterprise')
      return void cbor
        .array(2)
        .bytes(Uint8Array.of(0x61, ...noise(row, 28)))
        .int(amount);
    stake[owner] = (stake[owner] ?? 0) + amount;
    const address = baseAddress(row, { owner, accounts, scripts });
    if (form === 'plain') cbor.array(2).bytes(address).int(amount);
    else if (form === 'assets') writeAssets(file, row, () => cbor.array(2).bytes(address).array(2).int(amount));
    else {
      cbor
        .map(form === 'datum' ? 3 : 2)
        .int(0)
        .bytes(address)
        .int(1)
        .int(amount);
      if (form === 'datum') cbor.int(2).array(2).int(1).tag(24).bytes(noise(row, 90));
    }
  });
  return stake;
}

function baseAddress(row: number, { owner, accounts, scripts }: { owner: number; accounts: number; scripts: number }) {
  const address = new Uint8Array(57);
  address[0] = owner < scripts ? 0x21 : 0x01;
  address.set(noise(row, 28), 1);
  address.set(sortedHash(owner, accounts, 28), 29);
  return address;
}

const byronAddress = (row: number): Uint8Array =>
  Uint8Array.of(0x82, 0xd8, 0x18, 0x58, 33, 0x83, 0x58, 28, ...noise(row, 28), 0xa0, 0, 0x1a, ...noise(row, 4));

function writeAssets({ cbor }: DumpFile, row: number, begin: () => void): void {
  begin();
  const policies = 1 + (row % 2);
  cbor.map(policies);
  for (let policy = 0; policy < policies; policy += 1) {
    cbor.bytes(noise(row + policy, 28)).map(2);
    cbor
      .bytes(noise(row, 12))
      .int(1)
      .bytes(noise(row + 1, 20))
      .int(1_000_000);
  }
}
