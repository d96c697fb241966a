-- What the workers of a pipeline say of their code when they start: the assets with what each is made from, and the
-- sensors. Whoever has no such code (the console) shows it and asks by it. One row a pipeline; the worker started last wins.
create table pipeline_registry (
  name    text        primary key,
  -- packages/pipeline/src/registry/told-pipeline.ts tells its shape
  told    jsonb       not null,
  told_at timestamptz not null
);

-- requested_by says who asked for the state a partition is in, so of a cancelled one who cancelled it. Until now that
-- could only be done from the command line.
update asset_partition set requested_by = 'operator' where state = 'cancelled';
