//! Lists of projects: loading.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::http::asked::{self, parsed, value};
use qipan_board::board::visible;
use qipan_board::pages::setting::Setting;
use qipan_kernel::Outcome;

use super::list_view::{self, Shown};
use crate::book::store::{self, Filter};

/// Rows of a page.
const PAGE: usize = 50;

/// The filter that a query asks for, limited to what the actor may see.
pub(crate) fn filter(call: &Call) -> Outcome<Filter> {
    Ok(Filter {
        units: asked::units(call)?,
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
    let setting = Setting::current(&call)?;
    let filter = filter(&call)?;
    let after = asked::after(&call)?.unwrap_or_default();
    let wanted = filter.clone();
    let (mut rows, sums, industries) = call
        .read(move |tx| {
            let rows = store::list(tx, &wanted, after, PAGE + 1)?;
            Ok((rows, store::sums(tx, &wanted)?, store::industries(tx)?))
        })
        .await?;
    let after = asked::cut(&mut rows, PAGE, |one| one.project.id);
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
