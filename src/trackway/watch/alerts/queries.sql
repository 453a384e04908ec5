-- Queries of alerts, by name.

-- alert_scope_add --
insert into alert_scopes (rule, groups) values (:rule, :groups) on conflict (rule, groups) do nothing;

-- alert_scope_of --
select id from alert_scopes where rule = :rule and groups = :groups;

-- alert_scopes_all --
select id, rule, groups from alert_scopes;

-- alert_scope --
select id, rule, groups from alert_scopes where id = :id;

-- alert_hit_known --
select alert from alert_hits where key = :key;

-- alert_to_join --
-- The newest alert of one rule and plate that is open, or had a hit lately. What was rejected as misread is not
-- joined by another camera that reads the same letter by letter: two do not misread a plate alike by chance.
select id from alerts
where rule = :rule and plate = :plate and strand = :strand and scope = :scope
  and (state in ('new', 'shown', 'verified', 'dispatched') or taken_us > :since_us)
  and not (rejection = 'misread' and :exact and camera <> :camera)
order by id desc limit 1;

-- alert_open --
insert into alerts (id, state, origin, strand, rule, plate, category, priority, scope, list_id, camera, engine,
                    hit_key, hits, newest, opened_us, taken_us, changed_us, version, escalates_us, expires_us,
                    conflicts)
values (coalesce((select seq from sqlite_sequence where name = 'alerts'), 0) + 1 + abs(random() % 8),
        'new', :origin, :strand, :rule, :plate, :category, :priority, :scope, :list_id, :camera, :engine,
        :hit_key, 1, :newest, :now_us, :now_us, :now_us, 1, :escalates_us, :expires_us, :conflicts)
returning id;

-- alert_hit_add --
insert into alert_hits (key, alert, passage, taken_us, packed)
values (:key, :alert, :passage, :now_us, :packed);

-- alert_event_add --
insert into alert_events (id, alert, kind, at_us, by, says, level)
values (coalesce((select seq from sqlite_sequence where name = 'alert_events'), 0) + 1 + abs(random() % 8),
        :alert, :kind, :at_us, :by, :says, :level);

-- alert_save --
update alerts set state = :state, hits = :hits, newest = :newest, taken_us = :taken_us, changed_us = :changed_us,
    version = :version, acted = :acted, level = :level, holder = :holder, acknowledged_us = :acknowledged_us,
    escalates_us = :escalates_us, expires_us = :expires_us, conflicts = :conflicts, answers = :answers,
    overridden = :overridden, outcome = :outcome, rejection = :rejection
where id = :id;

-- alert --
select a.*, h.packed from alerts a join alert_hits h on h.key = a.hit_key where a.id = :id;

-- alert_hits_of --
-- The newest hits of an alert, newest first.
select packed from alert_hits where alert = :alert order by taken_us desc, passage desc limit :limit;

-- alert_passages --
select passage from alert_hits where alert = :alert;

-- alert_last_act --
-- The last step of an officer that changed where the alert stands.
select id, alert, kind, at_us, by, says, level from alert_events
where alert = :alert and by <> '' and kind <> 'noted' order by id desc limit 1;

-- alert_events_after --
select id, alert, kind, at_us, by, says, level from alert_events where id > :after order by id limit :limit;

-- alert_events_of --
select id, alert, kind, at_us, by, says, level from alert_events where alert = :alert order by id;

-- alert_events_end --
select coalesce(max(id), 0) as last from alert_events;

-- alert_events_between --
select count(*) as count from alert_events where id > :after;

-- alerts_due --
select id from alerts
where (state = 'new' and escalates_us <= :now_us)
   or (state in ('new', 'shown', 'verified', 'dispatched') and expires_us <= :now_us
       and not (state = 'new' and priority = 1 and strand = 'live'))
order by priority, id limit :limit;

-- alerts_open --
-- Those that are open and may be seen, the most urgent first: what nobody has taken, by priority, oldest first.
select a.*, h.packed from alerts a join alert_hits h on h.key = a.hit_key
where a.state in ('new', 'shown', 'verified', 'dispatched')
  and (a.scope = 0 or a.scope in (select value from json_each(:scopes)))
order by a.state <> 'new', a.priority, a.opened_us, a.id limit :limit;

-- alerts_past --
-- Those that may be seen and fit, newest first.
select a.*, h.packed from alerts a join alert_hits h on h.key = a.hit_key
where a.id < :before and a.opened_us >= :from_us and a.opened_us < :to_us
  and (a.scope = 0 or a.scope in (select value from json_each(:scopes)))
  and (:states = '[]' or a.state in (select value from json_each(:states)))
  and (:categories = '[]' or a.category in (select value from json_each(:categories)))
  and (:origins = '[]' or a.origin in (select value from json_each(:origins)))
  and a.priority <= :priority
  and (:list_id is null or a.list_id = :list_id)
  and (:plate = '' or a.plate = :plate)
order by a.id desc limit :limit;

-- alerts_count --
-- How many may be seen in each open state, by priority.
select state, priority, count(*) as count from alerts
where state in ('new', 'shown', 'verified', 'dispatched')
  and (scope = 0 or scope in (select value from json_each(:scopes)))
group by state, priority;

-- alerts_measured --
-- What became of alerts that may be seen; exercises and finds among old passages left out.
select opened_us, acknowledged_us, state, list_id, camera, answers, outcome, rejection, overridden, priority
from alerts
where opened_us >= :from_us and opened_us < :to_us and strand = 'live'
  and (scope = 0 or scope in (select value from json_each(:scopes)))
order by opened_us limit :limit;

-- alert_events_forget --
delete from alert_events where alert in (select id from alerts where opened_us < :before_us and taken_us < :before_us);

-- alert_hits_forget --
delete from alert_hits where alert in (select id from alerts where opened_us < :before_us and taken_us < :before_us);

-- alerts_forget --
delete from alerts where opened_us < :before_us and taken_us < :before_us;

-- alerts_old --
select 1 from alerts where opened_us < :before_us and taken_us < :before_us limit 1;
