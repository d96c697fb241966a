import {
  buildRegistry,
  defineAsset,
  defineSensor,
  integerPartitions,
  type Need,
  need,
  type Registry,
} from '@pooltool/pipeline';

export const epochs = integerPartitions({ name: 'epoch', last: 9_999 });

const asset = (name: string, description: string, needs: readonly Need[]) =>
  defineAsset({
    name,
    description,
    partitions: epochs,
    needs,
    checks: [{ name: 'books balance', severity: 'blocking', check: () => ({ passed: true, detail: {} }) }],
    load: async () => null,
    compute: () => null,
    save: async () => {},
  });

/** Four assets made from each other, as told by a worker; none of these tests runs them. */
export const smallRegistry = (): Registry =>
  buildRegistry({
    name: 'epoch',
    assets: [
      asset('epoch_params', 'Pots, fees and parameters as the ledger has them', []),
      asset('stake_snapshot', 'Who delegates how much to whom', []),
      asset('rewards_forecast', 'What will be paid', [need('epoch_params'), need('stake_snapshot')]),
      asset('rewards', 'What was paid, to the lovelace', [need('epoch_params'), need('stake_snapshot')]),
    ],
  });

export const smallSensors = [
  defineSensor({
    name: 'ledger_arrivals',
    description: 'Asks for what a ledger dump brings as soon as it arrives',
    intervalMs: 30_000,
    evaluate: async () => ({}),
  }),
];

/** As many assets as the Cardano epoch has, wired as it is: what the picture must bear. */
export const wholeRegistry = (): Registry =>
  buildRegistry({
    name: 'epoch',
    assets: [
      asset('epoch_params', 'parameters', []),
      asset('stake_snapshot', 'snapshot', []),
      asset('exchange_rates', 'prices', []),
      asset('propagation', 'delays', []),
      asset('rewards_forecast', 'forecast', [need('stake_snapshot'), need('epoch_params', { offset: 1 })]),
      asset('rewards', 'rewards', [need('stake_snapshot'), need('epoch_params', { from: 1, to: 2 })]),
      asset('averages', 'averages', [need('rewards'), need('averages', { from: -72, to: -1, optional: true })]),
      asset('ros_histograms', 'histograms', [need('stake_snapshot'), need('rewards')]),
      asset('loyalty', 'loyalty', [
        need('stake_snapshot'),
        need('stake_snapshot', { offset: -1, optional: true }),
        need('loyalty', { offset: -1, optional: true }),
        need('rewards', { offset: -3, optional: true }),
      ]),
      asset('pools_without_blocks', 'zeros', [need('stake_snapshot'), need('epoch_params', { offset: 1 })]),
      asset('assigned_performance', 'slots', [need('stake_snapshot'), need('propagation', { optional: true })]),
      asset('reward_pivot', 'histories', [need('rewards'), need('rewards_forecast', { optional: true })]),
      asset('reward_notices', 'notices', [need('rewards'), need('exchange_rates', { optional: true })]),
      asset('reward_export', 'files', [
        need('rewards_forecast', { optional: true }),
        need('rewards', { optional: true }),
        need('exchange_rates', { optional: true }),
      ]),
      asset('archive', 'archive', [
        need('stake_snapshot'),
        need('rewards'),
        need('reward_export'),
        need('rewards', { offset: 12 }),
      ]),
      defineAsset({
        name: 'archive_by_key_8',
        description: 'merged',
        partitions: integerPartitions({ name: 'span of 8 epochs', last: 999 }),
        needs: [need('archive', { group: 8 })],
        load: async () => null,
        compute: () => null,
        save: async () => {},
      }),
    ],
  });
