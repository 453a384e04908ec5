-- Travel times between chosen places. Hours are whole ones, and are listed so that the order of the table (hour,
-- camera) is used; see passages/queries.sql.

-- travel_times --
-- For each ordered pair of places and hour of the week (0 is Monday 00 h in Taipei, 168 all hours together): at
-- how many vehicles the last passage at the first place was followed, within the bound, by one at the second as
-- the next of all places, and quantiles of the seconds between, at rank p (n + 1). Second place 0 stands for
-- vehicles that came to none of the others within the bound. {cameras} and {places} are of equal length: a
-- camera and the number (from 1) of its place. Read are {hours} (seconds since 1970), counted vehicles that
-- started from {first} to {end} (milliseconds, excluded) in one of {starts} (hours since 1970). Per vehicle one array in order of time, as in the question `usual`.
select start, finish, hour, count() as vehicles,
       arrayMap(s -> s / 1000, quantilesExactExclusive(0.01, 0.05, 0.1, 0.5, 0.9, 0.99)(took)) as took_s,
       max(error_ms) as clock_ms, countIf(unmeasured) as unmeasured
from
(
    select step.1 as start, step.2 as finish, step.4 as took, step.5 as error_ms, step.6 as unmeasured,
           arrayJoin([(intDiv(step.3, 3600000) + 80) % 168, 168]) as hour
    from
    (
        select arrayJoin(arrayFilter(
            (step, now, next) -> next.2 != now.2 or step.4 > {within_ms:Int64},
            arrayMap((now, next) -> (now.2,
                                     if(next.2 > 0 and next.2 != now.2 and next.1 - now.1 <= {within_ms:Int64}, next.2, 0),
                                     now.1,
                                     next.1 - now.1,
                                     if(now.3 = 4294967295 or next.3 = 4294967295, 0, toUInt64(now.3) + next.3),
                                     now.3 = 4294967295 or next.3 = 4294967295),
                     seen, following),
            seen, following)) as step
        from
        (
            select arraySort(groupArray((ms, place, error_ms))) as seen,
                   arrayPushBack(arrayPopFront(seen), (toInt64(0), toUInt8(0), toUInt32(0))) as following
            from
            (
                select plate, toUnixTimestamp64Milli(ts) as ms, error_ms,
                       toUInt8(transform(camera, {cameras:Array(UInt16)}, {places:Array(UInt8)}, 0)) as place
                from passages
                where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
                  and camera in {cameras:Array(UInt16)}
                  and plate != ''
            )
            group by plate
        )
    )
    where step.3 >= {first:Int64} and step.3 < {end:Int64} and intDiv(step.3, 3600000) in {starts:Array(Int64)}
)
group by start, finish, hour
order by start, finish, hour
