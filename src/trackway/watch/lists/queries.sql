-- Queries of watch lists, by name.

-- lists_version --
select version from lists_version;

-- lists_version_grow --
update lists_version set version = version + 1 returning version;

-- list_add --
insert into watch_lists
    (name, kind, owner, terms, refreshed_us, refresh_within_s, sound, colour, made_by, made_us)
values (:name, :kind, :owner, :terms, :now_us, :refresh_within_s, :sound, :colour, :by, :now_us)
returning id;

-- list_change --
update watch_lists
set name = :name, owner = :owner, terms = :terms, refresh_within_s = :refresh_within_s,
    sound = :sound, colour = :colour
where id = :id;

-- list_refresh --
update watch_lists set refreshed_us = max(refreshed_us, :now_us) where id = :id;

-- list_lease --
update watch_lists set leased_us = max(leased_us, :leased_us) where id = :id;

-- list_named --
select id from watch_lists where name = :name;

-- list_all --
select id, name, kind, owner, terms, refreshed_us, refresh_within_s, sound, colour from watch_lists order by id;

-- list_one --
select id, name, kind, owner, terms, refreshed_us, refresh_within_s, sound, colour from watch_lists
where id = :id;

-- list_counts --
-- Entries that are neither withdrawn nor over, by list; those of covert entries that this officer may not
-- see are not counted.
select list_id, count(*) as n from list_rows
where withdrawn_us is null and end_us > :now_us
  and (approved_us is not null or not is_emergency or added_us > :emergency_us)
  and (:sees_all or not is_covert or requester = :viewer or approver = :viewer or asked = :viewer
       or exists (select 1 from json_each(recipients) as r
                  where r.value in (select value from json_each(:groups))))
group by list_id;

-- list_entry_add --
insert into list_entries
    (list_id, pattern, exactness, start_us, end_us, requester, added_us, asked, approver, approved_us,
     is_emergency, supersedes, is_covert, recipients, case_no, source_ref, import_id, version, body)
values
    (:list_id, :pattern, :exactness, :start_us, :end_us, :requester, :added_us, :asked, :approver, :approved_us,
     :is_emergency, :supersedes, :is_covert, :recipients, :case_no, :source_ref, :import_id, :version, :body)
returning id;

-- list_entries_add --
-- The same for many, without their numbers.
insert into list_entries
    (list_id, pattern, exactness, start_us, end_us, requester, added_us, asked, approver, approved_us,
     is_emergency, supersedes, is_covert, recipients, case_no, source_ref, import_id, version, body)
values
    (:list_id, :pattern, :exactness, :start_us, :end_us, :requester, :added_us, :asked, :approver, :approved_us,
     :is_emergency, :supersedes, :is_covert, :recipients, :case_no, :source_ref, :import_id, :version, :body);

-- list_entry --
select * from list_rows where id = :id;

-- list_entries_of --
select * from list_rows where id in (select value from json_each(:ids));

-- list_entry_approve --
update list_entries set approver = :by, approved_us = :now_us, version = :version
where id = :id and approved_us is null and withdrawn_us is null;

-- list_entry_withdraw --
update list_entries set withdrawn_us = :now_us, withdrawn_by = :by, version = :version
where id = :id and withdrawn_us is null;

-- list_matchable --
-- Entries of watch lists that hold, or will once it is their time: approved, or in an emergency. Those that
-- ended lately are among them, for passages may come late.
select id, pattern, exactness from list_rows
where id > :after and list_kind = 'watch' and withdrawn_us is null and end_us > :ended_us
  and (approved_us is not null or is_emergency)
order by id limit :limit;

-- list_changes --
-- What was changed after a version, itself or with its import.
select * from list_rows
where id in (select id from list_entries where version > :since
             union
             select id from list_entries
             where import_id in (select id from list_imports where version > :since))
order by id limit :limit;

-- list_ignored --
select * from list_rows
where list_kind = 'ignore' and withdrawn_us is null and approved_us is not null and end_us > :now_us;

-- list_page --
-- Entries newest first, as far as this officer may see them.
with stated as (
    select r.*,
        case
            when withdrawn_us is not null then 'withdrawn'
            when end_us <= :now_us then 'ended'
            when approved_us is null and is_emergency and added_us > :emergency_us then 'emergency'
            when approved_us is null and is_emergency then 'ended'
            when approved_us is null then 'waiting'
            when start_us > :now_us then 'planned'
            else 'in_force'
        end as state
    from list_rows as r
    where id < :before
      and (:list_id is null or list_id = :list_id)
      and (not is_covert or requester = :viewer or approver = :viewer or asked = :viewer
           or exists (select 1 from json_each(recipients) as g
                      where g.value in (select value from json_each(:groups))))
)
select * from stated
where (:states is null or state in (select value from json_each(:states)))
  and (:text = '' or instr(pattern, :plate) > 0 and :plate <> '' or instr(case_no, :text) > 0
       or source_ref = :text)
order by id desc limit :limit;

-- list_import_add --
insert into list_imports (list_id, source_id, file_name, sha256, requester, asked, added_us)
values (:list_id, :source_id, :file_name, :sha256, :requester, :asked, :now_us) returning id;

-- list_import_last --
-- The newest change that an import made to a list.
select coalesce(max(version), 0) as version from list_imports where list_id = :list_id;

-- list_import_rows --
-- What of a list came from files and counts: for a file that replaces, what is approved.
select e.id, e.pattern, e.exactness, e.start_us, e.end_us, e.is_covert, e.recipients, e.case_no, e.source_ref,
       e.body
from list_entries as e
join list_imports as i on i.id = e.import_id
join watch_lists as l on l.id = e.list_id
where e.list_id = :list_id and e.id > :after and i.is_ready and i.rejected_us is null
  and e.withdrawn_us is null and coalesce(e.end_us, l.leased_us) > :now_us
  and (i.approved_us is not null or :with_waiting)
order by e.id limit :limit;

-- list_import_ready --
update list_imports
set is_ready = 1, version = :version, leased_us = :leased_us,
    fresh = :fresh, changed = :changed, gone = :gone, same = :same, refused = :refused
where id = :id;

-- list_import_leaving --
update list_entries set leaves_by = :id where id in (select value from json_each(:ids));

-- list_import_reject_waiting --
-- A file that replaces makes the ones before it that still wait void.
update list_imports set rejected_us = :now_us, version = :version
where list_id = :list_id and id < :id and is_ready and approved_us is null and rejected_us is null;

-- list_import_approve --
update list_imports set approver = :by, approved_us = :now_us, version = :version
where id = :id and approved_us is null and rejected_us is null;

-- list_import_reject --
update list_imports set rejected_us = :now_us, version = :version
where id = :id and approved_us is null and rejected_us is null;

-- list_import_end_gone --
update list_entries set withdrawn_us = :now_us, withdrawn_by = :by, version = :version
where leaves_by = :id and withdrawn_us is null;

-- list_import_end_changed --
update list_entries set withdrawn_us = :now_us, withdrawn_by = :by, version = :version
where withdrawn_us is null
  and id in (select supersedes from list_entries where import_id = :id and supersedes is not null);

-- list_import_newer --
select count(*) as n from list_imports where list_id = :list_id and id > :id and approved_us is not null;

-- list_import --
select i.*, l.name as list_name from list_imports as i join watch_lists as l on l.id = i.list_id
where i.id = :id and i.is_ready;

-- list_imports_all --
select i.*, l.name as list_name from list_imports as i join watch_lists as l on l.id = i.list_id
where i.is_ready and (:list_id is null or i.list_id = :list_id)
order by i.id desc limit :limit;

-- list_imports_left --
-- Imports that were never finished: whoever began one long ago was stopped.
select id from list_imports where not is_ready and added_us < :before_us
and exists (select 1 from list_entries where import_id = list_imports.id);

-- list_import_drop --
delete from list_entries
where id in (select id from list_entries where import_id = :id order by id limit :limit)
  and import_id in (select id from list_imports where not is_ready);

-- list_source_add --
insert into list_sources
    (list_id, address, file_names, every_s, username, host_key, sealed, is_key, replaces, defaults, requester,
     added_us)
values
    (:list_id, :address, :file_names, :every_s, :username, :host_key, :sealed, :is_key, :replaces, :defaults,
     :requester, :now_us)
returning id;

-- list_source_seal --
update list_sources set sealed = :sealed where id = :id;

-- list_source --
select s.*, l.name as list_name from list_sources as s join watch_lists as l on l.id = s.list_id
where s.id = :id and s.ended_us is null;

-- list_sources_all --
select s.*, l.name as list_name from list_sources as s join watch_lists as l on l.id = s.list_id
where s.ended_us is null order by s.id;

-- list_source_sealed --
select sealed from list_sources where sealed is not null limit 1;

-- list_source_approve --
update list_sources set approver = :by, approved_us = :now_us
where id = :id and approved_us is null and ended_us is null;

-- list_source_end --
update list_sources set ended_us = :now_us, sealed = null where id = :id and ended_us is null;

-- list_source_looked --
update list_sources set looked_us = :now_us, outcome = :outcome, is_failed = :is_failed where id = :id;

-- list_source_file --
select import_id, outcome from list_source_files where source_id = :source_id and sha256 = :sha256;

-- list_source_file_add --
insert or replace into list_source_files (source_id, sha256, file_name, at_us, import_id, outcome)
values (:source_id, :sha256, :file_name, :now_us, :import_id, :outcome);

-- list_source_files --
select sha256, file_name, at_us, import_id, outcome from list_source_files
where source_id = :source_id order by at_us desc limit :limit;
