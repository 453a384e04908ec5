-- push_device_add --
-- A device; the same browser under another officer, or with another key, becomes that one's.
insert into push_devices (officer, name, endpoint, p256dh, auth, added_us)
values (:officer, :name, :endpoint, :p256dh, :auth, :now_us)
on conflict (endpoint) do update
set officer = excluded.officer, name = excluded.name, p256dh = excluded.p256dh, auth = excluded.auth,
    added_us = excluded.added_us, told_us = null
returning id

-- push_device_count --
-- How many others an officer has.
select count(*) as n from push_devices where officer = :officer and endpoint <> :endpoint

-- push_devices_of --
-- An officer's devices, oldest first.
select id, officer, name, endpoint, p256dh, auth, added_us, told_us
from push_devices where officer = :officer order by id

-- push_device_remove --
-- A device of an officer is gone.
delete from push_devices where id = :id and officer = :officer

-- push_devices_remove_of --
-- All of an officer's devices are gone.
delete from push_devices where officer = :officer

-- push_taken_add --
-- Its service took a message; nothing where the device was removed meanwhile.
insert or ignore into push_taken (key, device, good_until_us)
select :key, id, :good_until_us from push_devices where id = :device

-- push_taken --
-- Devices whose services have a message.
select device from push_taken where key = :key

-- push_taken_forget --
-- Nobody sends again what is of no use any more.
delete from push_taken where good_until_us < :now_us

-- push_device_told --
-- When it was last told something.
update push_devices set told_us = :now_us where id = :id

-- push_key --
-- The house's key.
select der from push_keys where one = 1

-- push_key_make --
-- The first one that is made stays.
insert or ignore into push_keys (one, der) values (1, :der)
