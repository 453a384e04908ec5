-- hold_place --
-- One more hold.
insert into holds (case_no, reason, username, name, approver, audit_id, plates, cameras, passages, first_us, end_us,
                   until_us, made_us)
values (:case_no, :reason, :username, :name, :approver, :audit_id, :plates, :cameras, :passages, :first_us, :end_us,
        :until_us, :made_us)
returning *

-- hold_of --
-- One hold.
select * from holds where id = :id

-- holds_all --
-- Every hold, released ones too, the newest first.
select * from holds order by id desc

-- holds_standing --
-- Those that hold, lapsed or not: until their copies are destroyed they protect.
select * from holds where released_us is null order by id

-- hold_release --
-- It holds no more.
update holds set released_us = :released_us, released_by = :released_by where id = :id and released_us is null

-- deletion_begin --
-- What is about to be destroyed.
insert into deletions (kind, rule, before_us, hold, started_us, lots)
values (:kind, :rule, :before_us, :hold, :started_us, :lots)
returning *

-- deletions_open --
-- Those that were broken off.
select * from deletions where finished_us is null order by id

-- deletions_all --
-- Every deletion, the newest first.
select * from deletions order by id desc

-- deletion_of --
-- One deletion.
select * from deletions where id = :id

-- deletion_others --
-- What else was destroyed.
update deletions set others = :others where id = :id

-- deletion_held --
-- What was kept apart.
update deletions set held = :held where id = :id

-- deletion_finish --
-- It is done, and proved.
update deletions set finished_us = :finished_us, sha256 = :sha256 where id = :id

-- deletion_discard --
-- There was nothing to destroy.
delete from deletions where id = :id

-- doom --
-- Pictures (a JSON list of digests) that may be left unreferred to.
insert or ignore into doomed (deletion, digest) select :deletion, value from json_each(:digests)

-- doomed_next --
-- Some of them.
select digest from doomed where deletion = :deletion order by digest limit :most

-- doomed_done --
-- These were seen to.
delete from doomed where deletion = :deletion and digest in (select value from json_each(:digests))

-- pictures_gone --
-- So many of them were removed.
update deletions set pictures = pictures + :count where id = :id
