/**
 * Fetches the page anew and puts in place what changed of its `data-live` parts; what somebody types stands outside of
 * them. Answers whether the page is live at all.
 */
export function renewal(replaceContent, after) {
  const parts = () => [...document.querySelectorAll('[data-live]')];
  const shown = new Map(parts().map((place) => [place.dataset.live, place.innerHTML]));
  let fetching = false;
  let again = false;
  return async function renew() {
    again = fetching;
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const place of parts()) {
        const fresh = page.querySelector(`[data-live="${CSS.escape(place.dataset.live)}"]`);
        if (fresh === null) continue;
        for (const name of ['underWay', 'state']) if (fresh.dataset[name] !== undefined) place.dataset[name] = fresh.dataset[name];
        if (shown.get(place.dataset.live) === fresh.innerHTML) continue;
        shown.set(place.dataset.live, fresh.innerHTML);
        replaceContent(place, fresh.innerHTML);
      }
      after();
    } catch {
      // The stream tells when the console is there again.
    } finally {
      fetching = false;
      if (again) void renew();
    }
  };
}
