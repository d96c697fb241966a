-- Whoever keeps keys in memory is told which table changed: a key alone says nothing of the pools that its user may speak for.
create or replace function tell_keys_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('pooltool_keys', tg_table_name);
  return null;
end $$;
