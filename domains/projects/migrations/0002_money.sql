-- The approvals of a project (审批): what was filed (JSON), what was decided on it (JSON, empty until then). amount: the
-- estimate that it states, in fen.
create table project_approval (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  kind TEXT NOT NULL,
  amount BIGINT,
  filing TEXT NOT NULL,
  filed_at BIGINT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_name TEXT NOT NULL,
  state TEXT NOT NULL,
  decision TEXT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT,
  decided_name TEXT NOT NULL
);
create index project_approval_project on project_approval (project, id);

-- Opinions on what was filed (会签): one of a unit, signed; never changed, a later one stands beside it.
create table project_opinion (
  id BIGINT PRIMARY KEY,
  approval BIGINT NOT NULL REFERENCES project_approval (id),
  unit BIGINT,
  stance TEXT NOT NULL,
  text TEXT NOT NULL,
  signed_at BIGINT NOT NULL,
  signed_by BIGINT NOT NULL,
  signed_name TEXT NOT NULL
);
create index project_opinion_approval on project_opinion (approval, id);

-- The ledger of public money, in fen: entries whose postings add up to nothing. Nothing here is ever changed or deleted;
-- what was wrong is reversed by another entry, once. contract: under which it was paid.
create table fund_entry (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  kind TEXT NOT NULL,
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  paper TEXT NOT NULL,
  note TEXT NOT NULL,
  contract BIGINT,
  reverses BIGINT UNIQUE REFERENCES fund_entry (id)
);
create index fund_entry_project on fund_entry (project, id);
create index fund_entry_contract on fund_entry (contract) where contract is not null;

-- year: the budget year. period: the month that it counts for, as year * 12 + month - 1; a reversal counts for the month
-- of what it takes back.
create table fund_posting (
  entry BIGINT NOT NULL REFERENCES fund_entry (id),
  place BIGINT NOT NULL,
  project BIGINT NOT NULL,
  account TEXT NOT NULL,
  year BIGINT NOT NULL,
  period BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (entry, place)
);
create index fund_posting_account on fund_posting (project, account, year);

-- What the postings of an account add up to in each budget year, and what was paid in and out in each month; kept in the
-- transaction that posts, and compared with the postings by tests and by `qipan doctor`.
create table fund_balance (
  project BIGINT NOT NULL,
  account TEXT NOT NULL,
  year BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (project, account, year)
);
create table fund_month (
  project BIGINT NOT NULL,
  period BIGINT NOT NULL,
  paid_in BIGINT NOT NULL,
  paid_out BIGINT NOT NULL,
  PRIMARY KEY (project, period)
);

-- By what the light of payment and idle money are told; the newest row holds.
create table fund_terms (
  id BIGINT PRIMARY KEY,
  idle_months BIGINT NOT NULL,
  payment_required BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL
);

--[sqlite]
create trigger fund_entry_no_update before update on fund_entry begin select raise(abort, 'the ledger is append-only'); end;
create trigger fund_entry_no_delete before delete on fund_entry begin select raise(abort, 'the ledger is append-only'); end;
create trigger fund_posting_no_update before update on fund_posting begin select raise(abort, 'the ledger is append-only'); end;
create trigger fund_posting_no_delete before delete on fund_posting begin select raise(abort, 'the ledger is append-only'); end;
--[postgres]
create function fund_append_only() returns trigger language plpgsql as $$
begin raise exception 'the ledger is append-only'; end $$;
create trigger fund_entry_append_only before update or delete or truncate on fund_entry
  for each statement execute function fund_append_only();
create trigger fund_posting_append_only before update or delete or truncate on fund_posting
  for each statement execute function fund_append_only();
--[both]
