//! Sentences that an act itself writes down: what a commitment on the board says, what closed it. The record of the city is
//! kept in Chinese whoever acts; its words stand in the locale files like all others.

use std::sync::LazyLock;

use qipan_kernel::Message;
use qipan_web::{Lang, Words};

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(crate::LOCALES));

/// A sentence of the record.
pub(crate) fn say(message: &Message) -> String {
    WORDS.msg(Lang::Zh, message).into_owned()
}
