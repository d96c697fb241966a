-- What is shown of a user is pushed to his pages: each change tells whose it was, by whatever hand it was made.

-- Each user once a statement; a statement that changes very many tells '', which is everybody.
create function tell_users(users uuid[]) returns void language plpgsql as $$
declare
  each uuid[] := array(select distinct one from unnest(users) as u (one) where one is not null limit 1001);
begin
  if cardinality(each) > 1000 then
    perform pg_notify('pooltool_users', '');
  else
    perform pg_notify('pooltool_users', one::text) from unnest(each) as e (one);
  end if;
end $$;

create function tell_users_after_insert() returns trigger language plpgsql as $$
begin
  perform tell_users(array(select user_id from after_it));
  return null;
end $$;
create function tell_users_after_update() returns trigger language plpgsql as $$
begin
  perform tell_users(array(select user_id from before_it union select user_id from after_it));
  return null;
end $$;
create function tell_users_after_delete() returns trigger language plpgsql as $$
begin
  perform tell_users(array(select user_id from before_it));
  return null;
end $$;

do $$
declare
  told text;
begin
  foreach told in array array['account_user', 'user_address', 'operator_pool', 'api_key'] loop
    execute format('create trigger users_told_after_insert after insert on %I referencing new table as after_it
      for each statement execute function tell_users_after_insert()', told);
    execute format('create trigger users_told_after_update after update on %I referencing old table as before_it new table as after_it
      for each statement execute function tell_users_after_update()', told);
    execute format('create trigger users_told_after_delete after delete on %I referencing old table as before_it
      for each statement execute function tell_users_after_delete()', told);
  end loop;
end $$;

-- Of a session only its end: it is used all the time.
create function tell_users_after_session() returns trigger language plpgsql as $$
begin
  perform tell_users(array(
    select before_it.user_id from before_it join after_it using (token_hash)
    where before_it.revoked_at is distinct from after_it.revoked_at));
  return null;
end $$;
create trigger users_told_after_update after update on session referencing old table as before_it new table as after_it
  for each statement execute function tell_users_after_session();
create trigger users_told_after_delete after delete on session referencing old table as before_it
  for each statement execute function tell_users_after_delete();
