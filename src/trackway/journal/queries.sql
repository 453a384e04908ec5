-- Queries of the journal, by name.

-- tally_end --
select end from tally;

-- tally_grow --
update tally set end = end + :passages;

-- page_add --
insert into pages (last, passages, appended_us, packed) values (:last, :passages, :appended_us, :packed);

-- pages_after --
-- Pages that begin before the most that are wanted, counted from what is still here.
select last, passages, appended_us, packed from pages
where last > :after
  and last - passages < :most + max(:after, (select last - passages from pages where last > :after
                                             order by last limit 1))
order by last;

-- page_since --
select last - passages as before from pages where appended_us >= :at_us order by last limit 1;

-- reader_position --
select position from readers where name = :name;

-- reader_reached --
insert into readers (name, position) values (:name, :position)
on conflict (name) do update set position = max(position, excluded.position);

-- pages_forget --
delete from pages
where appended_us < :before_us and last <= (select coalesce(min(position), 0) from readers)
returning passages;
