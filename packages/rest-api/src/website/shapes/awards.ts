import { Type } from 'typebox';
import { hashHex, mapOf, record } from '../wire-types.ts';

const award = record({
  award: Type.String({ description: 'Base name of its picture' }),
  type: Type.Union(['MAINBLOCKS', 'BLOCKS', 'REWARDS', 'TAXES', 'TOPEPOCH'].map((one) => Type.Literal(one))),
  value: Type.Integer({
    description: 's since 1970 of MAINBLOCKS, lovelace of REWARDS and TAXES, else a count',
    format: 'int64',
  }),
  hash: hashHex,
  text: Type.String({ description: 'HTML' }),
});

/** clients.md 3.1, 3.7: awards of this chain, and those of the incentivised testnet, of which there are none here. */
export const awardsSchema = record({
  cardano: mapOf(award, { by: '' }),
  itn: mapOf(award, { by: '' }),
});

export const AWARDS_EXAMPLE = {
  cardano: {
    'blocks-00010': {
      award: 'LIFETIME_BLOCKS_10',
      type: 'MAINBLOCKS',
      value: 1_771_689_747,
      hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
      text: '# 10<br/>10th Cardano Block',
    },
  },
  itn: {},
};
