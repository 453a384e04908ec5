-- Queries of duty, by name.

-- duty_person_put --
insert into duty_people (username, name) values (:username, :name)
on conflict (username) do update set name = excluded.name;

-- duty_person_drop --
delete from duty_people where username = :username;

-- duty_people_all --
select username, name from duty_people order by username;

-- duty_contacts_drop --
delete from duty_contacts where username = :username;

-- duty_contact_add --
insert into duty_contacts (username, position, channel, address, quiet)
values (:username, :position, :channel, :address, :quiet);

-- duty_contacts_all --
select username, channel, address, quiet from duty_contacts order by username, position;

-- duty_group_add --
insert into duty_groups (name, next_name, is_default) values (:name, :next_name, :is_default) returning id;

-- duty_group_change --
update duty_groups set name = :name, next_name = :next_name, is_default = :is_default where id = :id;

-- duty_groups_follow --
-- Groups that led to one of another name lead to it still.
update duty_groups set next_name = :name where next_name = :old;

-- duty_group_drop --
delete from duty_groups where id = :id;

-- duty_groups_all --
select id, name, next_name, is_default from duty_groups order by name;

-- duty_members_drop --
delete from duty_members where group_id = :group;

-- duty_member_add --
insert into duty_members (group_id, position, username) values (:group, :position, :username);

-- duty_members_all --
select group_id, username from duty_members order by group_id, position;

-- duty_machines_drop --
delete from duty_machines where group_id = :group;

-- duty_machine_add --
insert into duty_machines (group_id, position, channel, address) values (:group, :position, :channel, :address);

-- duty_machines_all --
select group_id, channel, address from duty_machines order by group_id, position;

-- duty_shifts_drop --
delete from duty_shifts where group_id = :group;

-- duty_shift_add --
insert into duty_shifts (group_id, username, weekdays, band) values (:group, :username, :weekdays, :band);

-- duty_shifts_all --
select id, group_id, username, weekdays, band from duty_shifts order by group_id, id;

-- duty_substitution_put --
insert into duty_substitutions (group_id, day, away, instead) values (:group, :day, :away, :instead)
on conflict (group_id, day, away) do update set instead = excluded.instead;

-- duty_substitution_drop --
delete from duty_substitutions where group_id = :group and day = :day and away = :away;

-- duty_substitutions_all --
-- Those of days that are not over yet, and of the days before that somebody may still look at.
select id, group_id, day, away, instead from duty_substitutions where day >= :since order by group_id, day, away;

-- duty_substitutions_forget --
delete from duty_substitutions where day < :before;
