import uPlot from '/uplot/uPlot.esm.js';

const HEIGHT = 190;

/** Bars of blocks per minute in `place`, whose height never changes. The colours are the page's own, by its CSS. */
export function blocksChart(place) {
  let plot = null;
  let shown = null;

  function draw() {
    if (shown === null || place.clientWidth === 0) return;
    plot?.destroy();
    place.replaceChildren();
    plot = new uPlot(options(place), dataOf(shown), place);
  }

  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  return {
    show(part) {
      shown = part;
      if (plot === null || part === null) draw();
      else plot.setData(dataOf(part));
    },
  };
}

function dataOf({ startMs, blocks, expected }) {
  const times = blocks.map((_, minute) => startMs / 1000 + minute * 60);
  return [times, blocks, blocks.map(() => expected)];
}

function options(place) {
  const style = getComputedStyle(place);
  const colour = (name) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = { stroke: colour('--ink-soft'), font, ticks: { show: false } };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: { x: { range: (_, from, to) => [from - 45, to + 45] }, y: { range: (_, _from, to) => [0, Math.max(5, to + 1)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 26, values: (_, seconds) => seconds.map(minuteText) },
      { ...axis, grid: { stroke: colour('--line'), width: 1 }, size: 30, space: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
    series: [
      {},
      { label: 'blocks', fill: colour('--accent'), width: 0, paths: uPlot.paths.bars({ size: [0.72, 14], radius: 0.15 }), points: { show: false } },
      { label: 'expected', stroke: colour('--ink-soft'), width: 1, dash: [3, 4], points: { show: false } },
    ],
    hooks: { init: [addReading], setCursor: [tellReading] },
  };
}

/** 'HH:MM' in UTC, as slots are told. */
const minuteText = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 16);

function addReading(plot) {
  const reading = document.createElement('div');
  reading.className = 'reading';
  plot.root.append(reading);
}

function tellReading(plot) {
  const { idx } = plot.cursor;
  const reading = plot.root.querySelector('.reading');
  if (reading === null) return;
  const blocks = idx == null ? null : plot.data[1][idx];
  reading.textContent = blocks == null ? '' : `${minuteText(plot.data[0][idx])} UTC · ${blocks} ${blocks === 1 ? 'block' : 'blocks'}`;
}
