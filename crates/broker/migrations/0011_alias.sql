-- What this installation calls itself where requests name the brokers they have passed, unless the operator says
-- otherwise. One row, made at the first start.
create table hub_alias (
  one BIGINT PRIMARY KEY,
  alias TEXT NOT NULL
);
