-- The register, version 2: which engine reads a camera's plates.
alter table camera add column engine text not null default '' -- as `trackway engines list` names it; empty: the default
    check (length(engine) <= 500);
