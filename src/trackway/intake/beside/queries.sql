-- forget_stretch --
-- What was said of a stretch before it was watched again.
delete from comparison
where camera_number = :camera_number and first_model = :first_model and second_model = :second_model
    and at_us >= :from_us and at_us < :end_us

-- add --
-- One vehicle; seen again it is the same.
insert or replace into comparison (camera_number, at_us, ordinal, first_model, second_model, passage_id, picture,
    first_text, first_confidence, first_looks, second_text, second_confidence, second_looks)
values (:camera_number, :at_us, :ordinal, :first_model, :second_model, :passage_id, :picture,
    :first_text, :first_confidence, :first_looks, :second_text, :second_confidence, :second_looks)

-- add_stretch --
-- One piece of footage; watched again it is the same.
insert or replace into stretch (camera_number, from_us, first_model, second_model, seconds,
    first_pictures, first_cpu_s, second_pictures, second_cpu_s)
values (:camera_number, :from_us, :first_model, :second_model, :seconds,
    :first_pictures, :first_cpu_s, :second_pictures, :second_cpu_s)

-- agreements --
-- How two engines stood to each other, per pair of them; counts and means, no plates.
select first_model, second_model, count(*) as vehicles,
    count(case when first_text = second_text then 1 end) as agree,
    count(case when first_text <> second_text then 1 end) as differ,
    count(case when second_text is null then 1 end) as only_first,
    count(case when first_text is null then 1 end) as only_second,
    avg(case when second_text is not null then first_confidence end) as first_confidence,
    avg(case when first_text is not null then second_confidence end) as second_confidence,
    count(case when first_text <> second_text and first_confidence > second_confidence then 1 end)
        as first_surer,
    count(case when first_text <> second_text and second_confidence > first_confidence then 1 end)
        as second_surer
from comparison
where at_us >= :from_us and at_us < :end_us
    and (:camera_number is null or camera_number = :camera_number)
group by first_model, second_model order by vehicles desc, first_model, second_model

-- costs --
-- What looking cost them, per pair.
select first_model, second_model, sum(seconds) as seconds,
    sum(first_pictures) as first_pictures, sum(first_cpu_s) as first_cpu_s,
    sum(second_pictures) as second_pictures, sum(second_cpu_s) as second_cpu_s
from stretch
where from_us >= :from_us and from_us < :end_us
    and (:camera_number is null or camera_number = :camera_number)
group by first_model, second_model order by seconds desc, first_model, second_model

-- disagreements --
-- The newest vehicles of which the two say different things.
select camera_number, at_us, first_model, second_model, passage_id, picture, first_text, first_confidence,
    first_looks, second_text, second_confidence, second_looks
from comparison
where at_us >= :from_us and at_us < :end_us and first_text is not second_text
    and (:camera_number is null or camera_number = :camera_number)
order by at_us desc, ordinal desc limit :most

-- filed --
-- Vehicles that were filed, with what both read: for officers' corrections to judge.
select passage_id, first_model, second_model, first_text, second_text
from comparison
where passage_id is not null and at_us >= :from_us and at_us < :end_us
    and (:camera_number is null or camera_number = :camera_number)

-- pictures_before --
-- The pictures of vehicles earlier than this.
select distinct picture from comparison where at_us < :before_us

-- pictures_of --
-- Which of some pictures (a JSON list of digests) any comparison shows.
select distinct picture from comparison where picture in (select value from json_each(:digests))

-- forget --
-- Comparisons of vehicles earlier than this are destroyed with the passages.
delete from comparison where at_us < :before_us
