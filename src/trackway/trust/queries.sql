-- officer_add --
-- A new account.
insert into officers (username, name, role, password_hash, created_us, password_set_us)
values (:username, :name, :role, :password_hash, :now_us, :now_us)

-- officer_by_username --
-- One account by its normal user name.
select id, username, name, role, password_hash, is_active, created_us, password_set_us
from officers where username = :username

-- officers_all --
-- Every account, disabled ones too.
select id, username, name, role, password_hash, is_active, created_us, password_set_us
from officers order by username

-- officer_activate --
-- Switch an account on or off.
update officers set is_active = :is_active where id = :id

-- officer_give_role --
-- Another role.
update officers set role = :role where id = :id

-- officer_give_password --
-- A new password.
update officers set password_hash = :password_hash, password_set_us = :now_us where id = :id

-- officer_rehash --
-- The same password under today's costs; nothing happens if it was changed meanwhile.
update officers set password_hash = :password_hash where id = :id and password_hash = :old_hash

-- administrators_count --
-- How many can keep the accounts.
select count(*) as n from officers where role = 'administrator' and is_active

-- session_start --
-- Somebody signed in.
insert into sessions (token_sha256, officer_id, created_us, seen_us, expires_us, address)
values (:token_sha256, :officer_id, :now_us, :now_us, :expires_us, :address)

-- session_officer --
-- Whose session it is, if it still holds and the account does too.
select o.id, o.username, o.name, o.role, s.seen_us
from sessions s join officers o on o.id = s.officer_id
where s.token_sha256 = :token_sha256 and o.is_active
  and s.expires_us > :now_us and s.seen_us > :idle_since_us

-- session_seen --
-- It was used.
update sessions set seen_us = :now_us where token_sha256 = :token_sha256

-- session_end --
-- Signed out.
delete from sessions where token_sha256 = :token_sha256

-- sessions_end_all --
-- Every session of one officer: account disabled, or password changed.
delete from sessions where officer_id = :officer_id

-- sessions_sweep --
-- Sessions that no longer hold.
delete from sessions where expires_us <= :now_us or seen_us <= :idle_since_us

-- failures_of --
-- The failed sign-ins counted under one key.
select failures, last_us from sign_in_failures where username = :username and address = :address

-- failures_count --
-- One more.
insert into sign_in_failures (username, address, failures, last_us)
values (:username, :address, 1, :now_us)
on conflict (username, address) do update set failures = failures + 1, last_us = :now_us

-- failures_uncount --
-- A try that turned out right is taken off the address's count.
update sign_in_failures set failures = failures - 1
where username = :username and address = :address and failures > 1

-- failures_forget --
-- The right password was given.
delete from sign_in_failures where username = :username and address = :address

-- failures_sweep --
-- Failures too old to matter.
delete from sign_in_failures where last_us <= :before_us

-- link_open --
-- A new one-time link.
insert into links (token_sha256, created_us, expires_us) values (:token_sha256, :now_us, :expires_us)

-- links_close --
-- Links that were never used give way to a newer one.
delete from links where used_us is null

-- link_holds --
-- Whether a link may be used.
select 1 as yes from links where token_sha256 = :token_sha256 and used_us is null and expires_us > :now_us

-- link_spend --
-- Use it, once: of two at the same time one changes a row and the other none.
update links set used_us = :now_us
where token_sha256 = :token_sha256 and used_us is null and expires_us > :now_us

-- purpose_state --
-- A purpose is stated, or stated again.
insert into purposes (officer_id, case_no, reason, used_us)
values (:officer_id, :case_no, :reason, :now_us)
on conflict (officer_id, case_no, reason) do update set used_us = :now_us
returning id

-- purpose_of --
-- One purpose of one officer.
select id, case_no, reason from purposes where id = :id and officer_id = :officer_id

-- purposes_recent --
-- An officer's purposes, last stated first.
select id, case_no, reason from purposes where officer_id = :officer_id
order by used_us desc, id desc limit :limit

-- audit_append --
-- One act. On disk when the transaction returns.
insert into audit (at_us, officer_id, username, name, role, action, case_no, reason, details, origin, address)
values (:at_us, :officer_id, :username, :name, :role, :action, :case_no, :reason, :details, :origin, :address)
returning id

-- audit_finish --
-- What came of it.
insert into audit_outcomes (audit_id, finished_us, rows_found, failed)
values (:audit_id, :finished_us, :rows_found, :failed)

-- audit_row --
-- One row with its outcome.
select a.id, a.at_us, a.officer_id, a.username, a.name, a.role, a.action, a.case_no, a.reason, a.details,
       a.origin, a.address, o.finished_us, o.rows_found, o.failed
from audit a left join audit_outcomes o on o.audit_id = a.id
where a.id = :id

-- audit_rows --
-- Rows before one, newest first; null means any.
select a.id, a.at_us, a.officer_id, a.username, a.name, a.role, a.action, a.case_no, a.reason, a.details,
       a.origin, a.address, o.finished_us, o.rows_found, o.failed
from audit a left join audit_outcomes o on o.audit_id = a.id
where (:before is null or a.id < :before)
  and (:officer_id is null or a.officer_id = :officer_id)
  and (:username is null or a.username = :username)
  and (:action is null or a.action = :action)
order by a.id desc limit :limit
