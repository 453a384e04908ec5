-- lamps_all --
-- Every lamp, by name.
select id, name, kind, settings, groups, stations, priority, is_enabled, silent_to, changed_us, changed_by
from lamps order by name

-- lamp_one --
select id, name, kind, settings, groups, stations, priority, is_enabled, silent_to, changed_us, changed_by
from lamps where id = :id

-- lamp_named --
select id from lamps where name = :name

-- lamp_add --
insert into lamps (name, kind, settings, groups, stations, priority, is_enabled, changed_us, changed_by)
values (:name, :kind, :settings, :groups, :stations, :priority, :is_enabled, :now_us, :by)
returning id

-- lamp_change --
update lamps set name = :name, kind = :kind, settings = :settings, groups = :groups, stations = :stations,
    priority = :priority, is_enabled = :is_enabled, changed_us = :now_us, changed_by = :by
where id = :id

-- lamp_remove --
delete from lamps where id = :id

-- lamp_mute --
update lamps set silent_to = max(silent_to, :silent_to) where id = :id
