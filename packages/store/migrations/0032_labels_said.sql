-- What nobody said here of a pool is told from what was taken back: Firebase's word of old stays until then, group and
-- imposter each by itself.
alter table pool_label
  alter column group_name drop not null,
  alter column group_name drop default,
  alter column imposter drop not null,
  alter column imposter drop default;
