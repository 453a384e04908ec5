-- Who comes by night. Hours are whole ones, seconds since 1970, and are listed so that the order of the table
-- (hour, camera) is used; see passages/queries.sql.

-- by_night --
-- Plates at some cameras in a band of the day on at least so many nights; the band begins {begins} minutes
-- after midnight of Taipei and is {minutes} long. A night is counted to the day on which it began. Plates that
-- pass those cameras {often} times in a sample of other hours ({days}) live here and are left out (none, where the sample is empty).
select plate, uniqExact(intDiv(local - {begins:Int64}, 1440)) as nights, count() as times
from
(
    select plate, intDiv(toUnixTimestamp64Milli(ts), 60000) + 480 as local
    from passages
    where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
      and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
      and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
      and camera in {cameras:Array(UInt16)}
      and plate != ''
      and plate not in
      (
          select plate
          from passages
          where toStartOfHour(ts) in (select toDateTime(arrayJoin({days:Array(UInt32)}), 'UTC'))
            and camera in {cameras:Array(UInt16)}
          group by plate
          having count() >= {often:UInt32}
      )
)
where (local - {begins:Int64}) % 1440 < {minutes:Int64}
group by plate
having nights >= {least:UInt32}
order by nights desc, plate
limit {limit:UInt32}

-- otherwise --
-- How often some plates passed those cameras in some hours that the band does not touch.
select plate, count() as times
from passages
where toStartOfHour(ts) in (select toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  and camera in {cameras:Array(UInt16)}
  and plate in {plates:Array(String)}
group by plate
