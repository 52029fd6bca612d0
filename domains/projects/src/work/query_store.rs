//! Conditions of lists, put together.

use qipan_kernel::Id;
use qipan_store::{Engine, Value, search};

/// The conditions of a list and their parameters, both engines' text.
pub struct Query<'p> {
    /// Conditions joined by `and`.
    pub sql: String,
    /// Their parameters.
    pub params: Vec<Value<'p>>,
}

impl<'p> Query<'p> {
    /// No condition.
    pub fn all() -> Query<'p> {
        Query { sql: "1 = 1".to_owned(), params: Vec::new() }
    }

    /// A further condition.
    pub fn and(&mut self, condition: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
    }

    /// The place of a further parameter.
    pub fn param(&mut self, value: impl Into<Value<'p>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    /// A column has one value, where one is asked for.
    pub fn is(&mut self, column: &str, value: Option<impl Into<Value<'p>>>) {
        if let Some(value) = value {
            let place = self.param(value);
            self.and(&format!("{column} = {place}"));
        }
    }

    /// A column is one of these; of none, nothing is.
    pub fn any_of(&mut self, column: &str, ids: &[Id]) -> String {
        if ids.is_empty() {
            return "1 = 0".to_owned();
        }
        let places: Vec<String> = ids.iter().map(|id| self.param(*id)).collect();
        format!("{column} in ({})", places.join(", "))
    }

    /// The words that are searched for are in the search table of that name.
    pub fn found(&mut self, column: &str, table: &str, words: &str, engine: Engine) {
        let tokens = search::query_tokens(words);
        if tokens.is_empty() {
            return;
        }
        let condition = match engine {
            Engine::Sqlite => {
                let place = self.param(search::fts5(&tokens));
                format!("{column} in (select rowid from {table} where {table} match {place})")
            }
            Engine::Postgres => {
                let place = self.param(search::tsquery(&tokens));
                format!("{column} in (select id from {table} where tokens @@ {place}::text::tsquery)")
            }
        };
        self.and(&condition);
    }
}
