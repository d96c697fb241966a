-- What the last website and the app on Firebase need: records of users, and sessions there that end with a password.

-- A user's documents, drawn from many tables that several hands write: whoever changes one of them has them drawn again.
-- Deferred, so that these marks come after those that the transaction's own code makes, and never before.
create function mark_user_documents() returns trigger language plpgsql as $$
begin
  insert into document_mark (kind, subject)
  select 'user', user_id::text from (
    select case when tg_op <> 'DELETE' then new.user_id end as user_id
    union select case when tg_op <> 'INSERT' then old.user_id end) as changed
  where user_id is not null order by user_id
  on conflict (kind, subject) do update set marks = document_mark.marks + 1;
  perform pg_notify('documents', '');
  return null;
end $$;

create constraint trigger user_address_document after insert or update or delete on user_address
  deferrable initially deferred for each row execute function mark_user_documents();
create constraint trigger operator_pool_document after insert or update or delete on operator_pool
  deferrable initially deferred for each row execute function mark_user_documents();
create constraint trigger pool_claim_document after insert or update or delete on pool_claim
  deferrable initially deferred for each row execute function mark_user_documents();
create constraint trigger api_key_document after insert or update or delete on api_key
  deferrable initially deferred for each row execute function mark_user_documents();
-- A new user has nothing to show, and a password, a currency or a favourite is not shown.
create constraint trigger account_user_document after update on account_user
  deferrable initially deferred for each row
  when (old.authority is distinct from new.authority
    or old.settings -> 'addressNicknames' is distinct from new.settings -> 'addressNicknames')
  execute function mark_user_documents();
create constraint trigger account_user_gone after delete on account_user
  deferrable initially deferred for each row execute function mark_user_documents();

-- What a user's documents may still show and should not. Clients write beside what we write, so a record is never replaced
-- whole, and what is gone has to be known to be taken away. Some of it comes back: what is there counts more.
create table user_document_gone (
  user_id uuid    not null,
  -- 56 hex characters, of an address
  hash    text    not null check (hash ~ '^[0-9a-f]{56}$'),
  -- only its name is gone
  named   boolean not null,
  primary key (user_id, hash, named)
);

create function remember_gone_address() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.user_id = old.user_id and new.credential = old.credential then return null; end if;
  insert into user_document_gone (user_id, hash, named) values (old.user_id, encode(old.credential, 'hex'), false)
  on conflict do nothing;
  return null;
end $$;
create trigger user_address_gone after update or delete on user_address
  for each row execute function remember_gone_address();

create function remember_gone_names() returns trigger language plpgsql as $$
begin
  insert into user_document_gone (user_id, hash, named)
  select old.user_id, hash, true from jsonb_object_keys(old.settings -> 'addressNicknames') as names (hash)
  where hash ~ '^[0-9a-f]{56}$' and not coalesce(new.settings -> 'addressNicknames' ? hash, false)
  on conflict do nothing;
  return null;
end $$;
create trigger account_user_name_gone after update of settings on account_user
  for each row when (jsonb_typeof(old.settings -> 'addressNicknames') = 'object'
    and old.settings -> 'addressNicknames' is distinct from new.settings -> 'addressNicknames')
  execute function remember_gone_names();

insert into document_mark (kind, subject)
select distinct 'user', user_id::text from user_address
on conflict (kind, subject) do update set marks = document_mark.marks + 1;

-- When all of a user's sessions with Firebase are to be ended: when they had to be, and again when the last token that was
-- given out before has expired. No reference to the user: who is gone is signed out too.
create table firebase_sign_out (
  user_id uuid        not null,
  due_at  timestamptz not null,
  primary key (user_id, due_at)
);
create index firebase_sign_out_by_due on firebase_sign_out (due_at);
