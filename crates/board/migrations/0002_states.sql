-- Lists of one state, by limit: what waits for somebody (my work, what must be decided today).
create index commitment_version_state_due on commitment_version (state, due_sort, commitment)
  where valid_to = 9223372036854775807;
