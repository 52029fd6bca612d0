-- Contexts of clients (clause 5.13). kind: 0 hosted, 1 cached from url, 2 created implicitly. hits, used_at: how often
-- and when last used. Times in milliseconds since 1970.
create table hub_context (
  tenant BIGINT NOT NULL,
  local TEXT NOT NULL,
  url TEXT,
  kind BIGINT NOT NULL,
  doc TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  loaded_at BIGINT NOT NULL,
  used_at BIGINT,
  hits BIGINT NOT NULL,
  PRIMARY KEY (tenant, local)
);
create unique index hub_context_url on hub_context (tenant, url) where url is not null;
