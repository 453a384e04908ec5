-- Named queries of the searches of past passages.

-- retro_run_add --
insert into retro_runs (entry, by, at_us, start_us, end_us, rows, found, is_cut, audit, refused)
values (:entry, :by, :at_us, :start_us, :end_us, :rows, :found, :is_cut, :audit, :refused)
returning id;

-- retro_runs_of --
-- The searches for one entry, newest first.
select * from retro_runs where entry = :entry order by id desc limit 100;

-- retro_version --
select version from retro_followed;

-- retro_follow --
update retro_followed set version = :version;
