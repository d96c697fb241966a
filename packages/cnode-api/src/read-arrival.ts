import { InvalidValue, type LedgerArrival, ledgerArrivalFrom, type Network } from '@pooltool/domain';
import { jsonInvalid, jsonTooLarge, parseLossless } from '@pooltool/shared-utils/json';
import { arrivalInvalid, arrivalOfOtherNetwork } from './errors.ts';

/** No arrival nests deeper than 3. */
const DEEPEST = 16;

/** What the body of a ledger arrival says. @throws as `messageOf` */
export const arrivalOf = (body: Uint8Array, network: Network): LedgerArrival =>
  messageOf(body, network, ledgerArrivalFrom);

/**
 * What a body says, by the reader of its schema.
 * @throws POOLTOOL_ARRIVAL_INVALID naming the field, POOLTOOL_ARRIVAL_OF_OTHER_NETWORK (both reject)
 */
export function messageOf<Message extends { readonly magic: number }>(
  body: Uint8Array,
  network: Network,
  read: (json: unknown) => Message,
): Message {
  const arrival = parsed(body, read);
  if (arrival.magic === network.magic) return arrival;
  throw arrivalOfOtherNetwork({
    message: `the dump is of the network with magic ${arrival.magic}; this server is for ${network.name}, magic ${network.magic}: compare NETWORK on both servers`,
    details: { given: arrival.magic, wanted: network.magic },
  });
}

function parsed<Message>(body: Uint8Array, read: (json: unknown) => Message): Message {
  try {
    return read(parseLossless(new TextDecoder().decode(body), { maxDepth: DEEPEST }));
  } catch (cause) {
    if (cause instanceof InvalidValue) {
      throw arrivalInvalid({ message: cause.message, details: { field: cause.word }, cause });
    }
    if (jsonInvalid.is(cause) || jsonTooLarge.is(cause)) throw arrivalInvalid({ message: cause.message, cause });
    throw cause;
  }
}
