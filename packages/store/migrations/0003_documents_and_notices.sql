-- Documents: what the outside reads are pure functions of the truth. A transaction marks what changed; the publisher draws it.
create table document_mark (
  kind      text        not null,
  subject   text        not null,
  -- grows with each mark: a drawing removes the mark only if nothing was marked meanwhile
  marks     bigint      not null default 1,
  marked_at timestamptz not null default now(),
  primary key (kind, subject)
);
create index document_mark_by_age on document_mark (marked_at);

create table document_state (
  kind         text        not null,
  subject      text        not null,
  content_hash bytea       not null,
  drawn_at     timestamptz not null,
  primary key (kind, subject)
);

-- Notices to people: enqueued in the transaction of the event, once for each key.
create table notice (
  key        text        primary key,
  kind       text        not null,
  subject    text        not null,
  -- of the chain event behind it; null when no rollback can undo it
  slot       bigint,
  payload    jsonb       not null,
  created_at timestamptz not null default now(),
  state      text        not null default 'enqueued' check (state in ('enqueued', 'withdrawn'))
);
create index notice_by_slot on notice (slot) where slot is not null;
