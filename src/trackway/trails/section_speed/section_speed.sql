-- Vehicles that went from one place to another. Times are milliseconds since 1970, {end} excluded; see
-- passages/queries.sql for why the hours are bounded in so many words.

-- through --
-- Each passage at one of the cameras of the start ({starts}) whose plate is next seen, of both places, at one of
-- the end's ({ends}), within {within_ms}. Per plate one array in order of time, by how far each camera's clock
-- ({ahead_ms}, by its number) is known to be ahead: a clock four minutes ahead turns short ways round.
select plate, leg.1 as start_ms, leg.2 as start_camera, leg.3 as start_sequence, leg.4 as start_error_ms,
       leg.5 as end_ms, leg.6 as end_camera, leg.7 as end_sequence, leg.8 as end_error_ms
from
(
    select plate, arrayJoin(arrayFilter(
        one -> one.9 and one.5 - one.1 <= {within_ms:Int64},
        arrayMap((a, b) -> (a.1, a.2, a.3, a.4, b.1, b.2, b.3, b.4, has({starts:Array(UInt16)}, a.2)
                                                                    and has({ends:Array(UInt16)}, b.2)),
                 arrayPopBack(seen), arrayPopFront(seen)))) as leg
    from
    (
        select plate, arraySort(groupArray((
                   toUnixTimestamp64Milli(ts) - {ahead_ms:Array(Int64)}[1 + camera], camera, sequence, toUInt32(error_ms)))) as seen
        from passages
        where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
          and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
          and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
          and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
          and (camera in {starts:Array(UInt16)} or camera in {ends:Array(UInt16)})
          and plate != ''
          and confidence >= {min_confidence:UInt8}
        group by plate
        having length(seen) > 1
    )
)
order by start_ms, plate
limit {limit:UInt32}
