/** Arrow keys go from cell to cell; what the cell says stands below its grid for who points at it or has it in focus. */
export function gridKeys() {
  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest?.('a.cell');
    if (step === undefined || cell === null || cell === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const column = [...cell.closest('tr').children].indexOf(cell.parentElement);
    const rows = [...cell.closest('table').tBodies[0].rows];
    const row = rows.indexOf(cell.closest('tr'));
    const next = rows[row + step[1]]?.children[column + step[0]]?.querySelector('a.cell');
    if (next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  for (const kind of ['focusin', 'pointerover']) {
    document.addEventListener(kind, ({ target }) => {
      const cell = target.closest?.('a.cell');
      const place = cell?.closest('[data-part], [data-live]')?.querySelector('.cell-says');
      if (place) place.textContent = cell.getAttribute('aria-label');
    });
  }
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
