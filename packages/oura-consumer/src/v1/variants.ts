/** Every event of Oura v1 with the key its payload stands under (chain-input.md 1.4 and Oura's model.rs, v1.9.4). */
const PAYLOAD_KEYS = {
  Block: 'block',
  BlockEnd: 'block_end',
  Transaction: 'transaction',
  TransactionEnd: 'transaction_end',
  TxInput: 'tx_input',
  TxOutput: 'tx_output',
  OutputAsset: 'output_asset',
  Metadata: 'metadata',
  VKeyWitness: 'v_key_witness',
  NativeWitness: 'native_witness',
  PlutusWitness: 'plutus_witness',
  PlutusRedeemer: 'plutus_redeemer',
  PlutusDatum: 'plutus_datum',
  CIP25Asset: 'cip25_asset',
  CIP15Asset: 'cip15_asset',
  Mint: 'mint',
  Collateral: 'collateral',
  NativeScript: 'native_script',
  PlutusScript: 'plutus_script',
  StakeRegistration: 'stake_registration',
  StakeDeregistration: 'stake_deregistration',
  StakeDelegation: 'stake_delegation',
  PoolRegistration: 'pool_registration',
  PoolRetirement: 'pool_retirement',
  GenesisKeyDelegation: 'genesis_key_delegation',
  MoveInstantaneousRewardsCert: 'move_instantaneous_rewards_cert',
  RollBack: 'roll_back',
} as const;

export type Variant = keyof typeof PAYLOAD_KEYS;

export const payloadKeyOf = (variant: Variant): string => PAYLOAD_KEYS[variant];

export const isVariant = (name: string): name is Variant => Object.hasOwn(PAYLOAD_KEYS, name);

/** The variant whose payload an object holds: v2's LegacyV1 filter writes no name beside it. */
export function variantByPayload(event: object): Variant | undefined {
  return VARIANTS.find((variant) => Object.hasOwn(event, PAYLOAD_KEYS[variant]));
}

export const VARIANTS: readonly Variant[] = Object.keys(PAYLOAD_KEYS).filter(isVariant);
