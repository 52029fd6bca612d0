-- What a project has put out in a month, in thousandths of the unit of its design capacity.
create table project_output (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  note TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by TEXT NOT NULL,
  PRIMARY KEY (project, year, month)
);
