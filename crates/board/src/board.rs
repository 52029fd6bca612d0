//! What the pages and the API of the board share: the parts of the site, and acting on a commitment.

use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use axum::response::Response;
use qipan_accounts::http::{self, Call, Site};
use qipan_accounts::{Act, access};
use qipan_kernel::{Actor, Id, Message, Outcome};
use qipan_web::{Kept, Markup};
use serde::Serialize;

use crate::commitments::commands::Acting;
use crate::grid::position::Position;
use crate::lines::model::Line;
use crate::lines::store as line_store;
use crate::rulebook::Rulebook;

/// The board's part of a site.
pub struct Board {
    /// Rules and calendar in force.
    pub book: RwLock<Arc<Rulebook>>,
    /// The versions in memory.
    pub position: Arc<Position>,
    lines: RwLock<Option<Arc<Vec<Line>>>>,
}

impl Board {
    /// The board with the rules in force.
    pub fn new(book: Rulebook) -> Board {
        Board {
            book: RwLock::new(Arc::new(book)),
            position: Arc::new(Position::new()),
            lines: RwLock::new(None),
        }
    }

    /// The rules in force.
    pub fn book(&self) -> Arc<Rulebook> {
        self.book.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The lines, in the order of the columns.
    pub fn lines(&self, site: &Site) -> Outcome<Arc<Vec<Line>>> {
        if let Some(lines) = self.lines.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(lines.clone());
        }
        let loaded = Arc::new(site.db.read_now(line_store::all)?);
        *self.lines.write().unwrap_or_else(PoisonError::into_inner) = Some(loaded.clone());
        Ok(loaded)
    }

    /// A line was changed.
    pub fn lines_changed(&self) {
        *self.lines.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// One act on commitments from a request: durable when it returns.
pub async fn act<T: Send + 'static>(
    call: &Call,
    run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let context = call.context()?.clone();
    let (ids, book) = (call.site.ids.clone(), call.site.part::<Board>().book());
    call.write(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book })).await
}

/// Does what a form asks and answers it: done, and on to where the thing is to be seen; or the page that `again` makes, with
/// what was typed and what is wrong with it ([`Call::again`]). `run` is refused already where the form could not be read.
///
/// # Errors
/// What is no fault of the form: it has a page of its own.
pub async fn answer_form<T, F>(
    call: &Call,
    run: Outcome<F>,
    said: &'static str,
    to: impl FnOnce(&T) -> String,
    again: impl AsyncFnOnce(Kept) -> Outcome<Markup>,
) -> Outcome<Response>
where
    T: Send + 'static,
    F: Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
{
    let outcome = match run {
        Ok(run) => act(call, run).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(made) => call.done(&to(&made), Message::new(said)),
        Err(failure) => call.again(failure, again).await,
    }
}

/// One write of the API: as [`act`], done and answered once under its idempotency key.
pub async fn once<T: Serialize>(
    call: &Call,
    status: StatusCode,
    run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
) -> Outcome<Response> {
    let book = call.site.part::<Board>().book();
    http::once(call, status, move |http::Acting { tx, context, ids }| {
        run(&mut Acting { tx, context, ids, book: &book })
    })
    .await
}

/// The units whose commitments an actor may see; `None` for all.
pub fn visible(actor: &Actor) -> Option<Vec<Id>> {
    access::visible_units(actor).map(<[Id]>::to_vec)
}

/// True when `actor` may do `act` to something of these units; pages show only such buttons.
pub fn may(actor: &Actor, act: Act, target: &access::Target) -> bool {
    access::require_for(actor, act, target).is_ok()
}
