//! A unit that a document names and the city lacks is entered from the review, and every open draft that waits for it has
//! it at once.

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_kernel::{Context, Id, IdSource, Outcome};
use qipan_records::documents::commands::SUBJECT;
use qipan_store::{Tx, journal};
use serde_json::json;

use super::commands::{give, open};
use super::model::Draft;
use super::store;
use crate::extract::{UnitIndex, UnitName};

/// A unit to be entered.
#[derive(Clone, PartialEq, Debug)]
pub struct NewUnit {
    /// The name as the documents write it: what the drafts wait for.
    pub written: String,
    /// Its full name.
    pub name: String,
    /// The unit above it.
    pub parent: Option<Id>,
    /// What it is.
    pub kind: UnitKind,
}

/// What a unit probably is, by the end of its name.
pub fn kind_of(name: &str) -> UnitKind {
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    match () {
        () if ends(&["街道", "街道办", "街道办事处", "镇", "乡", "镇政府"]) => {
            UnitKind::StreetTown
        }
        () if ends(&["公司", "集团", "企业", "厂"]) => UnitKind::Enterprise,
        () if ends(&["管委会", "管理委员会", "开发区", "保税区"]) => UnitKind::FunctionalZone,
        () if ends(&["组", "专班", "指挥部", "工作站", "领导小组办公室"]) => {
            UnitKind::WorkingGroup
        }
        () if ends(&["局", "委", "办", "办公室", "委员会", "部", "处", "中心", "厅"]) => {
            UnitKind::Bureau
        }
        () => UnitKind::Other,
    }
}

/// Enters a unit, and gives it to every open draft of every document that names it: as the lead where it was named as
/// the lead and there is none, as a cooperating unit otherwise. Gives the unit and how many drafts have it now.
///
/// # Errors
/// Forbidden, not found; what the rules of units refuse.
pub fn add(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    document: Id,
    new: &NewUnit,
) -> Outcome<(Id, usize)> {
    open(tx, context, document)?;
    let (name, written) = (new.name.trim(), new.written.trim());
    // The words of the document become another name of the unit: the next document is understood at once.
    let aliases = if written.is_empty() || written == name { Vec::new() } else { vec![written.to_owned()] };
    let data = UnitData {
        parent: new.parent,
        kind: new.kind,
        name_zh: name.to_owned(),
        aliases,
        ..UnitData::default()
    };
    let unit = units::commands::create(tx, context, ids, data)?;
    let names = [name, written].into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let index = UnitIndex::new(vec![UnitName { id: unit, names }]);
    let mut waiting: Vec<Draft> = Vec::new();
    for draft in store::with_unknown(tx)? {
        let is_it = |one: &super::model::Unknown| index.lookup(&one.name) == Some(unit);
        if draft.data.unknown.iter().any(is_it) {
            waiting.push(draft);
        }
    }
    waiting.sort_by_key(|draft| (draft.document != document, draft.document, draft.id));
    for one in waiting.chunk_by(|a, b| a.document == b.document) {
        for draft in one {
            let mut draft = store::load(tx, draft.document, draft.id)?;
            give(&mut draft.data, |name| index.lookup(name));
            store::resolve(tx, context, &draft)?;
        }
        let drafts: Vec<Id> = one.iter().map(|draft| draft.id).collect();
        let body = json!({ "unit": unit, "name": name, "drafts": drafts });
        journal::append(tx, context, "draft.unit", (SUBJECT, one[0].document), &body)?;
    }
    Ok((unit, waiting.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_unit_is_by_its_name() {
        for (name, kind) in [
            ("新港街道办事处", UnitKind::StreetTown),
            ("火星开发办公室", UnitKind::Bureau),
            ("临港新片区管委会", UnitKind::FunctionalZone),
            ("城投集团", UnitKind::Enterprise),
            ("燃气整治专班", UnitKind::WorkingGroup),
            ("第二中学", UnitKind::Other),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
