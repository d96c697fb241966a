import { InvalidValue, type LedgerArrival, ledgerArrivalFrom, type Network } from '@pooltool/domain';
import { jsonInvalid, jsonTooLarge, parseLossless } from '@pooltool/shared-utils/json';
import { arrivalInvalid, arrivalOfOtherNetwork } from './errors.ts';

/** No arrival nests deeper than 3. */
const DEEPEST = 16;

/**
 * What the body says.
 * @throws POOLTOOL_ARRIVAL_INVALID naming the field, POOLTOOL_ARRIVAL_OF_OTHER_NETWORK (both reject)
 */
export function arrivalOf(body: Uint8Array, network: Network): LedgerArrival {
  const arrival = parsed(body);
  if (arrival.magic === network.magic) return arrival;
  throw arrivalOfOtherNetwork({
    message: `the dump is of the network with magic ${arrival.magic}; this server is for ${network.name}, magic ${network.magic}: compare NETWORK on both servers`,
    details: { given: arrival.magic, wanted: network.magic },
  });
}

function parsed(body: Uint8Array): LedgerArrival {
  try {
    return ledgerArrivalFrom(parseLossless(new TextDecoder().decode(body), { maxDepth: DEEPEST }));
  } catch (cause) {
    if (cause instanceof InvalidValue) {
      throw arrivalInvalid({ message: cause.message, details: { field: cause.word }, cause });
    }
    if (jsonInvalid.is(cause) || jsonTooLarge.is(cause)) throw arrivalInvalid({ message: cause.message, cause });
    throw cause;
  }
}
