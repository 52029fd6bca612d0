//! Cases of the rules of change, from the examples of clauses 5.5.8 and 5.5.12 and the procedures of 5.6.
