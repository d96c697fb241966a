import { CborReader } from '@pooltool/shared-utils/cbor';

/** What Oura v1 tells of a block and PoolTool's decoder passes over. */
export interface PassedOver {
  /** hex: 32 bytes, in Byron 64, in a boundary block none */
  readonly issuerKey: string;
  /** hex; Byron has none */
  readonly vrfKey: string;
  readonly transactions: readonly PassedOverTransaction[];
}

export interface PassedOverTransaction {
  /** what the body states, also of a transaction that failed; Oura writes 0 for Byron */
  readonly fee: bigint;
  readonly ttl: bigint | null;
  readonly validFrom: bigint | null;
  /** 0 test networks, 1 mainnet */
  readonly networkId: number | null;
  /** the body has the field, be it empty */
  readonly collateral: boolean;
  readonly minted: readonly { readonly policy: string; readonly asset: string; readonly quantity: bigint }[];
  readonly redeemers: readonly Redeemer[];
  /** bytes of body, witness set and auxiliary data */
  readonly size: number;
}

export interface Redeemer {
  readonly purpose: number;
  readonly index: number;
  readonly memory: bigint;
  readonly steps: bigint;
}

const BYRON_TAG = 1;
const NOTHING: PassedOverTransaction = {
  fee: 0n,
  ttl: null,
  validFrom: null,
  networkId: null,
  collateral: false,
  minted: [],
  redeemers: [],
  size: 0,
};

/** @param bytes `[era, block]`, which `decodeBlock` has read */
export function passedOver(bytes: Uint8Array): PassedOver {
  const reader = new CborReader(bytes);
  reader.arrayStart(2);
  const tag = reader.uintNumber();
  reader.arrayStart();
  if (tag < BYRON_TAG) return { issuerKey: '', vrfKey: '', transactions: [] };
  if (tag === BYRON_TAG) return readByron(reader);
  reader.arrayStart(2); // header
  const length = reader.arrayStart();
  reader.skip(); // height
  reader.skip(); // slot
  reader.skip(); // parent
  const issuerKey = reader.hex();
  const vrfKey = reader.hex();
  let read = 5;
  for (; reader.hasNext(length, read); read += 1) reader.skip();
  reader.skip(); // KES signature
  const bodies = reader.array(() => reader.raw(() => readBody(reader)));
  const witnesses = reader.array(() => reader.raw(() => readRedeemers(reader)));
  const auxiliary = new Map<number, number>();
  reader.entries(() => void auxiliary.set(reader.uintNumber(), reader.rawItem().length));
  return {
    issuerKey,
    vrfKey,
    transactions: bodies.map(({ value, bytes: body }, index) => ({
      ...value,
      redeemers: witnesses[index]?.value ?? [],
      // Two bytes stand for no auxiliary data, one for no witness set (src/mapper/conway.rs).
      size: body.length + (auxiliary.get(index) ?? 2) + (witnesses[index]?.bytes.length ?? 1),
    })),
  };
}

/** `[[magic, parent, proof, [slot, key, …], …], [transactions, …], …]` */
function readByron(reader: CborReader): PassedOver {
  reader.arrayStart(5);
  reader.skip();
  reader.skip();
  reader.skip();
  reader.arrayStart(4);
  reader.skip();
  const issuerKey = reader.hex();
  reader.skip(); // difficulty
  reader.skip(); // signature
  reader.skip(); // extra
  reader.arrayStart(4);
  return { issuerKey, vrfKey: '', transactions: reader.array(() => ({ ...NOTHING, size: reader.rawItem().length })) };
}

function readBody(reader: CborReader): PassedOverTransaction {
  const body: { -readonly [Name in keyof PassedOverTransaction]: PassedOverTransaction[Name] } = { ...NOTHING };
  reader.fields((key) => {
    if (key === 2) body.fee = reader.uintBig();
    else if (key === 3) body.ttl = reader.uintBig();
    else if (key === 8) body.validFrom = reader.uintBig();
    else if (key === 9) body.minted = readMint(reader);
    else if (key === 15) body.networkId = reader.uintNumber();
    else {
      body.collateral ||= key === 13;
      return false;
    }
    return true;
  });
  return body;
}

/** `{policy: {asset: quantity}}` */
function readMint(reader: CborReader): PassedOverTransaction['minted'] {
  const minted: PassedOverTransaction['minted'][number][] = [];
  reader.entries(() => {
    const policy = reader.hex();
    reader.entries(() => void minted.push({ policy, asset: reader.hex(), quantity: reader.intBig() }));
  });
  return minted;
}

/** Of a witness set, under 5: a list of `[purpose, index, data, units]`, in Conway also a map of `[purpose, index]` to `[data, units]`. */
function readRedeemers(reader: CborReader): Redeemer[] {
  const redeemers: Redeemer[] = [];
  reader.fields((key) => {
    if (key !== 5) return false;
    if (reader.peek() === 'map') reader.entries(() => void redeemers.push(readRedeemer(reader, { map: true })));
    else reader.set(() => redeemers.push(readRedeemer(reader, { map: false })));
    return true;
  });
  return redeemers;
}

function readRedeemer(reader: CborReader, { map }: { map: boolean }): Redeemer {
  const length = reader.arrayStart(2);
  const purpose = reader.uintNumber();
  const index = reader.uintNumber();
  if (map) reader.arrayEnd(length, 2);
  const rest = map ? reader.arrayStart(2) : length;
  reader.skip(); // data
  const units = reader.arrayStart(2);
  const redeemer = { purpose, index, memory: reader.uintBig(), steps: reader.uintBig() };
  reader.arrayEnd(units, 2);
  reader.arrayEnd(rest, map ? 2 : 4);
  return redeemer;
}
