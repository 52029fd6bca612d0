-- Units form a tree; nothing is deleted, a unit is closed from a day on.
create table unit (
  id BIGINT PRIMARY KEY,
  parent BIGINT REFERENCES unit (id),
  kind TEXT NOT NULL,
  code TEXT,
  credit_code TEXT,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  short_zh TEXT NOT NULL,
  short_en TEXT NOT NULL,
  aliases TEXT NOT NULL,
  sort BIGINT NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  version BIGINT NOT NULL
);
create unique index unit_name on unit (name_zh) where valid_to is null;
create index unit_parent on unit (parent);

-- Posts of units, people, and who held which post when. Duties belong to posts; the successor inherits them.
create table person (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  version BIGINT NOT NULL
);
create table post (
  id BIGINT PRIMARY KEY,
  unit BIGINT NOT NULL REFERENCES unit (id),
  kind TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  single BIGINT NOT NULL,
  sort BIGINT NOT NULL,
  version BIGINT NOT NULL
);
create index post_unit on post (unit, kind);
create table appointment (
  id BIGINT PRIMARY KEY,
  post BIGINT NOT NULL REFERENCES post (id),
  person BIGINT NOT NULL REFERENCES person (id),
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  version BIGINT NOT NULL
);
create index appointment_post on appointment (post, from_day);
create index appointment_person on appointment (person);

-- Users. `name` is the sign-in name in lower case.
create table user_account (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  display TEXT NOT NULL,
  role TEXT NOT NULL,
  unit BIGINT REFERENCES unit (id),
  person BIGINT REFERENCES person (id),
  password TEXT NOT NULL,
  must_change BIGINT NOT NULL,
  totp {blob},
  totp_step BIGINT NOT NULL,
  disabled BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
create unique index user_account_name on user_account (name);

-- Sessions by the SHA-256 of their secret. `complete` is 0 while the one-time code is still awaited.
create table session (
  id BIGINT PRIMARY KEY,
  hash {blob} NOT NULL,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  complete BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ended_at BIGINT,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
create unique index session_hash on session (hash);
create index session_of_user on session (user_id, ended_at);

-- Failed sign-ins, counted by `p <account> <address>`, `a <account>` and `s <address>`.
create table sign_in_tries (
  subject TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
-- Addresses from which a user has signed in before.
create table sign_in_place (
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  address TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (user_id, address)
);

-- Tokens of programs by the SHA-256 of their secret.
create table token (
  id BIGINT PRIMARY KEY,
  hash {blob} NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit BIGINT REFERENCES unit (id),
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  used_day BIGINT
);
create unique index token_hash on token (hash);
