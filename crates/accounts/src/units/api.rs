//! Units for programs.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::http::{Access, Acting, Call, Doc, Param, Routes, once};
use crate::units::{Unit, UnitData, UnitKind, commands, store};

/// What can be stated about a unit.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct UnitTerms {
    /// Identifier of the unit above; none at the top.
    #[serde(default)]
    pub parent: Option<i64>,
    /// `functional_zone`, `bureau`, `street_town`, `enterprise`, `working_group` or `other`.
    pub kind: String,
    /// Division code (GB/T 2260, GB/T 10114).
    #[serde(default)]
    pub code: Option<String>,
    /// Unified social credit code (GB 32100-2015).
    #[serde(default)]
    pub credit_code: Option<String>,
    /// Full name in Chinese.
    pub name_zh: String,
    /// Full name in English.
    #[serde(default)]
    pub name_en: String,
    /// Short name in Chinese.
    #[serde(default)]
    pub short_zh: String,
    /// Short name in English.
    #[serde(default)]
    pub short_en: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Order among its siblings.
    #[serde(default)]
    pub sort: i64,
    /// First day, `YYYY-MM-DD`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<Day>,
    /// Last day, `YYYY-MM-DD`; none while it goes on.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<Day>,
}

impl UnitTerms {
    fn of(data: &UnitData) -> UnitTerms {
        UnitTerms {
            parent: data.parent.map(|id| id.0),
            kind: data.kind.as_str().to_owned(),
            code: data.code.clone(),
            credit_code: data.credit_code.clone(),
            name_zh: data.name_zh.clone(),
            name_en: data.name_en.clone(),
            short_zh: data.short_zh.clone(),
            short_en: data.short_en.clone(),
            aliases: data.aliases.clone(),
            sort: data.sort,
            valid_from: data.valid_from,
            valid_to: data.valid_to,
        }
    }

    fn into_data(self) -> Outcome<UnitData> {
        let kind: UnitKind = self
            .kind
            .parse()
            .map_err(|text: String| Failure::invalid("units-import-kind").with("text", text).at("kind"))?;
        Ok(UnitData {
            parent: self.parent.map(Id),
            kind,
            code: self.code,
            credit_code: self.credit_code,
            name_zh: self.name_zh,
            name_en: self.name_en,
            short_zh: self.short_zh,
            short_en: self.short_en,
            aliases: self.aliases,
            sort: self.sort,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        })
    }
}

/// A unit.
#[derive(Serialize, JsonSchema)]
pub struct UnitOut {
    /// Identifier.
    pub id: i64,
    /// Number of the version: a change names the one it saw.
    pub version: i64,
    /// What is stated.
    #[serde(flatten)]
    pub terms: UnitTerms,
}

impl UnitOut {
    fn of(unit: &Unit) -> UnitOut {
        UnitOut { id: unit.id.0, version: unit.version, terms: UnitTerms::of(&unit.data) }
    }
}

/// A unit as it shall be.
#[derive(Deserialize, JsonSchema)]
pub struct UnitChange {
    /// The version that was seen.
    pub version: i64,
    /// What shall be stated.
    #[serde(flatten)]
    pub terms: UnitTerms,
}

const TAG: &str = "units";

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let (view, manage) = (Access::May(Act::UnitView), Access::May(Act::UnitManage));
    let asks: &'static [Param] = &[
        Param { name: "q", about: "Part of a name, or the beginning of a code." },
        Param { name: "under", about: "Identifier of a unit: only it and those below it." },
    ];
    let doc = Doc::new("listUnits", TAG, "The units, each after the one above it.")
        .asks(asks)
        .gives::<Vec<UnitOut>>();
    routes.api(Method::GET, "/api/v1/units", view, doc, list);
    let doc = Doc::new("getUnit", TAG, "One unit.").gives::<UnitOut>();
    routes.api(Method::GET, "/api/v1/units/{id}", view, doc, get);
    let doc =
        Doc::new("createUnit", TAG, "Enters a unit.").takes::<UnitTerms>().gives::<UnitOut>().status(201);
    routes.api(Method::POST, "/api/v1/units", Access::May(Act::UnitAdd), doc, create);
    let doc = Doc::new("amendUnit", TAG, "Changes a unit: renames, moves, corrects, ends it.")
        .takes::<UnitChange>()
        .gives::<UnitOut>();
    routes.api(Method::PUT, "/api/v1/units/{id}", manage, doc, amend);
}

async fn list(call: Call) -> Outcome<Response> {
    let units = call.site.units()?;
    let words = call.query.value("q");
    let under: Option<Vec<Id>> = match call.query.value("under") {
        "" => None,
        text => {
            let id = text.parse().map_err(|_| Failure::invalid("unit-parent-unknown").at("under"))?;
            Some(units.subtree(id))
        }
    };
    let inside = |unit: &Unit| under.as_ref().is_none_or(|ids| ids.contains(&unit.id));
    let found: Vec<UnitOut> = if words.trim().is_empty() {
        units.iter().filter(|unit| inside(unit)).map(UnitOut::of).collect()
    } else {
        units.search(words, usize::MAX).into_iter().filter(|unit| inside(unit)).map(UnitOut::of).collect()
    };
    call.answer(&found)
}

async fn get(call: Call) -> Outcome<Response> {
    let (units, id) = (call.site.units()?, call.id("id")?);
    call.answer(&UnitOut::of(units.get(id).ok_or_else(Failure::not_found)?))
}

fn made(tx: &mut Tx<'_>, id: Id) -> Outcome<UnitOut> {
    store::get(tx, id)?.map(|unit| UnitOut::of(&unit)).ok_or_else(Failure::not_found)
}

async fn create(call: Call) -> Outcome<Response> {
    let data = call.json::<UnitTerms>()?.into_data()?;
    let answer = once(&call, StatusCode::CREATED, move |Acting { tx, context, ids }| {
        let id = commands::create(tx, context, ids, data.clone())?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}

async fn amend(call: Call) -> Outcome<Response> {
    let (id, change) = (call.id("id")?, call.json::<UnitChange>()?);
    let (version, data) = (change.version, change.terms.into_data()?);
    let answer = once(&call, StatusCode::OK, move |Acting { tx, context, .. }| {
        commands::amend(tx, context, id, version, data.clone())?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}
