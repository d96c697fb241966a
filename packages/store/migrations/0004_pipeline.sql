-- Assets, partitions, runs. Knows no chain: an asset and a partition are texts. The states are told in packages/pipeline/README.md.

create table asset_run (
  id           bigint generated always as identity primary key,
  asset        text        not null,
  partition    text        not null,
  -- 1 for the first try after a request, then one more for each retry
  attempt      integer     not null,
  state        text        not null check (state in ('running', 'ok', 'failed', 'cancelled', 'interrupted')),
  -- what it is doing now, or was doing when it ended
  step         text        not null check (step in ('load', 'compute', 'save', 'check')),
  -- [{name, ms}] of the steps that ended
  steps        jsonb       not null default '[]',
  -- whose advisory lock says that it is alive
  worker       text        not null,
  -- of the asset's code
  version      integer     not null,
  -- 'automatic', 'operator', 'backfill', 'sensor NAME'
  requested_by text        not null,
  started_at   timestamptz not null,
  finished_at  timestamptz,
  -- {asset: {partition: run id as text, or null when an optional need was missing}} of the materializations it read
  inputs       jsonb       not null,
  -- {name: {kind, value, …}}
  metadata     jsonb       not null default '{}',
  -- {code, message, details, causes: [{code, message}]}
  error        jsonb
);
create index asset_run_by_partition on asset_run (asset, partition, id);
create index asset_run_in_progress on asset_run (worker) where state = 'running';

-- One row a partition that was ever asked for. The latest good run is its materialization. Stale is not stored: it is an
-- input whose materialization is no longer the one that was read.
create table asset_partition (
  asset           text    not null,
  partition       text    not null,
  -- the scheme's order: requested partitions of an asset run ascending
  position        bigint  not null,
  state           text    not null check (state in ('requested', 'running', 'ok', 'failed', 'cancelled')),
  materialization bigint  references asset_run,
  -- the last run, whatever came of it
  run             bigint  references asset_run,
  -- failed tries since it was asked for
  failures        integer not null default 0,
  -- a retry waits until then
  not_before      timestamptz,
  requested_by    text    not null,
  -- asked for again while running: requested once more when the run ends
  rerun           boolean not null default false,
  changed_at      timestamptz not null,
  primary key (asset, partition)
);
create index asset_partition_in_flight on asset_partition (asset, position) where state in ('requested', 'running');

create table asset_check (
  run      bigint  not null references asset_run on delete cascade,
  name     text    not null,
  severity text    not null check (severity in ('blocking', 'warning')),
  passed   boolean not null,
  detail   jsonb   not null,
  primary key (run, name)
);

create table asset_log (
  run    bigint      not null references asset_run on delete cascade,
  line   integer     not null,
  at     timestamptz not null,
  level  text        not null,
  event  text        not null,
  detail jsonb       not null,
  primary key (run, line)
);

-- What a long run had finished before it was interrupted, so that the next try goes on from there.
create table asset_checkpoint (
  asset     text  not null,
  partition text  not null,
  name      text  not null,
  -- the inputs it was made from: with other inputs it is void
  inputs    jsonb not null,
  result    jsonb not null,
  primary key (asset, partition, name)
);

create table sensor (
  name      text    primary key,
  enabled   boolean not null default true,
  cursor    text,
  -- counts the evaluations: whoever took a newer one makes an older one void
  tick      integer not null default 0,
  ticked_at timestamptz
);

create table sensor_tick (
  sensor   text        not null references sensor on delete cascade,
  tick     integer     not null,
  at       timestamptz not null,
  outcome  text        not null check (outcome in ('requested', 'skipped', 'failed')),
  -- why it was skipped, or the error
  reason   text,
  requests integer     not null,
  primary key (sensor, tick)
);

-- A run key asks once for ever.
create table sensor_run_key (
  sensor    text not null references sensor on delete cascade,
  run_key   text not null,
  asset     text not null,
  partition text not null,
  primary key (sensor, run_key)
);
