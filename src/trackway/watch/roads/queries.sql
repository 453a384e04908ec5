-- Road watches, by name.

-- road_watch_version --
select version from road_watch_changes;

-- road_watch_changed --
update road_watch_changes set version = version + 1;

-- road_watch_add --
insert into road_watches (plan, requester, added_us, emergency) values (:plan, :requester, :now_us, :emergency)
returning id;

-- road_watch_approve --
update road_watches set approved_by = :by, approved_us = :now_us
where id = :id and ended_us is null and approved_by is null;

-- road_watch_end --
update road_watches set ended_us = :now_us, ended_by = :by where id = :id and ended_us is null;

-- road_watches_all --
select * from road_watches order by id desc;

-- road_watch_of --
select * from road_watches where id = :id;
