export { compareWithLedger } from './compare-with-ledger.ts';
export {
  BLOCK_DOCUMENT,
  type DocumentPlaces,
  type DocumentSample,
  shownDocumentFacts,
  trueDocumentFacts,
} from './document-facts.ts';
export { type Comparison, compareFacts, type Fact, type Mismatch, together } from './facts.ts';
export { type ExpectedLedger, readExpectedValues, withinChain } from './recorded-expectation.ts';
export { simulatedExpectation } from './simulated-expectation.ts';
export { followedChainFacts, newToldChain, type ToldChain, toldChainFacts } from './told-chain.ts';
