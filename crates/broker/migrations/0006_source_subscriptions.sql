-- 1: the subscription is about registrations of context sources (clause 5.11) and not about entities.
alter table hub_subscription add column sources BIGINT NOT NULL DEFAULT 0;
