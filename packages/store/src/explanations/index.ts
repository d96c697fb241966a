/** Why somebody earned what: read from the truth, told by the domain. */
export { type Explained, explainAccount, explainPool, explainPot } from './explain-rewards.ts';
