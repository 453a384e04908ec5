-- How far the watch is in the journal. Moved in the transaction that writes down what was found up to there,
-- so every passage counts once, whatever is killed when. Each room of the watch has tables of its own.

create table if not exists progress (
    one      integer primary key check (one = 1),
    position integer not null check (position >= 0),
    hits     integer not null default 0,            -- found so far
    passages integer not null default 0             -- looked at so far
) strict;

insert or ignore into progress (one, position) values (1, 0);
