-- Proposals of new systems. data: what is proposed; found: what was like it when it was filed, side by side (JSON).
-- amount: the investment asked for, in fen. system: the planned system that it became.
create table info_proposal (
  id BIGINT PRIMARY KEY,
  no BIGINT NOT NULL,
  name TEXT NOT NULL,
  unit BIGINT NOT NULL,
  state TEXT NOT NULL,
  amount BIGINT NOT NULL,
  system BIGINT REFERENCES info_system (id),
  data TEXT NOT NULL,
  found TEXT NOT NULL,
  taxonomy TEXT NOT NULL,
  filed_at BIGINT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_name TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
create index info_proposal_unit on info_proposal (unit, id);
create index info_proposal_system on info_proposal (system) where system is not null;

-- Signed decisions on proposals; never changed, reversed by another. kind: merge, reuse, retire, go-on, or reverse.
-- target: the system merged with, reused or retired. avoided: spending avoided, in fen. found: what was like it then (JSON).
create table info_verdict (
  id BIGINT PRIMARY KEY,
  proposal BIGINT NOT NULL REFERENCES info_proposal (id),
  kind TEXT NOT NULL,
  target BIGINT REFERENCES info_system (id),
  reason TEXT NOT NULL,
  avoided BIGINT NOT NULL,
  found TEXT NOT NULL,
  reverses BIGINT REFERENCES info_verdict (id),
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);
create index info_verdict_proposal on info_verdict (proposal, id);
create unique index info_verdict_reverses on info_verdict (reverses) where reverses is not null;

-- What reviewers have taught of capabilities: lessons, never changed, undone by another. body: the lesson (JSON).
create table capability_lesson (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  undoes BIGINT REFERENCES capability_lesson (version),
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);

--[sqlite]
create trigger info_verdict_no_update before update on info_verdict begin select raise(abort, 'decisions are append-only'); end;
create trigger info_verdict_no_delete before delete on info_verdict begin select raise(abort, 'decisions are append-only'); end;
create trigger capability_lesson_no_update before update on capability_lesson begin select raise(abort, 'lessons are append-only'); end;
create trigger capability_lesson_no_delete before delete on capability_lesson begin select raise(abort, 'lessons are append-only'); end;
--[postgres]
create function info_append_only() returns trigger language plpgsql as $$
begin raise exception 'this table is append-only'; end $$;
create trigger info_verdict_append_only before update or delete or truncate on info_verdict
  for each statement execute function info_append_only();
create trigger capability_lesson_append_only before update or delete or truncate on capability_lesson
  for each statement execute function info_append_only();
--[both]
