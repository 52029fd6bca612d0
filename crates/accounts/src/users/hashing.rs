//! Hashing off the asynchronous threads, few at a time: each takes 19 MiB and tens of milliseconds, and a flood of
//! sign-ins must exhaust neither the memory nor the threads.

use qipan_kernel::{Failure, Outcome};
use tokio::sync::Semaphore;

use crate::chance::Chance;
use crate::users::password::PasswordHash;

/// Passwords hashed or checked at once.
const AT_ONCE: usize = 4;
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let turn = TURNS.acquire().await.map_err(Failure::internal)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(Failure::internal);
    drop(turn);
    done
}

/// [`PasswordHash::verify`].
pub async fn verify(stored: Option<PasswordHash>, password: String) -> Outcome<bool> {
    run(move || PasswordHash::verify(stored.as_ref(), &password)).await
}

/// [`PasswordHash::new`].
pub async fn hash(
    password: String,
    name: String,
    display: String,
    mut chance: impl Chance + Send + 'static,
) -> Outcome<PasswordHash> {
    run(move || PasswordHash::new(&password, &name, &display, &mut chance)).await?
}
