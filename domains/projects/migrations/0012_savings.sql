-- Spending avoided by decisions on proposals, in fen; an entry is never changed, a negative one reverses it.
create table info_saving (
  id BIGINT PRIMARY KEY,
  year BIGINT NOT NULL,
  day BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  proposal BIGINT NOT NULL REFERENCES info_proposal (id),
  verdict BIGINT NOT NULL REFERENCES info_verdict (id),
  reverses BIGINT REFERENCES info_saving (id),
  at BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);
create index info_saving_year on info_saving (year, unit, id);
create unique index info_saving_reverses on info_saving (reverses) where reverses is not null;

--[sqlite]
create trigger info_saving_no_update before update on info_saving begin select raise(abort, 'the ledger is append-only'); end;
create trigger info_saving_no_delete before delete on info_saving begin select raise(abort, 'the ledger is append-only'); end;
--[postgres]
create trigger info_saving_append_only before update or delete or truncate on info_saving
  for each statement execute function info_append_only();
--[both]
