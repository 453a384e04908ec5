-- What the passages of many vehicles tell of the ways between sites, and so of the sites' clocks. Hours are
-- whole ones, seconds since 1970, and are listed so that the order of the table (hour, camera) is used.
-- Sites are numbered by whoever asks: {site} holds the number of the site of every camera, by camera number.

-- claimed --
-- The worst bound that each camera's clock claims in some hours, and whether anybody measured it.
select camera, maxIf(error_ms, error_ms != 4294967295) as claimed_ms,
       max(error_ms = 4294967295) as is_unmeasured
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and camera in {cameras:Array(UInt16)}
group by camera
order by camera

-- legs --
-- How long vehicles took from one site to the one they were seen at next, of those that took two hours at
-- most: the quick (5 %), the usual (25 %: those that did not stop) and how many. One array per plate, each
-- passage packed into 64 bits, is seven times quicker than a window over all of them.
select leg.1 as start, leg.2 as stop, count() as sample,
       quantileExact(0.05)(leg.3) / 1000 as quick_s, quantileExact(0.25)(leg.3) / 1000 as usual_s
from
(
    select arrayJoin(arrayFilter(
        one -> one.1 != one.2 and one.3 > 0 and one.3 <= 7200000,
        arrayMap((a, b) -> (
                {site:Array(UInt16)}[1 + bitAnd(a, 65535)], {site:Array(UInt16)}[1 + bitAnd(b, 65535)],
                toInt64(bitShiftRight(b, 16)) - toInt64(bitShiftRight(a, 16))),
            arrayPopBack(seen), arrayPopFront(seen)))) as leg
    from
    (
        select arraySort(groupArray(
            bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(ts)), 16), toUInt64(camera)))) as seen
        from passages
        where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
          and camera in {cameras:Array(UInt16)}
          and plate != ''
          and confidence >= 80
        group by plate
        having length(seen) > 1
    )
)
group by start, stop

-- witnesses --
-- The journeys from one site to the next of all those asked ({cameras}) that begin or end at one of {ends} and
-- took an hour at most. Hours as above.
select plate, leg.1 as earlier_ms, leg.2 as earlier_site, leg.3 as later_ms, leg.4 as later_site
from
(
    select plate, arrayJoin(arrayFilter(
        one -> one.2 != one.4 and one.3 - one.1 <= 3600000
           and (has({ends:Array(UInt16)}, one.2) or has({ends:Array(UInt16)}, one.4)),
        arrayMap((a, b) -> (
                toInt64(bitShiftRight(a, 16)), {site:Array(UInt16)}[1 + bitAnd(a, 65535)],
                toInt64(bitShiftRight(b, 16)), {site:Array(UInt16)}[1 + bitAnd(b, 65535)]),
            arrayPopBack(seen), arrayPopFront(seen)))) as leg
    from
    (
        select plate, arraySort(groupArray(
            bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(ts)), 16), toUInt64(camera)))) as seen
        from passages
        where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
          and camera in {cameras:Array(UInt16)}
          and plate != ''
          and confidence >= 80
        group by plate
        having length(seen) > 1
    )
)
order by earlier_ms, plate
