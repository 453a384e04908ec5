-- Plates that were at two places too soon for one vehicle. Hours are whole ones, seconds since 1970, and are
-- listed so that the order of the table (hour, camera) is used. Sites are numbered as in clocks.sql.

-- too_soon --
-- Plates seen twice in a row sooner than any vehicle gets from the one site to the other ({needed_ms}, n x n),
-- with both clocks' offsets ({ahead_ms}) taken off and their errors granted ({granted_ms}; -1 takes what
-- the passage's clock claims); and plates seen as different kinds of vehicle, each {often} times or more and in
-- one passage of seven: a month of one vehicle has slips of the eye too. Vans and trucks are taken for either.
-- A passage is packed into 64 bits: milliseconds since {origin}, camera, tenths of its clock's bound.
select plate, pairs.1 as earlier, pairs.2 as later, is_two_kinds
from
(
    select plate,
           arrayFilter(
               pair -> {needed_ms:Array(Int64)}[
                           1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.1, 16), 65535)] * {sites:UInt32}
                             + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.2, 16), 65535)]]
                       > abs(toInt64(bitShiftRight(pair.2, 32)) - toInt64(bitShiftRight(pair.1, 32))
                             - {ahead_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.2, 16), 65535)]]
                             + {ahead_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.1, 16), 65535)]])
                         + if({granted_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.1, 16), 65535)]] >= 0,
                              {granted_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.1, 16), 65535)]],
                              100 * toInt64(bitAnd(pair.1, 65535)))
                         + if({granted_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.2, 16), 65535)]] >= 0,
                              {granted_ms:Array(Int64)}[1 + {site:Array(UInt16)}[1 + bitAnd(bitShiftRight(pair.2, 16), 65535)]],
                              100 * toInt64(bitAnd(pair.2, 65535))),
               arrayZip(arrayPopBack(seen), arrayPopFront(seen))) as pairs,
           is_two_kinds
    from
    (
        select plate,
               arraySort(groupArray(bitOr(
                   bitShiftLeft(toUInt64(toUnixTimestamp64Milli(ts) - {origin:Int64}), 32),
                   bitOr(bitShiftLeft(toUInt64(camera), 16),
                         toUInt64(least(intDiv(toUInt64(error_ms) + 99, 100), 65535)))))) as seen,
               countIf(kind in ('scooter', 'heavy_motorcycle') and kind_confidence >= 80) as two,
               countIf(kind in ('sedan', 'suv', 'car', 'taxi') and kind_confidence >= 80) as four,
               countIf(kind in ('bus', 'coach') and kind_confidence >= 80) as heavy,
               greatest({often:UInt32}, intDiv(length(seen), 7)) as often,
               (two >= often) + (four >= often) + (heavy >= often) >= 2 as is_two_kinds
        from passages
        where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
          and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
          and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
          and camera in {cameras:Array(UInt16)}
          and plate != ''
          and confidence >= {min_confidence:UInt8}
        group by plate
        having length(seen) > 1
    )
)
where notEmpty(pairs) or is_two_kinds
order by length(pairs) desc, plate
limit {limit:UInt32}

-- sightings --
-- The passages of some plates with what was seen of the vehicle, by plate and time.
select plate, toUnixTimestamp64Milli(ts) as ms, camera, sequence, confidence, looks,
       toString(kind) as kind, kind_confidence, toString(colour) as colour, colour_confidence,
       toString(plate_colours) as plate_colours, error_ms
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and camera in {cameras:Array(UInt16)}
  and plate in {plates:Array(String)}
order by plate, ms, camera, sequence
limit {limit:UInt32}
