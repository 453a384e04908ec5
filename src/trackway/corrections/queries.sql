-- add --
-- One more, as it is kept.
insert into corrections (passage, camera, at_us, username, name, audit_id, kind, plate, split, read, engine)
values (:passage, :camera, :at_us, :username, :name, :audit_id, :kind, :plate, :split, :read, :engine)
returning *

-- last_id --
-- The number of a passage's last correction; 0 for none.
select coalesce(max(id), 0) as id from corrections where passage = :passage

-- of_passage --
-- All that was said of one passage, in order.
select * from corrections where passage = :passage order by id

-- standing --
-- What holds for each of some passages (a JSON list of identities).
select * from corrections
where id in (
    select max(id) from corrections where passage in (select value from json_each(:passages)) group by passage)
  and kind <> 'withdrawn'

-- standing_plates --
-- What holds for passages in a range of identities and names a plate.
select * from corrections
where id in (
    select max(id) from corrections where passage >= :first and passage < :end group by passage)
  and plate is not null
order by passage

-- of_camera --
-- All that was said of one camera's passages, in order.
select * from corrections where camera = :camera order by id

-- forget --
-- Passages before this identity are destroyed, except those held (a JSON list): so is what was said of them.
delete from corrections where passage < :before and passage not in (select value from json_each(:held))
