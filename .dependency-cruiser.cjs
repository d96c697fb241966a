/** Which way things may flow (ARCHITECTURE.md). Each rule says why; the tool fails the build when one is broken. */
const DAEMONS = [
  'oura-consumer',
  'epoch-processing',
  'publisher',
  'cnode-api',
  'cnode',
  'rest-api',
  'tips',
  'orphans',
  'client-writes',
  'console',
];
const anyOf = (names) => `^packages/(${names.join('|')})/`;

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'The rules must hold without a clock, a file or a library: domain imports nothing but itself.',
      from: { path: '^packages/domain/src/' },
      to: { pathNot: '^packages/domain/src/' },
    },
    {
      name: 'shared-utils-knows-no-subject',
      severity: 'error',
      comment:
        'The kit serves every package; if it knew one of them, that one could not be changed alone. Words of the domain are fine.',
      from: { path: '^packages/shared-utils/src/' },
      to: { path: '^packages/(?!shared-utils/|domain/)' },
    },
    {
      name: 'store-speaks-only-sql',
      severity: 'error',
      comment: 'store turns domain words into rows and back; it must not learn what daemons do.',
      from: { path: '^packages/store/src/', pathNot: '^packages/store/src/testing/' },
      to: { path: '^packages/(?!store/|domain/|shared-utils/)' },
    },
    {
      name: 'only-store-speaks-sql',
      severity: 'error',
      comment: 'Who imports pg can write SQL; SQL lives in store (and its plumbing in shared-utils/pg).',
      from: { path: '^packages/', pathNot: '^packages/(store|shared-utils/src/pg|local-cloud)/|/test/|/bench/' },
      to: { path: 'node_modules/(pg|pg-boss|pg-copy-streams|node-pg-migrate)/' },
    },
    {
      name: 'codec-is-a-leaf',
      severity: 'error',
      comment: 'Bytes to words and back: nothing else, so that both servers and the simulator may use it.',
      from: { path: '^packages/codec/src/' },
      to: { path: '^packages/(?!codec/|domain/|shared-utils/)' },
    },
    {
      name: 'pipeline-knows-no-chain',
      severity: 'error',
      comment: 'A second chain (Concordium) runs on the same pipeline.',
      from: { path: '^packages/pipeline/src/' },
      to: { path: '^packages/(?!pipeline/|shared-utils/|store/)' },
    },
    ...DAEMONS.map((daemon) => ({
      name: `${daemon}-imports-no-daemon`,
      severity: 'error',
      comment: 'Daemons meet in Postgres, never in code: each can be stopped, upgraded and moved alone.',
      from: { path: `^packages/${daemon}/src/` },
      to: { path: anyOf(DAEMONS.filter((other) => other !== daemon)) },
    })),
    {
      name: 'the-api-client-stands-alone',
      severity: 'error',
      comment: 'It runs in other people’s programs and in browsers: what it imports, they would have to have.',
      from: { path: '^packages/api-client/src/' },
      to: { pathNot: '^packages/api-client/src/' },
    },
    {
      name: 'cnode-lives-on-another-server',
      severity: 'error',
      comment: 'The CNODE server has no database: what runs there cannot import the store.',
      from: { path: '^packages/cnode/src/' },
      to: { path: '^packages/(store|pipeline)/' },
    },
    {
      name: 'no-daemon-imports-the-demo',
      severity: 'error',
      comment: 'local-cloud and simulator serve demos and tests; production code must run without them.',
      from: {
        path: anyOf([...DAEMONS, 'domain', 'codec', 'store', 'pipeline', 'shared-utils']),
        pathNot: '/(test|bench|testing)/',
      },
      to: { path: '^packages/(local-cloud|simulator)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or three.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that resolves to nothing fails only when its line runs.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A page test loads the page's own modules; the console's assets and the pages of such tests import by the addresses they are served at.
    exclude: { path: '\\.page\\.test\\.ts$|^packages/console/assets/|/test/pages/set/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs'],
    },
  },
};
