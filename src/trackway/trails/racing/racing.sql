-- Vehicles that went from site to site far quicker than others do. Hours are whole ones, seconds since 1970,
-- and are listed so that the order of the table (hour, camera) is used. Sites are numbered as in clocks.sql.

-- fast_legs --
-- From each passage to the plate's next one at another site, where that took no more than {fast_ms} (n x n) even
-- with the clocks' offsets ({ahead_ms}) taken off and their errors ({granted_ms}) granted to the driver, and no
-- less than {least_ms}, which no vehicle beats. A passage is packed into 64 bits: milliseconds since {origin},
-- camera, sequence.
select plate, leg.1 as earlier, leg.2 as later, leg.3 as took_ms
from
(
    select plate, arrayJoin(arrayFilter(
        leg -> leg.3 > 0
           and leg.3 <= {fast_ms:Array(Int64)}[1 + leg.4 * {sites:UInt32} + leg.5]
           and leg.3 >= {least_ms:Array(Int64)}[1 + leg.4 * {sites:UInt32} + leg.5],
        arrayMap(
            (a, b, from_site, to_site) -> (
                a, b,
                toInt64(bitShiftRight(b, 32)) - toInt64(bitShiftRight(a, 32))
                    - {ahead_ms:Array(Int64)}[1 + to_site] + {ahead_ms:Array(Int64)}[1 + from_site]
                    + {granted_ms:Array(Int64)}[1 + to_site] + {granted_ms:Array(Int64)}[1 + from_site],
                from_site, to_site),
            arrayPopBack(seen), arrayPopFront(seen), arrayPopBack(at), arrayPopFront(at)))) as leg
    from
    (
        select plate,
               arraySort(groupArray(bitOr(
                   bitShiftLeft(toUInt64(toUnixTimestamp64Milli(ts) - {origin:Int64}), 32),
                   bitOr(bitShiftLeft(toUInt64(camera), 16), toUInt64(sequence))))) as seen,
               arrayMap(one -> {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(one, 16), 65535)], seen) as at
        from passages
        where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
          and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
          and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
          and camera in {cameras:Array(UInt16)}
          and plate != ''
          and plate not in {leave_out:Array(String)}
          and confidence >= {min_confidence:UInt8}
        group by plate
        having length(seen) > 1
    )
)
order by earlier, plate
limit {limit:UInt32}
