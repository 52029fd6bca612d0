//! The words of what acts of this domain write down.

use qipan_kernel::Message;
use qipan_web::{Record, Words};

static RECORD: Record = Record::new(|| Words::new(crate::LOCALES));

/// A sentence of the record.
pub(crate) fn say(message: &Message) -> String {
    RECORD.say(message)
}
