-- Assets, partitions, runs. Knows no chain: an asset and a partition are texts.

create table asset_run (
  id          bigint generated always as identity primary key,
  asset       text        not null,
  partition   text        not null,
  attempt     integer     not null,
  state       text        not null check (state in ('running', 'ok', 'failed', 'cancelled', 'interrupted')),
  -- what it is doing now, or was doing when it ended: load, compute, save, check
  step        text        not null,
  worker      text        not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  -- {"asset/partition": run id} of the materializations it read
  inputs      jsonb       not null,
  -- {name: {kind, value}}
  metadata    jsonb       not null default '{}',
  -- {code, message, details, causes}
  error       jsonb
);
create index asset_run_by_partition on asset_run (asset, partition, id);

-- The latest good run of a partition is its materialization. Stale is not stored: it is an input whose
-- materialization is no longer the one that was read.
create table asset_partition (
  asset           text    not null,
  partition       text    not null,
  state           text    not null check (state in ('requested', 'running', 'ok', 'failed', 'cancelled')),
  materialization bigint  references asset_run,
  run             bigint  references asset_run,
  failures        integer not null default 0,
  changed_at      timestamptz not null,
  primary key (asset, partition)
);

create table asset_check (
  run      bigint  not null references asset_run on delete cascade,
  name     text    not null,
  severity text    not null check (severity in ('blocking', 'warning')),
  passed   boolean not null,
  detail   jsonb   not null,
  primary key (run, name)
);

create table asset_log (
  run   bigint      not null references asset_run on delete cascade,
  line  integer     not null,
  at    timestamptz not null,
  level text        not null,
  event text        not null,
  detail jsonb      not null,
  primary key (run, line)
);

create table sensor (
  name        text        primary key,
  enabled     boolean     not null default true,
  cursor      text,
  ticked_at   timestamptz,
  -- {outcome: 'requested'|'skipped'|'failed', reason, requests}
  last_result jsonb
);
