//! Documents: read in once, kept as they came, described by facts that people may correct.
