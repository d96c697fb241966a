import type { JsonObject } from '@pooltool/shared-utils/json';
import { startTimeOf } from './answers/parameters.ts';
import { type OgmiosFace, tipOf, VERSION_OF_FACE } from './answers/wire-words.ts';
import type { SimulatedNode } from './node.ts';

/** `GET /health` of an Ogmios whose node is at the tip. */
export function healthAnswer(node: SimulatedNode, face: OgmiosFace): JsonObject {
  const { at, ledger } = node.tip();
  const { epochLength, slotLengthMs, systemStartMs, name } = node.network;
  return {
    startTime: startTimeOf(node.network),
    lastKnownTip: tipOf(at),
    lastTipUpdate: new Date(systemStartMs + at.block.slot * slotLengthMs).toISOString(),
    networkSynchronization: 1,
    currentEra: at.block.era,
    connectionStatus: 'connected',
    currentEpoch: ledger.epoch,
    slotInEpoch: at.block.slot % epochLength,
    version: VERSION_OF_FACE[face],
    network: name,
  };
}
