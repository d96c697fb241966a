import type { EpochRow } from '@pooltool/store/console';
import { amount, count } from '../figures.ts';
import { type Html, html } from '../html.ts';

export function renderEpochs(epochs: readonly EpochRow[]): Html {
  if (epochs.length === 0) return html`<p class="empty">No epoch is known yet: the first block begins one.</p>`;
  const ended = epochs.some(({ reserves, status }) => reserves !== null || status !== null);
  return html`
<div class="scroll" tabindex="0" role="region" aria-label="Epochs"><table class="epochs">
<thead><tr><th scope="col">Epoch</th><th scope="col">Blocks</th><th scope="col">Fees</th><th scope="col">Reserves</th><th scope="col">Treasury</th>
<th scope="col">Incentives</th><th scope="col">Reward pot</th><th scope="col">Paid</th><th scope="col">Returned</th><th scope="col">Rewards are</th></tr></thead>
<tbody>${epochs.map(renderEpoch)}</tbody></table></div>
${ended ? null : html`<p class="empty">No epoch has ended yet: pots and rewards appear with the first ledger dump.</p>`}`;
}

function renderEpoch(row: EpochRow): Html {
  return html`<tr data-epoch="${row.epoch}">
<th scope="row">${row.epoch}</th>
<td>${count(row.blocks)}${disagreement(row.blocks, row.ledgerBlocks, 'blocks')}</td>
<td>${amount(row.fees)}${disagreement(row.fees, row.ledgerFees, 'lovelace')}</td>
<td>${amount(row.reserves)}</td><td>${amount(row.treasury)}</td><td>${amount(row.incentives)}</td><td>${amount(row.rewardPot)}</td>
<td>${amount(row.paid)}</td><td>${amount(row.returned)}</td><td class="word">${status(row)}</td></tr>`;
}

/** An epoch that we did not follow whole counts less than the ledger; the operator has to see it. */
function disagreement(ours: bigint | number | null, ledgers: bigint | number | null, unit: string): Html | null {
  if (ours === null || ledgers === null || BigInt(ours) === BigInt(ledgers)) return null;
  return html` <abbr class="differs" title="the ledger counted ${ledgers} ${unit}">≠</abbr>`;
}

function status({ status }: EpochRow): Html {
  switch (status) {
    case null:
      return html`<span class="none">not yet</span>`;
    case 'forecast':
      return html`<span class="tag forecast" title="exact, except for who will still be registered at the payout">forecast</span>`;
    case 'final':
      return html`<span class="tag final" title="paid; every lovelace has its destination">final</span>`;
  }
}
