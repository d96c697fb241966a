import { ageText } from '../../assets/age.js';
import { type Html, html } from './html.ts';

const LOVELACE_PER_ADA = 1_000_000n;

/** '13,286,160' */
export const grouped = (value: bigint | number): string => value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Exact: '1,234.567890'. */
export function exactAda(lovelace: bigint): string {
  const size = lovelace < 0n ? -lovelace : lovelace;
  const fraction = (size % LOVELACE_PER_ADA).toString().padStart(6, '0');
  return `${lovelace < 0n ? '−' : ''}${grouped(size / LOVELACE_PER_ADA)}.${fraction}`;
}

/**
 * Lovelace as ada to be read at a glance, cut off and not rounded: whole above a thousand ada, two digits above one, all
 * six below. The exact amount is in the title.
 */
export function glanceAda(lovelace: bigint): string {
  const size = lovelace < 0n ? -lovelace : lovelace;
  if (size === 0n) return '0';
  const digits = size >= 1_000n * LOVELACE_PER_ADA ? 0 : size >= LOVELACE_PER_ADA ? 2 : 6;
  const exact = exactAda(lovelace);
  return exact.slice(0, exact.length - (digits === 0 ? 7 : 6 - digits));
}

/** An amount in ada; its lovelace stand in the title and in the value. Null: an em dash. */
export function amount(lovelace: bigint | null): Html {
  if (lovelace === null) return NOTHING;
  const title = `${exactAda(lovelace)} ada = ${grouped(lovelace)} lovelace`;
  return html`<data value="${lovelace}" title="${title}">${glanceAda(lovelace)}</data>`;
}

export const NOTHING = html`<span class="none" title="not known">–</span>`;

export const count = (value: bigint | number | null): Html => (value === null ? NOTHING : html`${grouped(value)}`);

/** The time since a moment; the page keeps it going. `data-ms` is the moment in Unix milliseconds. */
export function age(sinceMs: number, nowMs: number): Html {
  const moment = new Date(sinceMs).toISOString();
  return html`<time class="age" datetime="${moment}" data-ms="${sinceMs}" title="${timeText(sinceMs)}">${ageText(nowMs - sinceMs)}</time>`;
}

/** '2026-03-01 12:34:56 UTC' */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(2)} s` : ageText(ms);
}
