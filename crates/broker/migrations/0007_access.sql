-- What a token may do on the hub. token: of accounts. rights: JSON of tenants, types (null: all) and verbs.
create table hub_right (
  token BIGINT PRIMARY KEY,
  rights TEXT NOT NULL
);

-- Who asked or told the hub what, when and why. id: rises with time. at: milliseconds since 1970. token: 0 where the hub
-- is open to everybody. micros: how long the answer took.
create table hub_log (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  token BIGINT NOT NULL,
  who TEXT NOT NULL,
  tenant TEXT NOT NULL,
  method TEXT NOT NULL,
  resource TEXT NOT NULL,
  path TEXT NOT NULL,
  subject TEXT NOT NULL,
  purpose TEXT NOT NULL,
  status BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  micros BIGINT NOT NULL
);
create index hub_log_token on hub_log (token, id);
