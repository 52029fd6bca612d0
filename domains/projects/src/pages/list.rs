//! Lists of projects: loading.

use std::str::FromStr;

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::visible;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_web::Cursor;

use super::list_view::{self, Shown};
use super::setting::Setting;
use crate::book::store::{self, Filter};

/// Rows of a page.
const PAGE: usize = 50;

fn value<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    Some(call.query.value(name).trim()).filter(|text| !text.is_empty())
}

pub(super) fn parsed<T: FromStr>(call: &Call, name: &'static str) -> Outcome<Option<T>> {
    let wrong =
        |text: &str| Failure::invalid("query-not-understood").with("name", name).with("text", text).at(name);
    value(call, name).map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

/// The filter that a query asks for, limited to what the actor may see.
pub(crate) fn filter(call: &Call) -> Outcome<Filter> {
    let units = match parsed::<Id>(call, "unit")? {
        Some(unit) => Some(call.site.units()?.subtree(unit)),
        None => None,
    };
    Ok(Filter {
        units,
        visible: visible(call.actor()?),
        stage: parsed(call, "stage")?,
        level: parsed(call, "level")?,
        kind: parsed(call, "kind")?,
        industry: value(call, "industry").map(str::to_owned),
        year: parsed(call, "year")?.unwrap_or_else(|| call.view.today.year()),
        class: parsed(call, "class")?,
        listed: value(call, "listed").is_some(),
        with_ended: value(call, "ended").is_some(),
        words: value(call, "q").unwrap_or_default().to_owned(),
    })
}

/// `GET /projects`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::of(&call)?;
    let filter = filter(&call)?;
    let after = match value(&call, "after") {
        Some(cursor) => Cursor::decode(cursor)?.id,
        None => Id(0),
    };
    let asked = filter.clone();
    let (mut rows, sums, industries) = call
        .read(move |tx| {
            let rows = store::list(tx, &asked, after, PAGE + 1)?;
            Ok((rows, store::sums(tx, &asked)?, store::industries(tx)?))
        })
        .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let after = rows.last().filter(|_| more).map(|one| Cursor::new("", one.project.id));
    call.page(list_view::page(&Shown {
        setting,
        filter,
        rows,
        sums,
        industries,
        after,
        query: call.query.clone(),
    }))
}
