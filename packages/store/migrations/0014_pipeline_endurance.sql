-- What kills its worker ends, and what piled up is dropped. packages/pipeline/README.md tells the rules.

alter table asset_run
  -- Where it runs: one run may take down what runs beside it there.
  add column machine        text    not null default '',
  -- So many deaths its partition may cause before it waits for a person; of the asset's code, as `version` is.
  add column deaths_allowed integer not null default 3,
  -- Its worker said that it stops or that it lives: however the run ends, nobody was killed by it.
  add column excused        boolean not null default false,
  -- Its worker was gone without a word.
  add column died           boolean not null default false;

alter table asset_partition
  -- Runs in a row whose workers died. Above 0 it runs alone on its machine.
  add column deaths integer not null default 0;
create index asset_partition_suspect on asset_partition (asset) where deaths > 0;

-- Old runs are dropped: without these each would be looked for in the whole table.
create index asset_partition_materialization on asset_partition (materialization);
create index asset_partition_run on asset_partition (run);

-- A run key is kept as long as its sensor may name it again.
alter table sensor_run_key add column named_at timestamptz not null default now();
create index sensor_run_key_by_age on sensor_run_key (sensor, named_at);
create index sensor_tick_by_age on sensor_tick (sensor, at);
