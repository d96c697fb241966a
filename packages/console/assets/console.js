// The page lives without this file; with it, it is live. One stream of events brings each part that changed, as markup
// that the server rendered, and as the data behind it for the chart.
import { ageText } from './age.js';
import { blocksChart } from './blocks-chart.js';

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

/** Puts new markup in place; the focus and the scroll positions stay where they were. */
function replaceContent(place, markup) {
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  const scrolled = [...place.querySelectorAll('.scroll')].map(({ scrollLeft }) => scrollLeft);
  const template = document.createElement('template');
  template.innerHTML = markup;
  place.replaceChildren(template.content);
  [...place.querySelectorAll('.scroll')].forEach((scroller, index) => {
    scroller.scrollLeft = scrolled[index] ?? 0;
  });
  if (focused !== null) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  tickAges();
}

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

// The page of a run is fetched anew when the pipeline changed, and while the run is under way.
if (root.dataset.page === 'run') {
  let fetching = false;
  const renew = async () => {
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const main = page.getElementById('main');
      if (answer.ok && main !== null) replaceContent(document.getElementById('main'), main.innerHTML);
    } catch {
      // The stream tells when the console is there again.
    } finally {
      fetching = false;
    }
  };
  source.addEventListener('part', (event) => {
    if (JSON.parse(event.data).part === 'grid') void renew();
  });
  setInterval(() => {
    if (document.querySelector('[data-under-way="true"]') !== null) void renew();
  }, 2000);
}
