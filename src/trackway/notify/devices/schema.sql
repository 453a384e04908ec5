-- Browsers that may be pushed to. SQLite; times are UTC microseconds since 1970.

create table if not exists push_devices (
    id       integer primary key autoincrement,
    officer  text not null check (officer <> ''),       -- user name
    name     text not null check (name <> ''),          -- as its officer calls it
    endpoint text not null unique,                       -- where the browser's maker takes pushes for it
    p256dh   blob not null check (length(p256dh) = 65),  -- its public key: uncompressed point of P-256
    auth     blob not null check (length(auth) = 16),    -- its secret (RFC 8291 §3.2)
    added_us integer not null,
    told_us  integer                                     -- last push that its service took
) strict;

create index if not exists push_devices_by_officer on push_devices (officer, id);

create table if not exists push_taken (
    -- What a device's service has taken: a message that is sent again skips it.
    key           text not null,
    device        integer not null references push_devices (id) on delete cascade,
    good_until_us integer not null,
    primary key (key, device)
) strict, without rowid;

create table if not exists push_keys (
    -- The private key that tells push services who we are (RFC 8292), made once: every subscription is bound
    -- to it. The file is readable by its owner only.
    one integer primary key check (one = 1),
    der blob not null                                    -- PKCS #8
) strict;
