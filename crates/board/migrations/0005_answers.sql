-- Answers kept under idempotency keys are kept by the accounts for every crate (kept_answer). Those kept here were of a
-- digest that no later request has: at most a day's worth of repeated writes is not recognised.
drop table idempotency;
