//! The way of every form of this crate: what was sent is read, the act runs in its transaction, and then the page goes
//! on, or comes again with what was typed and what is wrong with it.

use axum::response::Response;
use qipan_kernel::{Context, IdSource, Message, Outcome};
use qipan_store::Tx;
use qipan_web::{Kept, Markup};

use crate::http::Call;

/// Runs the act of a form on what was read from it. What is remembered of units, people and users is read anew after
/// it, also when it was refused: another process may have been faster.
pub(crate) async fn act<D: Send + 'static, T: Send + 'static>(
    call: &Call,
    sent: Outcome<D>,
    run: impl Fn(&mut Tx<'_>, &Context, &IdSource, &D) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let (data, context, ids) = (sent?, call.context()?.clone(), call.site.ids.clone());
    let result = call.write(move |tx| run(tx, &context, &ids, &data)).await;
    call.site.accounts_changed();
    result
}

/// Answers a form: `done` says where it goes on and what is said there, `again` draws the page that was sent.
pub(crate) fn answer<T>(
    call: &Call,
    result: Outcome<T>,
    done: impl FnOnce(T) -> (String, &'static str),
    again: impl FnOnce(&Kept) -> Outcome<Markup>,
) -> Outcome<Response> {
    match result {
        Ok(value) => {
            let (to, said) = done(value);
            call.done(&to, Message::new(said))
        }
        Err(failure) => {
            let markup = again(&Kept::refused(&call.form, &failure))?;
            call.refused(&failure, markup)
        }
    }
}
