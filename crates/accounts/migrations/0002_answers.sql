-- Answers to writes of the API that were sent under a key (Idempotency-Key), so that the same write sent twice is done
-- once. `digest` is of path and body under the installation's own key.
create table kept_answer (
  actor BIGINT NOT NULL,
  key TEXT NOT NULL,
  digest {blob} NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
);
create index kept_answer_at on kept_answer (at);
