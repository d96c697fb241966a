import { InvalidValue, natural } from '../units/brand.ts';
import { lovelace } from '../units/lovelace.ts';
import { type Epoch, epoch, slot, unixMs } from '../units/time.ts';
import { type Decimal, decimalRatio } from './exact-decimal.ts';
import { KNOWN_NETWORKS } from './known-networks.ts';
import { type ByronPart, MAINNET_ADDRESS, type Network, TESTNET_ADDRESS } from './network.ts';

/** The part of a parsed Shelley genesis file that makes a network. */
export interface ShelleyGenesis {
  readonly networkMagic: number;
  readonly networkId: string;
  /** ISO 8601 */
  readonly systemStart: string;
  /** slots */
  readonly epochLength: number;
  /** seconds */
  readonly slotLength: Decimal;
  readonly activeSlotsCoeff: Decimal;
  readonly securityParam: number;
  readonly maxLovelaceSupply: number | bigint | string;
}

/** The part of a parsed Byron genesis file that makes a network. */
export interface ByronGenesis {
  readonly protocolConsts: { readonly k: number };
  readonly blockVersionData: { readonly slotDuration: string | number };
}

/**
 * A network from its genesis files. They do not say when Byron ended: that is known of the public networks, is `firstShelleyEpoch` of
 * others, and 0 — no Byron years — when nothing is said. `name` is the known network's, or `magic-<magic>`, unless given.
 * @throws InvalidValue naming the field that is not what it should be.
 */
export function networkFromGenesis(given: {
  readonly shelley: ShelleyGenesis;
  readonly byron?: ByronGenesis;
  readonly firstShelleyEpoch?: number;
  readonly name?: string;
}): Network {
  const { shelley } = given;
  const magic = natural('networkMagic', shelley.networkMagic, 2 ** 32 - 1);
  const known = KNOWN_NETWORKS.find((network) => network.magic === magic);
  const firstShelleyEpoch = epoch(given.firstShelleyEpoch ?? known?.byron?.firstShelleyEpoch ?? 0);
  return {
    name: given.name ?? known?.name ?? `magic-${magic}`,
    magic,
    systemStartMs: unixMs(systemStartOf(shelley.systemStart)),
    byron: byronPart(given.byron, firstShelleyEpoch),
    epochLength: natural('epochLength', shelley.epochLength),
    slotLengthMs: millisecondsOf('slotLength', shelley.slotLength),
    activeSlotCoefficient: decimalRatio('activeSlotsCoeff', shelley.activeSlotsCoeff),
    securityParameter: natural('securityParam', shelley.securityParam),
    maxLovelaceSupply: lovelace(BigInt(shelley.maxLovelaceSupply)),
    address: shelley.networkId === 'Mainnet' ? MAINNET_ADDRESS : TESTNET_ADDRESS,
  };
}

/** A Byron epoch has ten times the security parameter in slots. */
function byronPart(byron: ByronGenesis | undefined, firstShelleyEpoch: Epoch): ByronPart | null {
  if (firstShelleyEpoch === 0) return null;
  if (byron === undefined) {
    const rule = `given where Byron lasted until epoch ${firstShelleyEpoch}`;
    throw new InvalidValue({ word: 'Byron genesis', given: byron, rule });
  }
  const epochLength = 10 * natural('protocolConsts.k', byron.protocolConsts.k);
  return {
    epochLength,
    slotLengthMs: natural('slotDuration', Number(byron.blockVersionData.slotDuration)),
    firstShelleySlot: slot(epochLength * firstShelleyEpoch),
    firstShelleyEpoch,
  };
}

function systemStartOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidValue({ word: 'systemStart', given: text, rule: 'a time of ISO 8601' });
  return time;
}

function millisecondsOf(word: string, seconds: Decimal): number {
  const { numerator, denominator } = decimalRatio(word, seconds);
  const milliseconds = 1000n * numerator;
  if (milliseconds === 0n || milliseconds % denominator !== 0n) {
    throw new InvalidValue({ word, given: seconds, rule: 'a positive whole number of milliseconds' });
  }
  return Number(milliseconds / denominator);
}
