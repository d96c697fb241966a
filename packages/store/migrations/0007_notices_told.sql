-- When a channel's worker was first handed the notice to tell: then somebody may have heard it, and it takes a correction
-- to put it right. null: it was enqueued, and nobody has been told.
alter table notice add column told_at timestamptz;
