/** What the API answers and nobody else asks. */
export { type KnownEpoch, readKnownEpochs } from './read-known-epochs.ts';
export { type ProductState, readProductStates } from './read-product-states.ts';
