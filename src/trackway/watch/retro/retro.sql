-- Past passages of what an entry accepts, over the tables of the store of passages. Bounds of time as in its own
-- queries; {regex} is the entry as a regular expression over whole plates.

-- retro_rows --
-- What is looked at: other texts of passages in the span, and the plates ever read.
select (select count() from evidence
        where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
          and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC')))
       + (select count() from plates) as rows

-- retro_voted --
-- Identities of passages whose voted plate is accepted, newest first.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence
from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and plate in (select plate from plates
                where match(plate, {regex:String}) and first_ms < {end:Int64} and last_ms >= {first:Int64})
order by ts desc, camera desc, sequence desc
limit {limit:UInt32}

-- retro_told --
-- Identities of passages of which another text is accepted that the looks allow, newest first.
select toUnixTimestamp64Milli(ts) as ms, camera, sequence
from evidence
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) <= toStartOfHour(fromUnixTimestamp64Milli({end:Int64} - 1, 'UTC'))
  and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
  and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
  and notEmpty(alternatives)
  and arrayExists(text -> match(text, {regex:String}), alternatives)
order by ts desc, camera desc, sequence desc
limit {limit:UInt32}
