-- Queries of the watch itself, by name; those of its rooms stand with them.

-- progress --
select position, hits, passages from progress;

-- progress_move --
update progress set position = :position, hits = hits + :hits, passages = passages + :passages
where position <= :position;
