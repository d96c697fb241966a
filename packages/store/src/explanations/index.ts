/** Why somebody earned what: read from the truth, told by the domain. */
export { type Explained, explainAccount, explainPool, explainPot, type NotExplained } from './explain-rewards.ts';
