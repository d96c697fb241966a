import type { ShownHistogram } from '@pooltool/domain';

export interface DelayPicture {
  readonly title: string;
  /** below it, smaller */
  readonly subtitle: string;
  readonly histogram: ShownHistogram;
  /** a line where half had the block; null: nobody knows */
  readonly medianMs: number | null;
}

const WIDTH = 640;
const HEIGHT = 360;
const PLOT = { left: 56, top: 64, right: 16, bottom: 44 } as const;
const PLOT_WIDTH = WIDTH - PLOT.left - PLOT.right;
const PLOT_HEIGHT = HEIGHT - PLOT.top - PLOT.bottom;
const FLOOR = PLOT.top + PLOT_HEIGHT;
const TIME_TICKS = 10;
const COUNT_TICKS = 4;

/** How many pools had a block after how many seconds, as SVG. Works without a script, a style sheet or the network. */
export function delayPicture({ title, subtitle, histogram: { counts, edges }, medianMs }: DelayPicture): string {
  const toMs = edges.at(-1) ?? 0;
  const most = niceCeiling(counts.reduce((one, other) => Math.max(one, other), 0));
  const xOf = (ms: number): number => PLOT.left + (ms / toMs) * PLOT_WIDTH;
  const yOf = (count: number): number => FLOOR - (count / most) * PLOT_HEIGHT;
  const bars = counts.flatMap((count, bin) => {
    const [from, to] = [edges[bin], edges[bin + 1]];
    if (count === 0 || from === undefined || to === undefined) return [];
    return [`M${short(xOf(from))} ${FLOOR}V${short(yOf(count))}H${short(xOf(to) - 1)}V${FLOOR}z`];
  });
  const times = Array.from({ length: TIME_TICKS + 1 }, (_, tick) => (tick * toMs) / TIME_TICKS);
  const heights = Array.from({ length: COUNT_TICKS + 1 }, (_, tick) => (tick * most) / COUNT_TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="DejaVu Sans, sans-serif" font-size="12" fill="#333">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text({ x: PLOT.left, y: 26, size: 16 }, title),
    text({ x: PLOT.left, y: 46, size: 12 }, subtitle),
    `<path d="${heights.map((count) => `M${PLOT.left} ${short(yOf(count))}H${WIDTH - PLOT.right}`).join('')}" stroke="#ddd"/>`,
    ...heights.map((count) => text({ x: PLOT.left - 8, y: yOf(count) + 4, anchor: 'end' }, `${count}`)),
    `<path d="${bars.join('')}" fill="#2a7ab8"/>`,
    ...times.map((ms) => text({ x: xOf(ms), y: FLOOR + 18, anchor: 'middle' }, seconds(ms))),
    text({ x: PLOT.left + PLOT_WIDTH / 2, y: FLOOR + 36, anchor: 'middle' }, "seconds after the slot's start"),
    ...(medianMs === null || medianMs < 0 || medianMs > toMs
      ? []
      : [
          `<path d="M${short(xOf(medianMs))} ${PLOT.top}V${FLOOR}" stroke="#c0392b" stroke-width="2" stroke-dasharray="5 4"/>`,
        ]),
    '</svg>',
  ].join('\n');
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly anchor?: 'middle' | 'end';
}

const text = ({ x, y, size, anchor }: TextPlace, content: string): string =>
  `<text x="${short(x)}" y="${short(y)}"${size === undefined ? '' : ` font-size="${size}"`}${
    anchor === undefined ? '' : ` text-anchor="${anchor}"`
  }>${escaped(content)}</text>`;

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (content: string): string => content.replaceAll(/[&<>"]/g, (sign) => NAMED[sign] ?? '');

const seconds = (ms: number): string => String(Math.round(ms / 10) / 100);
const short = (pixels: number): number => Math.round(pixels * 10) / 10;

/** The next of 4, 8, 20, 40, 80, 200 … : so that quarters of it are whole. */
function niceCeiling(most: number): number {
  for (let power = 4; ; power *= 10) {
    for (const times of [1, 2, 5]) if (power * times >= most) return power * times;
  }
}
