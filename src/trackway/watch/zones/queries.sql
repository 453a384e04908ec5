-- Restricted areas, by name.

-- zone_version --
select version from zone_changes;

-- zone_changed --
update zone_changes set version = version + 1;

-- zone_add --
insert into zones (plan, requester, added_us, emergency) values (:plan, :requester, :now_us, :emergency)
returning id;

-- zone_change --
-- A new plan is a new request: whoever asks for it is its requester, and it needs a new approval.
update zones
set plan = :plan, requester = :requester, added_us = :now_us, emergency = :emergency,
    approved_by = null, approved_us = null, version = version + 1
where id = :id and version = :version and ended_us is null;

-- zone_approve --
update zones set approved_by = :by, approved_us = :now_us, version = version + 1
where id = :id and version = :version and ended_us is null and approved_by is null;

-- zone_end --
update zones set ended_us = :now_us, ended_by = :by, version = version + 1 where id = :id and ended_us is null;

-- zones_all --
select * from zones order by id desc;

-- zone_of --
select * from zones where id = :id;

-- zone_allow --
insert into zone_allowed (zone, pattern, kept_as, name, starts_us, ends_us, bands, weekdays, note, added_by,
                          added_us)
values (:zone, :pattern, :kept_as, :name, :starts_us, :ends_us, :bands, :weekdays, :note, :by, :now_us)
returning id;

-- zone_disallow --
update zone_allowed set removed_us = :now_us, removed_by = :by
where id = :id and zone = :zone and removed_us is null;

-- zone_allowed_of --
-- The allowed list of a zone as it is now, the newest first.
select * from zone_allowed where zone = :zone and removed_us is null order by id desc;

-- zone_allowed_count --
select count(*) as many from zone_allowed where zone = :zone and removed_us is null;

-- zone_allowed_forget --
-- What no longer allows anything is destroyed after its time: plates and names are in it.
delete from zone_allowed where removed_us < :before_us or ends_us < :before_us;

-- zone_visit_keep --
insert into zone_visits (zone, plate, began, entered_us, came, last_us, camera, passage, seen, state, left_us,
                         left_as, told)
values (:zone, :plate, :began, :entered_us, :came, :last_us, :camera, :passage, :seen, :state, :left_us,
        :left_as, :told)
on conflict (zone, began, plate) do update
set last_us = excluded.last_us, camera = excluded.camera, passage = excluded.passage, seen = excluded.seen,
    state = excluded.state, left_us = excluded.left_us, left_as = excluded.left_as, told = excluded.told;

-- zone_count_keep --
insert into zone_counts (zone, hour_us, came, went, there, unsure, no_plate)
values (:zone, :hour_us, :came, :went, :there, :unsure, :no_plate)
on conflict (zone, hour_us) do update
set came = came + excluded.came, went = went + excluded.went, there = there + excluded.there,
    unsure = unsure + excluded.unsure, no_plate = no_plate + excluded.no_plate;

-- zone_visits_going_on --
-- Those that go on, and those that ended so lately that a second camera may still see them leave.
select * from zone_visits
where state = 'inside' or last_us >= (select max(last_us) from zone_visits) - :lately_us
order by last_us, began;

-- zone_visits_inside --
select * from zone_visits where zone = :zone and state = 'inside' order by entered_us desc limit :most;

-- zone_visits_lately --
select * from zone_visits where zone = :zone and last_us < :before_us
order by last_us desc, began desc limit :most;

-- zone_inside_count --
select count(*) as many from zone_visits where zone = :zone and state = 'inside';

-- zone_visits_forget --
delete from zone_visits where last_us < :before_us and state <> 'inside';

-- zone_counts_of --
select * from zone_counts where zone = :zone and hour_us >= :from_us order by hour_us;
