-- Papers (文件) of a project: beside what is filed for approval, said of it and decided, and beside the result of a
-- post-evaluation. The bytes are among the files under their digest. A paper is handed in, belongs to one thing from the
-- act that names it on (of_sort, of_id), and is never changed. size: bytes.
create table project_paper (
  id BIGINT PRIMARY KEY,
  project BIGINT NOT NULL REFERENCES project (id),
  of_sort TEXT,
  of_id BIGINT,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,
  handed_at BIGINT NOT NULL,
  handed_by BIGINT NOT NULL,
  handed_name TEXT NOT NULL
);
create index project_paper_project on project_paper (project, id);

-- The result of a post-evaluation (后评价结论). conclusions: by aspect (JSON).
create table project_post_result (
  project BIGINT PRIMARY KEY REFERENCES project_post_evaluation (project),
  day BIGINT NOT NULL,
  evaluator TEXT NOT NULL,
  grade TEXT NOT NULL,
  conclusions TEXT NOT NULL,
  recommendations TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_name TEXT NOT NULL
);

-- The clock of the final accounts (竣工财务决算): since when it runs, its limit, and what it is on the board. extended_why:
-- why the limit was put off, empty while it was not.
create table project_accounts_clock (
  project BIGINT PRIMARY KEY REFERENCES project (id),
  commitment BIGINT NOT NULL,
  accepted_on BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  extended_why TEXT NOT NULL
);
