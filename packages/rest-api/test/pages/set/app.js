import { ask, maybeFile, places, session } from './asking.js';
import { showHeader, state } from './header.js';
import { pageAt } from './page-at.js';
import { show } from './showing.js';
import { connect, subscribe } from './socket.js';
import { enter } from './user.js';

/** What every page does first, whatever it shows (clients.md 4). */
async function start() {
  await Promise.all([maybeFile('/locales/en.json', 'v'), maybeFile('/locales/languages.json', 'v')]);
  connect();
  const [ecosystem, syncdata, heights, recent] = await Promise.all(
    ['ecosystem', 'syncdata', 'heights', 'recent_block'].map((one) => ask(`/api/${one}`)),
  );
  Object.assign(state.ecosystem, ecosystem);
  Object.assign(state.syncdata, syncdata);
  Object.assign(state.recent, recent);
  state.heights = heights ?? {};
  const { epoch } = state.recent;
  if (epoch > places.epochsFrom) {
    const [params, before, counted, stake] = await Promise.all(
      [`epoch_params/${epoch}`, `epoch_params/${epoch - 1}`, `epoch/${epoch}`, `active_stake/${epoch}`].map((one) =>
        ask(`/api/${one}`),
      ),
    );
    state.params = [params, before];
    state.counted = counted ?? {};
    state.activeStake = typeof stake === 'number' ? stake : (stake?.total_active_stake ?? 0);
  }
  listen();
  showHeader();
  if (session() !== null) await enter();
  await pageAt(location.pathname);
  show('rendered', location.pathname);
}

function listen() {
  const keep = (name) => (data) => {
    Object.assign(state[name], data);
    showHeader();
  };
  subscribe('recent_block', {}, (data) => {
    const { block, epoch, epoch_slot } = data;
    Object.assign(state.syncdata, { currentepoch: epoch, currentslot: epoch_slot, currentheight: block });
    keep('recent')(data);
  });
  subscribe('ecosystem', {}, keep('ecosystem'));
  subscribe('syncdata', {}, ({ majoritymax, syncd, samples }) => keep('syncdata')({ majoritymax, syncd, samples }));
  subscribe('heights', {}, (data) => {
    state.heights = data;
  });
  subscribe('epoch_data', {}, keep('counted'));
  subscribe('admin_message', {}, (data) => {
    // null keeps the old text; anything but two empty texts is a banner.
    if (data === null) return;
    state.banner = data;
    showHeader();
  });
}

await start();
