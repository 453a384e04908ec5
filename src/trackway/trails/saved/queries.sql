-- save --
-- One more.
insert into saved (username, title, analysis, question, case_no, audit_id, digest, findings, at_us)
values (:username, :title, :analysis, :question, :case_no, :audit_id, :digest, :findings, :at_us)
returning *

-- of_officer --
-- An officer's own, last saved first.
select * from saved where username = :username order by id desc

-- one --
-- One of an officer's own.
select * from saved where id = :id and username = :username

-- drop --
-- One of an officer's own goes.
delete from saved where id = :id and username = :username

-- forget --
-- What was saved before a time is destroyed: plates are in it.
delete from saved where at_us < :before_us
