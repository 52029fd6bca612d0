-- What the rules found in a document: facts, passages and tables. Drafts are kept apart, because people change them.
create table extraction (
  document BIGINT PRIMARY KEY,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- Proposed commitments (拟立项事项). `span_start`, `span_end`: bytes of the document's clean text. `touched`: a person
-- has decided or changed something, so extracting anew leaves the draft alone.
create table draft (
  id BIGINT PRIMARY KEY,
  document BIGINT NOT NULL,
  position BIGINT NOT NULL,
  span_start BIGINT NOT NULL,
  span_end BIGINT NOT NULL,
  class TEXT NOT NULL,
  status TEXT NOT NULL,
  touched BIGINT NOT NULL,
  version BIGINT NOT NULL,
  data TEXT NOT NULL,
  commitment BIGINT,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
create index draft_document on draft (document, position, id);
create index draft_status on draft (document, status);
create index draft_commitment on draft (commitment);
