const main = () => document.querySelector('main');

function placeOf(name) {
  const found = document.querySelector(`[data-name="${name}"]`);
  if (found !== null) return found;
  const made = document.createElement('div');
  made.dataset.name = name;
  main().append(made);
  return made;
}

/** A value under a name; whoever tests reads it there. */
export function show(name, value) {
  placeOf(name).textContent = String(value);
}

export function list(name, rows) {
  const table = document.createElement('table');
  for (const cells of rows) {
    const row = table.insertRow();
    for (const cell of cells) row.insertCell().textContent = String(cell);
  }
  placeOf(name).replaceChildren(table);
}

/** HTML as the server tells it, put in as it is. */
export function showHtml(name, html) {
  placeOf(name).innerHTML = html;
}

export function button(name, onClick) {
  const made = document.createElement('button');
  made.id = name;
  made.textContent = name;
  made.addEventListener('click', onClick);
  main().append(made);
}

/** The `date` filter: ms as a number, or it throws and the render breaks (clients.md 7, trap 3). */
export function date(value) {
  if (typeof value !== 'number') throw new RangeError(`Invalid time value: ${JSON.stringify(value)}`);
  return new Date(value).toISOString();
}

/** Told apart from text and null: where pages count on a boolean (trap 11). */
export function flag(value) {
  if (typeof value !== 'boolean') throw new TypeError(`${JSON.stringify(value)} is neither true nor false`);
  return value;
}

/** [[counts],[edges]] as JSON text (trap 4). */
export function histogram(text) {
  if (typeof text !== 'string') throw new TypeError('a histogram is JSON text');
  const [counts, edges] = JSON.parse(text);
  return counts.map((count, at) => [edges[at], count]);
}

/** One-line wonders: percent of a fraction, and of a part of a whole. */
export const percent = (fraction) => (fraction === null ? '' : `${(fraction * 100).toFixed(2)}%`);
export const share = (part, whole) => (whole > 0 ? percent(part / whole) : '0.00%');
