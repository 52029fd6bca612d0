-- Rule sets (规则集) that were changed here; those of the program are not stored. What is applied is never changed.
create table rule_set_version (
  set_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  effective_from BIGINT NOT NULL,
  body TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  journal_seq BIGINT NOT NULL,
  PRIMARY KEY (set_id, version)
);

-- Days that were settled here (调休): each batch is one version of the calendar. notice_year: the batch is the yearly
-- notice of that year, which is then covered.
create table calendar_change (
  id BIGINT PRIMARY KEY,
  batch BIGINT NOT NULL,
  notice_year BIGINT,
  day BIGINT NOT NULL,
  working BIGINT NOT NULL,
  name TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  journal_seq BIGINT NOT NULL
);
create index calendar_change_batch on calendar_change (batch, id);
