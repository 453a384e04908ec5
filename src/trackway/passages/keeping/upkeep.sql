-- What upkeep asks of the tables and does to them. Every statement reads all there is of a table, a month or a
-- day, by its nature: they run at night, one at a time, on one core.

-- broken_parts --
-- Parts whose files, those of every order, are not what their checksums say.
check table {table:Identifier}

-- projections --
-- The other orders and sums of the passages.
select name, toString(type) from system.projections
where database = currentDatabase() and table = 'passages'
order by name

-- months_without --
-- Months with a part that lacks one of them.
select distinct partition_id from system.parts
where database = currentDatabase() and table = 'passages' and active and rows > 0
  and not has(projections, {projection:String})
order by partition_id

-- months_differing --
-- Months whose passages in order of plate are not those in order of time.
select month from
(
    select toYYYYMM(ts) as month, count() as n, groupBitXor(cityHash64(plate, toUnixTimestamp64Milli(ts))) as hash
    from passages
    group by month
    settings optimize_use_projections = 0
) as mine
full outer join
(
    select toYYYYMM(ts) as month, count() as n, groupBitXor(cityHash64(plate, toUnixTimestamp64Milli(ts))) as hash
    from mergeTreeProjection(currentDatabase(), 'passages', 'by_plate')
    group by month
) as theirs using (month)
where mine.n != theirs.n or mine.hash != theirs.hash
order by month

-- clear_by_plate --
-- The order of plate of one month, to be made anew. (The engine takes no parameter for a projection's name.)
alter table passages clear projection by_plate in partition {month:String}

-- make_by_plate --
-- The order of plate of one month, made from the passages.
alter table passages materialize projection by_plate in partition {month:String}

-- clear_hourly --
-- The hourly counts of one month, likewise.
alter table passages clear projection hourly in partition {month:String}

-- make_hourly --
-- The hourly counts of one month, likewise.
alter table passages materialize projection hourly in partition {month:String}

-- plates_missing --
-- Plates that the dictionary lacks, or has for less time than they were seen.
select count() from
(
    select plate, toUnixTimestamp64Milli(min(ts)) as first, toUnixTimestamp64Milli(max(ts)) as last
    from passages
    where plate != ''
    group by plate
) as seen
left join (select plate, min(first_ms) as first, max(last_ms) as last from plates group by plate) as known using (plate)
where known.last = 0 or known.first > seen.first or known.last < seen.last
settings max_bytes_before_external_group_by = 500000000, join_algorithm = 'grace_hash'

-- days_of --
-- The days (UTC) of the passages.
select toUnixTimestamp(day) * 1000 from (select distinct toStartOfDay(toStartOfHour(ts), 'UTC') as day from passages)
order by 1

-- doubled --
-- Identities of a day that are there more than once.
select count() from
(
    select 1 from passages
    where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
      and toStartOfHour(ts) < toStartOfHour(fromUnixTimestamp64Milli({end:Int64}, 'UTC'))
    group by ts, camera, sequence
    having count() > 1
)

-- unproven --
-- Passages of a day that should have evidence and have none.
select count() from passages
where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
  and toStartOfHour(ts) < toStartOfHour(fromUnixTimestamp64Milli({end:Int64}, 'UTC'))
  and evident
  and (ts, camera, sequence) not in
  (
      select ts, camera, sequence from evidence
      where toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({first:Int64}, 'UTC'))
        and toStartOfHour(ts) < toStartOfHour(fromUnixTimestamp64Milli({end:Int64}, 'UTC'))
  )

-- months_in_parts --
-- Months of a table that lie in more than so many parts; '' is a table without months.
select partition_id, count() as parts from system.parts
where database = currentDatabase() and table = {table:String} and active
group by partition_id
having parts > {most:UInt32}
order by partition_id

-- merge_month --
-- One part of a month's parts.
optimize table {table:Identifier} partition {month:String} final

-- merge --
-- One part of a table's parts.
optimize table plates final
