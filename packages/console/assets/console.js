// The page lives without this file; with it, it is live. One stream of events brings each part that changed, as markup
// that the server rendered, and as the data behind it for the chart.
import { ageText } from './age.js';
import { blocksChart } from './blocks-chart.js';
import { gridKeys } from './grid-keys.js';
import { drawPlots } from './metadata-plots.js';
import { renewal } from './renew.js';

const root = document.documentElement;
let aheadMs = Number(root.dataset.now) - Date.now();

/** Ages go on by themselves, by the server's clock. */
function tickAges() {
  const now = Date.now() + aheadMs;
  for (const time of document.querySelectorAll('time.age')) {
    const text = ageText(now - Number(time.dataset.ms));
    if (time.textContent !== text) time.textContent = text;
  }
}
setInterval(tickAges, 1000);
tickAges();

function say(state, text) {
  const connection = document.getElementById('connection');
  connection.dataset.state = state;
  connection.querySelector('.says').textContent = text;
}

/** Puts new markup in place; the focus, the scroll positions and what was unfolded stay where they were. */
function replaceContent(place, markup) {
  const focused = place.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const scrolled = [...place.querySelectorAll('.scroll')].map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
  const unfolded = [...place.querySelectorAll('details')].map(({ open }) => open);
  const template = document.createElement('template');
  template.innerHTML = markup;
  place.replaceChildren(template.content);
  [...place.querySelectorAll('.scroll')].forEach((scroller, index) => scroller.scrollTo(...(scrolled[index] ?? [0, 0])));
  [...place.querySelectorAll('details')].forEach((details, index) => {
    details.open = unfolded[index] ?? false;
  });
  if (focused !== null) place.querySelector(focused)?.focus({ preventScroll: true });
  tickAges();
}

/** How to find the same element in new markup: by its id, else by where it leads; null: not at all. */
function nameOf({ id, attributes }) {
  if (id !== '') return `#${CSS.escape(id)}`;
  const href = attributes.href?.value;
  return href === undefined ? null : `a[href="${CSS.escape(href)}"]`;
}

gridKeys();

const source = new EventSource('/events');
source.addEventListener('hello', (event) => {
  aheadMs = JSON.parse(event.data).now - Date.now();
  say('live', 'live');
});
source.addEventListener('down', (event) => say('down', `the database does not answer (${JSON.parse(event.data).code})`));
source.addEventListener('up', () => say('live', 'live'));
source.addEventListener('error', () => say('lost', 'connection lost, trying again'));
window.addEventListener('pagehide', () => source.close());

if (root.dataset.page === 'console') {
  const chart = blocksChart(document.getElementById('blocks-chart'));
  source.addEventListener('part', (event) => {
    const { part, html, data, now } = JSON.parse(event.data);
    aheadMs = now - Date.now();
    const place = document.querySelector(`[data-part="${part}"]`);
    if (place !== null) replaceContent(place, html);
    if (part === 'blocks') chart.show(data);
    if (part === 'chain') document.getElementById('network').textContent = data.network?.name ?? 'no network yet';
  });
}

// Every other page with live parts is fetched anew when the pipeline or a sensor changed, and while a run is under way.
if (root.dataset.page !== 'console' && document.querySelector('[data-live]') !== null) {
  const renew = renewal(replaceContent, drawPlots);
  const seen = new Map();
  source.addEventListener('part', (event) => {
    const { part, data } = JSON.parse(event.data);
    if (part !== 'grid' && part !== 'sensors') return;
    const now = JSON.stringify(data);
    // Also at the first of each: something may have happened between the page and the stream.
    if (seen.get(part) !== now) void renew();
    seen.set(part, now);
  });
  setInterval(() => {
    if (document.querySelector('[data-under-way="true"]') !== null) void renew();
  }, 2000);
}

drawPlots();
