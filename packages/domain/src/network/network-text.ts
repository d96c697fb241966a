import { InvalidValue } from '../units/brand.ts';
import { lovelace } from '../units/lovelace.ts';
import { parseRatio, ratioText } from '../units/ratio.ts';
import { epoch, slot, unixMs } from '../units/time.ts';
import { MAINNET_ADDRESS, type Network, TESTNET_ADDRESS } from './network.ts';

/** A network as JSON text (schema network/1): always the same text for the same network, amounts and ratios as strings. */
export const networkText = (network: Network): string =>
  JSON.stringify({
    schema: 'network/1',
    name: network.name,
    magic: network.magic,
    systemStartMs: network.systemStartMs,
    byron: network.byron,
    epochLength: network.epochLength,
    slotLengthMs: network.slotLengthMs,
    activeSlotCoefficient: ratioText(network.activeSlotCoefficient),
    securityParameter: network.securityParameter,
    maxLovelaceSupply: `${network.maxLovelaceSupply}`,
    networkId: network.address.networkId,
  });

/** Back from `networkText`. @throws InvalidValue naming the first field that is missing or wrong. */
export function networkFromText(text: string): Network {
  const given = recordOf('network', JSON.parse(text));
  if (given['schema'] !== 'network/1') {
    throw new InvalidValue({ word: 'network schema', given: given['schema'], rule: 'network/1' });
  }
  return {
    name: textOf(given, 'name'),
    magic: numberOf(given, 'magic'),
    systemStartMs: unixMs(numberOf(given, 'systemStartMs')),
    byron: given['byron'] === null ? null : byronOf(recordOf('byron', given['byron'])),
    epochLength: numberOf(given, 'epochLength'),
    slotLengthMs: numberOf(given, 'slotLengthMs'),
    activeSlotCoefficient: parseRatio(textOf(given, 'activeSlotCoefficient')),
    securityParameter: numberOf(given, 'securityParameter'),
    maxLovelaceSupply: lovelace(BigInt(textOf(given, 'maxLovelaceSupply'))),
    address: numberOf(given, 'networkId') === MAINNET_ADDRESS.networkId ? MAINNET_ADDRESS : TESTNET_ADDRESS,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const byronOf = (given: Fields): Network['byron'] => ({
  epochLength: numberOf(given, 'epochLength'),
  slotLengthMs: numberOf(given, 'slotLengthMs'),
  firstShelleySlot: slot(numberOf(given, 'firstShelleySlot')),
  firstShelleyEpoch: epoch(numberOf(given, 'firstShelleyEpoch')),
});

function recordOf(word: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new InvalidValue({ word, given: value, rule: 'an object' });
  return { ...value };
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new InvalidValue({ word: name, given: value, rule: 'a text' });
  return value;
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new InvalidValue({ word: name, given: value, rule: 'a number' });
  return value;
}
