-- The token that made a subscription, or changed it last: it is told as long as that token may be told. Null: made while
-- the hub was open to everybody.
alter table hub_subscription add column token BIGINT;
