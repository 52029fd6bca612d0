//! The register as CSV, with the headers that the import reads.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::table::intake::template;
use qipan_board::pages::setting::Setting;
use qipan_kernel::Outcome;
use qipan_web::cells::safe_cell;

use super::list::filter;
use crate::systems::import::HEADERS;
use crate::systems::model::{Part, System};
use crate::systems::store;

/// What is added to the headers of the import: what was found and computed.
const FOUND: [&str; 6] = [
    "system-sharing",
    "system-listing",
    "system-catalogue",
    "system-security",
    "system-crypto",
    "system-blocked",
];

/// `GET /projects/systems.csv`: the rows that the list shows with the same query.
pub(super) async fn csv(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let (filter, narrow) = filter(&call)?;
    let (systems, confirmed) =
        call.read(move |tx| Ok((store::list(tx, &filter)?, store::confirmed(tx)?))).await?;
    let view = &setting.view;
    let mut text = String::from("\u{feff}");
    let heads = template(HEADERS).map(str::to_owned);
    line(&mut text, heads.chain(FOUND.iter().map(|key| view.t(key).into_owned())));
    for (system, blocks) in narrow.of(systems, &confirmed) {
        let found = &system.compliance;
        let keys = [
            found.sharing.key(),
            found.listing.key(),
            found.catalogue.key(),
            found.security.key(),
            found.crypto.key(),
        ];
        let blocked: Vec<_> = blocks.iter().map(|block| view.t(block.key()).into_owned()).collect();
        let written = HEADERS.iter().map(|(field, _)| written(&setting, &system, field));
        let keys = keys.map(|key| view.t(key).into_owned());
        line(&mut text, written.chain(keys).chain([blocked.join("、")]));
    }
    let name = format!("{}.csv", view.t("systems-title"));
    call.file(&name, "text/csv; charset=utf-8", text.into_bytes())
}

fn written(setting: &Setting, system: &System, field: &str) -> String {
    let data = &system.data;
    let items = |part: Part| super::edit::items_text(&data.items, part).replace('\n', "、");
    match field {
        "name" => data.name.clone(),
        "short" => data.short.clone(),
        "code" => data.code.clone(),
        "unit" => setting.units.get(data.unit).map_or_else(String::new, |unit| unit.data.name_zh.clone()),
        "state" => setting.view.t(system.state.key()).into_owned(),
        "purpose" => data.purpose.clone(),
        "functions" => data.functions.join("、"),
        "collected" => items(Part::Collected),
        "produced" => items(Part::Produced),
        "consumed" => items(Part::Consumed),
        "interfaces" => data.interfaces.clone(),
        "level" => data.level.to_string(),
        "invested" => data.invested.wan_exact(),
        "estimate" => data.estimate.wan_exact(),
        "yearly" => data.yearly.wan_exact(),
        "vendor" => data.vendor.clone(),
        "launched" => data.launched.map(|day| day.to_string()).unwrap_or_default(),
        "basis" => data.basis.clone(),
        _ => String::new(),
    }
}

/// One record (RFC 4180), every cell between quotation marks.
pub(crate) fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&safe_cell(&cell).replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}
