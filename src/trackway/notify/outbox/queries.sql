-- Queries of the outbox and of the channels, by name.

-- house --
select mark, key from house;

-- channel_add --
insert into channels (name, kind, settings, secrets, sealed, is_enabled, is_plate_allowed, version, changed_us, changed_by)
values (:name, :kind, :settings, :secrets, :sealed, :is_enabled, :is_plate_allowed, 1, :now_us, :by) returning id;

-- channel_change --
update channels set name = :name, settings = :settings, secrets = :secrets, sealed = :sealed, is_enabled = :is_enabled,
    is_plate_allowed = :is_plate_allowed, version = version + 1, changed_us = :now_us, changed_by = :by, trouble = '',
    credit_left = null, credit_us = 0
where id = :id;

-- channel_remove --
delete from channels where id = :id;

-- channel_trouble --
update channels set trouble = :trouble where id = :id and trouble <> :trouble;

-- channel_credit --
update channels set credit_left = :left, credit_zh = :zh, credit_en = :en, credit_us = :now_us where id = :id;

-- channels_forget_secrets --
update channels set sealed = null, secrets = '[]', is_enabled = 0, version = version + 1 where sealed is not null;

-- channels_all --
select * from channels order by name;

-- channel --
select * from channels where id = :id;

-- channel_by_name --
select * from channels where name = :name;

-- channel_any_sealed --
select sealed from channels where sealed is not null limit 1;

-- channel_health --
-- How a channel has been doing since a moment.
select (select count(*) from deliveries where channel = :id and state = 'queued') as queued,
       (select min(queued_us) from deliveries
        where channel = :id and state = 'queued' and due_us <= :now_us) as oldest_us,
       (select max(accepted_us) from deliveries where channel = :id) as accepted_us,
       (select count(*) from deliveries
        where channel = :id and changed_us >= :since_us
          and state in ('accepted', 'delivered', 'acknowledged')) as told,
       (select count(*) from deliveries
        where channel = :id and changed_us >= :since_us and state in ('failed', 'refused', 'expired')) as untold,
       (select count(*) from deliveries
        where channel = :id and changed_us >= :since_us and state = 'unclear') as unclear;

-- channel_last_tries --
-- The newest tries of a channel, newest first.
select t.at_us, t.came_of, t.says from tries t join deliveries d on d.id = t.delivery
where d.channel = :id order by t.id desc limit :limit;

-- message_add --
insert into messages (key, alert, priority, stage, drill, made_us, good_until_us, texts, link, place, area, picture)
values (:key, :alert, :priority, :stage, :drill, :made_us, :good_until_us, :texts, :link, :place, :area, :picture)
on conflict (key) do nothing;

-- message_by_key --
select id from messages where key = :key;

-- message --
select * from messages where id = :id;

-- delivery_add --
insert into deliveries (key, message, channel, channel_name, address, member, priority, alert, state, queued_us, due_us,
                        good_until_us, changed_us)
values (:key, :message, :channel, :channel_name, :address, :member, :priority, :alert, 'queued', :now_us, :due_us,
        :good_until_us, :now_us)
on conflict (key) do nothing;

-- delivery_take --
-- The most urgent one that is due, marked as being sent: on disk before the gateway hears of it.
update deliveries set state = 'sending', tries = tries + 1, changed_us = :now_us
where id = (select id from deliveries
            where channel = :channel and state = 'queued' and due_us <= :now_us and good_until_us > :now_us
            order by priority, id limit 1)
returning *;

-- delivery_due_next --
select min(due_us) as due_us from deliveries where channel = :channel and state = 'queued';

-- delivery_came_of --
update deliveries set state = :state, changed_us = :now_us, due_us = :due_us, accepted_us = :accepted_us,
    asks_us = :asks_us, number = :number, says = :says
where id = :id and state = 'sending';

-- deliveries_expire --
update deliveries set state = 'expired', changed_us = :now_us, says = :says
where channel = :channel and state = 'queued' and good_until_us <= :now_us returning id;

-- deliveries_expire_all --
-- Also those whose channel nobody serves any more.
update deliveries set state = 'expired', changed_us = :now_us, says = :says
where state = 'queued' and good_until_us <= :now_us returning id;

-- deliveries_withdraw --
update deliveries set state = 'expired', changed_us = :now_us, says = :says
where alert = :alert and state = 'queued' returning id;

-- deliveries_interrupted --
-- Those that were being sent when whoever sent them died.
select * from deliveries where channel = :channel and state = 'sending';

-- delivery_to_ask --
select * from deliveries
where channel = :channel and asks_us <= :now_us and state in ('accepted', 'acknowledged') order by asks_us limit 1;

-- delivery_asked --
update deliveries set state = case when state = 'accepted' then :state else state end, asks_us = :asks_us,
    asked = asked + 1, changed_us = case when :state = 'accepted' then changed_us else :now_us end,
    says = case when :says = '' then says else :says end
where id = :id;

-- delivery_acknowledge --
update deliveries set state = 'acknowledged', acknowledged_us = :now_us, changed_us = :now_us
where id = :id and acknowledged_us is null and state not in ('queued', 'expired', 'refused');

-- try_add --
insert into tries (delivery, at_us, came_of, says) values (:delivery, :at_us, :came_of, :says);

-- tries_of --
select at_us, came_of, says from tries where delivery = :delivery order by id;

-- delivery --
select d.*, m.stage, m.drill, m.made_us from deliveries d join messages m on m.id = d.message where d.id = :id;

-- deliveries_page --
-- The log, newest first.
select d.*, m.stage, m.drill, m.made_us from deliveries d join messages m on m.id = d.message
where d.id < :before
  and (:channel is null or d.channel = :channel)
  and (:state = '' or d.state = :state)
  and (:alert is null or d.alert = :alert)
  and (:member = '' or d.member = :member)
order by d.id desc limit :limit;

-- deliveries_told --
-- Whom an alert was told to, and by what; the refused never heard.
select distinct channel, address, member from deliveries
where alert = :alert and state not in ('queued', 'refused', 'expired') order by channel, address;

-- deliveries_earlier --
-- What an address was told of an alert before this delivery, oldest first; the newest of them.
select * from (
    select d.id, d.key, m.made_us from deliveries d join messages m on m.id = d.message
    where d.alert = :alert and d.channel = :channel and d.address = :address and d.id < :id
      and d.state in ('accepted', 'delivered', 'acknowledged', 'unclear')
    order by d.id desc limit :limit)
order by id;

-- messages_last --
-- When an alert was last told of.
select max(made_us) as made_us from messages where alert = :alert;

-- reader_position --
select position from readers where name = :name;

-- reader_move --
insert into readers (name, position) values (:name, :position)
on conflict (name) do update set position = max(position, excluded.position);

-- tries_forget --
delete from tries where delivery in (select id from deliveries where queued_us < :before_us);

-- deliveries_forget --
delete from deliveries where queued_us < :before_us;

-- messages_forget --
delete from messages where id not in (select message from deliveries);
