import { WIDTHS } from '../page/assets-page.ts';
import { CELL_STATES } from '../page/state-mark.ts';
import type { GridChoice } from '../view/grid.ts';

/** What the address of the assets' page may say; whatever it says else, all is shown. */
export interface ChoiceQuery {
  readonly scheme?: string;
  readonly upTo?: string;
  readonly state?: string;
  readonly asset?: string;
  readonly count?: string;
}

export function gridChoice({ scheme, upTo, state, asset, count }: ChoiceQuery): GridChoice {
  return {
    count: WIDTHS.find((one) => String(one) === count) ?? WIDTHS[0],
    upTo: scheme === undefined || upTo === undefined ? undefined : { scheme, partition: upTo },
    state: CELL_STATES.find((one) => one === state),
    asset: asset === undefined || asset === '' ? undefined : asset.slice(0, 60),
  };
}
