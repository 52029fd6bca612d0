-- Documents: a file that was read in, what it says about itself, and its text in blocks. The original is kept by its
-- digest in the file store. `version` counts changes of the facts.
create table document (
  id BIGINT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  size BIGINT NOT NULL,
  encoding TEXT NOT NULL,
  title TEXT NOT NULL,
  issuer TEXT NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  day BIGINT,
  meeting TEXT NOT NULL,
  ordinal BIGINT,
  version BIGINT NOT NULL,
  imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL
);
create index document_day on document (kind, day);

-- The text in blocks, apart from the facts: lists do not carry it.
create table document_reading (
  document BIGINT PRIMARY KEY REFERENCES document (id),
  reading TEXT NOT NULL
);

--[sqlite]
create virtual table document_search using fts5 (tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
--[postgres]
create table document_search (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL);
create index document_search_tokens on document_search using gin (tokens);
--[both]
