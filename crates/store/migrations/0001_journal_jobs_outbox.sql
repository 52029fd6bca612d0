-- The journal: append-only. Entries of one subject form a hash chain (n, prev, hash); seals chain Merkle roots.
create table journal (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  act TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  n BIGINT NOT NULL,
  body TEXT NOT NULL,
  prev {blob} NOT NULL,
  hash {blob} NOT NULL
);
create unique index journal_chain on journal (kind, subject, n);

create table seal (
  n BIGINT PRIMARY KEY,
  upto BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  root {blob} NOT NULL,
  prev {blob} NOT NULL,
  hash {blob} NOT NULL,
  at BIGINT NOT NULL
);

--[sqlite]
create trigger journal_no_update before update on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger journal_no_delete before delete on journal begin select raise(abort, 'the journal is append-only'); end;
create trigger seal_no_update before update on seal begin select raise(abort, 'seals are append-only'); end;
create trigger seal_no_delete before delete on seal begin select raise(abort, 'seals are append-only'); end;
--[postgres]
create sequence journal_seq;
create function append_only() returns trigger language plpgsql as $$
begin raise exception 'the journal is append-only'; end $$;
create trigger journal_append_only before update or delete or truncate on journal
  for each statement execute function append_only();
create trigger seal_append_only before update or delete or truncate on seal
  for each statement execute function append_only();
--[both]

-- Work that happens later: taken by any process, retried, never lost.
create table job (
  id {serial},
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  unique_key TEXT,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting',
  lease_until BIGINT NOT NULL DEFAULT 0,
  last_error TEXT,
  created_at BIGINT NOT NULL
);
create index job_due on job (state, run_at);
create unique index job_unique on job (unique_key);

-- What happened, for whoever listens: written in the transaction that made it happen.
create table outbox (
  seq {serial},
  at BIGINT NOT NULL,
  topic TEXT NOT NULL,
  subject BIGINT NOT NULL,
  body TEXT NOT NULL
);
create table outbox_reader (
  name TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);
