//! Commitments, units, lines and documents as NGSI-LD entities of the `qipan:` vocabulary (docs/hub-entities.md). Pure:
//! what is on the board goes in, an entity comes out. No names of people: the board shows those only to whom it shows
//! the commitment, and an entity is read by machines.

use std::collections::BTreeMap;

use qipan_accounts::units::Unit;
use qipan_board::commitments::model::{Commitment, Source};
use qipan_board::lines::model::Line;
use qipan_kernel::{Day, Id, Moment, Progress};
use qipan_ngsild::{Attr, Attrs, Entity, Kind};
use qipan_records::documents::model::Document;
use serde_json::{Value, json};

/// Where names of the vocabulary begin; `qipan:` in the context document.
pub const VOCABULARY: &str = "urn:qipan:vocab:";

/// The kinds of entity that the house publishes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sort {
    /// 单位.
    Unit,
    /// 工作线.
    Line,
    /// 文件.
    Document,
    /// 事项.
    Commitment,
    /// 重点项目.
    Project,
    /// 项目问题.
    Problem,
}

impl Sort {
    /// All of them, in the order in which everything is published: what others point to comes first.
    pub const ALL: [Sort; 6] =
        [Sort::Unit, Sort::Line, Sort::Document, Sort::Commitment, Sort::Project, Sort::Problem];

    /// The type's name in the vocabulary.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Unit => "Unit",
            Sort::Line => "Line",
            Sort::Document => "Document",
            Sort::Commitment => "Commitment",
            Sort::Project => "Project",
            Sort::Problem => "ProjectProblem",
        }
    }

    /// The type's full name.
    pub fn full(self) -> String {
        format!("{VOCABULARY}{}", self.name())
    }

    /// The identifier of an entity of this kind.
    pub fn urn(self, id: Id) -> String {
        format!("{}{}:{id}", qipan_broker::own::PREFIX, self.name().to_ascii_lowercase())
    }
}

/// An entity in the making.
pub(super) struct Maker(pub(super) Entity);

impl Maker {
    pub(super) fn new(sort: Sort, id: Id) -> Maker {
        Maker(Entity { id: sort.urn(id), types: vec![sort.full()], ..Entity::default() })
    }

    fn put(&mut self, name: &str, kind: Kind, value: Value) {
        let attrs: &mut Attrs = &mut self.0.attrs;
        attrs.insert(format!("{VOCABULARY}{name}"), vec![Attr { kind, value, ..Attr::default() }]);
    }

    pub(super) fn value(mut self, name: &str, value: impl Into<Value>) -> Maker {
        self.put(name, Kind::Property, value.into());
        self
    }

    pub(super) fn text(self, name: &str, text: &str) -> Maker {
        if text.is_empty() { self } else { self.value(name, text) }
    }

    pub(super) fn day(self, name: &str, day: Option<Day>) -> Maker {
        match day {
            Some(day) => self.value(name, day.to_string()),
            None => self,
        }
    }

    /// A percentage: 74.25.
    fn progress(mut self, name: &str, progress: Option<Progress>) -> Maker {
        let Some(progress) = progress else { return self };
        let value = if progress.0 % 100 == 0 {
            json!(progress.0 / 100)
        } else {
            json!(f64::from(progress.0) / 100.0)
        };
        // P1 is the percent sign of UN/CEFACT recommendation 20.
        let attr = Attr { kind: Kind::Property, value, unit_code: Some("P1".into()), ..Attr::default() };
        self.0.attrs.insert(format!("{VOCABULARY}{name}"), vec![attr]);
        self
    }

    fn names(mut self, name: &str, zh: &str, en: &str) -> Maker {
        let both = [("zh", zh), ("en", en)].into_iter().filter(|(_, text)| !text.is_empty());
        let map: BTreeMap<&str, &str> = both.collect();
        if !map.is_empty() {
            self.put(name, Kind::LanguageProperty, json!(map));
        }
        self
    }

    pub(super) fn to(mut self, name: &str, sort: Sort, ids: &[Id]) -> Maker {
        match ids {
            [] => {}
            [one] => self.put(name, Kind::Relationship, json!(sort.urn(*one))),
            many => {
                let urns: Vec<String> = many.iter().map(|id| sort.urn(*id)).collect();
                self.put(name, Kind::Relationship, json!(urns));
            }
        }
        self
    }
}

/// The scope of a unit's commitments: `scopeQ=/unit/17` finds what unit 17 leads or cooperates in.
pub fn scope(unit: Id) -> String {
    format!("/unit/{unit}")
}

/// A commitment as it stands at `now`.
pub fn commitment(one: &Commitment, sources: &[Source], now: Moment) -> Entity {
    let (version, terms) = (&one.version, &one.version.terms);
    let mut documents: Vec<Id> = sources.iter().filter_map(|source| source.document).collect();
    documents.sort();
    documents.dedup();
    let mut made = Maker::new(Sort::Commitment, one.id)
        .text("number", &one.number)
        .text("statement", &terms.statement)
        .value("kind", terms.kind.as_str())
        .value("state", version.state.as_str())
        .value("light", version.light_at(now).as_str())
        .progress("claimedProgress", version.claimed)
        .progress("verifiedProgress", version.verified)
        .value("unverified", version.unverified())
        .day("limit", terms.due_day)
        .day("firstLimit", version.first_due)
        .text("limitWords", &terms.limit_words)
        .day("startDay", Some(terms.start_day))
        .day("closedDay", version.closed_at.map(Moment::day))
        .text("measure", &terms.measure)
        .to("leadUnit", Sort::Unit, &[terms.lead_unit])
        .to("cooperatingUnit", Sort::Unit, &terms.cooperating)
        .to("line", Sort::Line, &[terms.line])
        .to("source", Sort::Document, &documents)
        .0;
    let units = std::iter::once(terms.lead_unit).chain(terms.cooperating.iter().copied());
    made.scopes = Some(units.map(scope).collect());
    made
}

/// A unit.
pub fn unit(unit: &Unit) -> Entity {
    let data = &unit.data;
    Maker::new(Sort::Unit, unit.id)
        .names("name", &data.name_zh, &data.name_en)
        .names("shortName", &data.short_zh, &data.short_en)
        .value("kind", data.kind.as_str())
        .text("code", data.code.as_deref().unwrap_or_default())
        .text("creditCode", data.credit_code.as_deref().unwrap_or_default())
        .day("validFrom", data.valid_from)
        .day("validTo", data.valid_to)
        .to("parentUnit", Sort::Unit, data.parent.as_slice())
        .0
}

/// A line.
pub fn line(line: &Line) -> Entity {
    Maker::new(Sort::Line, line.id)
        .names("name", &line.name_zh, &line.name_en)
        .text("code", &line.code)
        .value("active", line.active)
        .0
}

/// A document: what it is, not what it says.
pub fn document(document: &Document) -> Entity {
    let facts = &document.facts;
    Maker::new(Sort::Document, document.id)
        .text("title", &facts.title)
        .text("issuer", &facts.issuer)
        .text("number", &facts.number)
        .value("kind", facts.kind.as_str())
        .text("meeting", &facts.meeting)
        .day("day", facts.day)
        .0
}
