-- From version 3 to 4: the cameras' streams, what is recorded of them, and who said so.

create table camera_stream ( -- one setting of a camera's stream, or its end; the newest row of a stream holds
    id integer primary key, -- in the order they came
    camera integer not null references camera (number), -- whose stream
    role text not null -- main: the full picture; sub: a small one
        check (role in ('main', 'sub')),
    at_us integer not null, -- when, UTC microseconds since 1970
    by_whom text not null -- who: an officer's name or the account at the command line
        check (length(by_whom) between 1 and 200),
    url text -- rtsp:// or rtsps://, without user name and password; null: the stream was taken away
        check (url is null or length(url) between 8 and 2000),
    username text not null default '' -- who logs in at the camera; empty: nobody needs to
        check (length(username) <= 200),
    password_set integer not null default 0 -- 1: this setting came with a new password (never kept here)
        check (password_set in (0, 1)),
    transport text not null default 'own' -- whose client fetches it
        check (transport in ('own', 'library_tcp', 'library_udp')),
    retention text not null default 'ordinary' -- how long its footage is promised to be kept
        check (retention in ('ordinary', 'important', 'brief')),
    is_recorded integer not null default 1 -- 1: the recorder shall keep it
        check (is_recorded in (0, 1)),
    device_url text not null default '' -- the ONVIF device service it was found by; empty: the URL was typed in
        check (length(device_url) <= 2000)
) strict;

create index camera_stream_newest on camera_stream (camera, role, id);

create trigger camera_stream_stays before update on camera_stream
begin
    select raise(abort, 'a stream''s setting is followed by another, never changed');
end;

create trigger camera_stream_is_kept before delete on camera_stream
begin
    select raise(abort, 'a stream''s setting is followed by another, never deleted');
end;

create table camera_password ( -- the password of a stream in use; one that is replaced is not kept
    camera integer not null references camera (number),
    role text not null
        check (role in ('main', 'sub')),
    sealed blob not null -- AES-256-GCM; see secrets.py
        check (length(sealed) between 36 and 4000),
    primary key (camera, role)
) strict, without rowid;

create table stream_change ( -- one row: a number that grows whenever the recorder has something to follow
    id integer primary key check (id = 1),
    token integer not null
) strict;

insert into stream_change (id, token) values (1, 0);

create trigger stream_change_by_setting after insert on camera_stream
begin
    update stream_change set token = token + 1;
end;

create trigger stream_change_by_retiring after update of is_retired on camera
when new.is_retired <> old.is_retired
begin
    update stream_change set token = token + 1;
end;

create trigger stream_change_by_password after delete on camera_password
begin
    update stream_change set token = token + 1;
end;
