-- What the tables of offices state and no other part of the book holds.

-- 形象进度安排: how far building should come in a month.
create table project_aim (
  project BIGINT NOT NULL REFERENCES project (id),
  year BIGINT NOT NULL,
  month BIGINT NOT NULL,
  aim TEXT NOT NULL,
  PRIMARY KEY (project, year, month)
);

-- 五年规划: a project in the plan of five years from first_year; investment planned within it, in fen.
create table project_term (
  project BIGINT NOT NULL REFERENCES project (id),
  first_year BIGINT NOT NULL,
  plan BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (project, first_year)
);
create index project_term_year on project_term (first_year, project);
