import type { BlocksPart } from '../../view/blocks.ts';
import { timeText } from '../figures.ts';
import { type Html, html } from '../html.ts';

const WIDTH = 600;
const HEIGHT = 150;

/** The chart as a plain picture; the page's script draws it anew with axes and a reading under the pointer. */
export function renderBlocksPicture(part: BlocksPart | null): Html {
  if (part === null) return html``;
  const most = Math.max(...part.blocks, part.expected * 2, 1);
  const step = WIDTH / part.blocks.length;
  const y = (blocks: number): string => (HEIGHT - (blocks / most) * HEIGHT).toFixed(1);
  const bars = part.blocks.map(
    (blocks, minute) =>
      html`<rect x="${(minute * step + 1).toFixed(1)}" y="${y(blocks)}" width="${(step - 2).toFixed(1)}" height="${((blocks / most) * HEIGHT).toFixed(1)}"/>`,
  );
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="blocks per minute">${bars}
<line x1="0" x2="${WIDTH}" y1="${y(part.expected)}" y2="${y(part.expected)}"/></svg>`;
}

export function renderBlocks(part: BlocksPart | null): Html {
  if (part === null) return html`<p class="empty">Nothing to count before the first block.</p>`;
  const made = part.blocks.reduce((sum, blocks) => sum + blocks, 0);
  const expected = Math.round(part.expected * part.blocks.length);
  const when =
    part.endsAt === 'now'
      ? 'in the last hour'
      : `in the hour of chain time up to ${timeText(part.startMs + part.blocks.length * 60_000)}`;
  return html`<p class="note"><b id="blocks-made">${made}</b> blocks ${when}; about ${expected} are made in an hour on average</p>`;
}
