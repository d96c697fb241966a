import type { ChainPart, TipPart } from '../../view/chain.ts';
import { age, grouped } from '../figures.ts';
import { type Html, html } from '../html.ts';

export function renderChain({ network, tip }: ChainPart, nowMs: number): Html {
  if (network === null) {
    return html`<p class="empty"><b>No network yet.</b> The database is new: it learns its network when oura-consumer starts.</p>`;
  }
  if (tip === null) {
    return html`<p class="empty"><b>No block yet.</b> oura-consumer waits for the first block of ${network.name}.</p>`;
  }
  return renderTip(tip, nowMs);
}

function renderTip(tip: TipPart, nowMs: number): Html {
  const percent = ((100 * tip.epochSlot) / tip.epochLength).toFixed(1);
  return html`
<p class="height"><span id="tip-height">${grouped(tip.height)}</span></p>
<p class="${tip.late ? 'tip-age late' : 'tip-age'}">${age(tip.slotStartMs, nowMs)} since its slot began${tip.late ? html` · <b>behind</b>` : null}</p>
<dl class="facts">
  <div><dt>Epoch</dt><dd>${tip.epoch}</dd></div>
  <div><dt>Slot</dt><dd>${grouped(tip.slot)}</dd></div>
  <div class="wide"><dt>Epoch slot</dt><dd>${grouped(tip.epochSlot)} <span class="of">of ${grouped(tip.epochLength)} · ${percent} %</span>
    <progress max="${tip.epochLength}" value="${tip.epochSlot}" aria-label="how far the epoch has come">${percent} %</progress></dd></div>
  <div class="wide"><dt>Hash</dt><dd><code class="hash" title="${tip.hash}">${tip.hash}</code></dd></div>
</dl>`;
}
