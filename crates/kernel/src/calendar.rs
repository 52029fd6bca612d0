//! The working calendar of the State Council's notices. (Filled in by its own module files.)
