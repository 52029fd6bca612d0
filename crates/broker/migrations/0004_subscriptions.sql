-- Subscriptions. changed: a new identifier at every change, so that a process sees which ones it has to read again.
create table hub_subscription (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  uri TEXT NOT NULL,
  doc TEXT NOT NULL,
  changed BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  UNIQUE (tenant, uri)
);

-- One row: changes with every subscription.
create table hub_subscription_version (
  one BIGINT PRIMARY KEY,
  version BIGINT NOT NULL
);
insert into hub_subscription_version (one, version) values (1, 0);

-- What delivering made of a subscription: counters and times (microseconds since 1970), when a periodic notification is
-- due next, which process delivers and until when.
create table hub_subscription_state (
  subscription BIGINT PRIMARY KEY,
  times_sent BIGINT NOT NULL,
  times_failed BIGINT NOT NULL,
  last_notification BIGINT,
  last_success BIGINT,
  last_failure BIGINT,
  next_at BIGINT,
  owner BIGINT NOT NULL,
  lease_until BIGINT NOT NULL
);
create index hub_subscription_state_next on hub_subscription_state (next_at) where next_at is not null;

-- What several subscriptions are to be told.
create table hub_event (
  id BIGINT PRIMARY KEY,
  doc TEXT NOT NULL
);

-- What a subscription is still to be told, in this order. doc: what happened, unless it stands in hub_event.
create table hub_delivery (
  id {serial},
  subscription BIGINT NOT NULL,
  at BIGINT NOT NULL,
  event BIGINT,
  doc TEXT
);
create index hub_delivery_subscription on hub_delivery (subscription, id);
create index hub_delivery_event on hub_delivery (event) where event is not null;
