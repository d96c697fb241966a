import uPlot from '/uplot/uPlot.esm.js';

const HEIGHT = 120;
const drawn = new WeakMap();

/** Draws every plot of the page that is not drawn yet: lines over the partitions, with axes and a reading under the pointer. */
export function drawPlots() {
  for (const place of document.querySelectorAll('[data-plot]')) if (!drawn.has(place)) draw(place);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target)?.setSize({ width: target.clientWidth, height: HEIGHT });
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const place of document.querySelectorAll('[data-plot]')) draw(place);
});

function draw(place) {
  if (place.clientWidth === 0) return;
  drawn.get(place)?.destroy();
  const { names, heights } = JSON.parse(place.dataset.plot);
  place.replaceChildren();
  drawn.set(place, new uPlot(options(place, names), [names.map((_, index) => index), heights], place));
  resized.observe(place);
}

/** What never changes is a line in the middle of what is near it. */
const room = (value) => Math.abs(value) * 0.1 || 1;
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
/** 2,921 as it is, 12,818,000,000 as 12.82B. */
const short = (value) => (Math.abs(value) < 10_000 ? exact : compact).format(value);
const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

function options(place, names) {
  const style = getComputedStyle(place);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--ink-soft'), font: `11px ${style.fontFamily}`, ticks: { show: false } };
  const reading = place.parentElement.querySelector('.reading-at');
  const tell = (plot) => {
    const { idx } = plot.cursor;
    reading.textContent = idx == null ? '' : `${names[idx]}: ${exact.format(plot.data[1][idx])}`;
  };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: (_, least, most) => (least === most ? [least - room(least), most + room(most)] : uPlot.rangeNum(least, most, 0.1, false)) } },
    axes: [
      { ...axis, grid: { show: false }, size: 22, space: 50, incrs: [1, 2, 5, 10, 20, 50, 100], values: (_, places) => places.map((at) => names[at] ?? '') },
      { ...axis, grid: { stroke: colour('--line'), width: 1 }, size: 52, space: 34, values: (_, values) => values.map(short) },
    ],
    series: [{}, { stroke: colour('--accent'), width: 1.6, points: { show: names.length < 30, size: 4, fill: colour('--accent') } }],
    hooks: { setCursor: [tell] },
  };
}
