//! Reading files in: the original is kept, its text is read, its commitments are proposed. Every file is accounted for.

use std::sync::Arc;

use qipan_kernel::{Context, Failure, Id, IdSource, Outcome};
use qipan_records::documents::{self, Facts};
use qipan_records::files::{Files, digest};
use qipan_records::reading::{self, Limits, Reading};
use qipan_store::{Db, Tx};

use super::knowledge::Knowledge;
use super::model::{Draft, Status};
use super::{rules, store};
use crate::extract::{Class, Extraction, Options, UnitIndex};

/// What became of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileResult {
    /// Name of the file.
    pub name: String,
    /// What became of it.
    pub taken: Taken,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// Read in.
    New {
        /// The document that it is now.
        document: Id,
        /// Its title.
        title: String,
        /// How many drafts its text gave.
        drafts: usize,
    },
    /// The same file had been read in before.
    Known {
        /// The document that it is.
        document: Id,
        /// Its title.
        title: String,
    },
    /// Not read in, and why; nothing of it is kept.
    Refused(Failure),
}

/// Where files go and who takes them.
#[derive(Clone)]
pub struct Importer {
    /// The database.
    pub db: Db,
    /// The file store.
    pub files: Files,
    /// Gives out identifiers.
    pub ids: Arc<IdSource>,
    /// Units, lines and calendar.
    pub knowledge: Arc<Knowledge>,
    /// How much a file may hold.
    pub limits: Limits,
}

impl Importer {
    /// Reads one file in. Blocks: not for asynchronous threads.
    pub fn take(&self, context: &Context, name: &str, bytes: &[u8]) -> FileResult {
        let taken = self.try_take(context, name, bytes).unwrap_or_else(Taken::Refused);
        FileResult { name: name.to_owned(), taken }
    }

    fn try_take(&self, context: &Context, name: &str, bytes: &[u8]) -> Outcome<Taken> {
        qipan_accounts::access::require(&context.actor, qipan_accounts::Act::DocumentImport)?;
        let digest = digest(bytes);
        if let Some(known) = self.db.read_now(|tx| documents::store::by_digest(tx, &digest))? {
            return Ok(Taken::Known { document: known.id, title: known.facts.title });
        }
        let reading = reading::read(name, bytes, &self.limits)?;
        let mut found = self.knowledge.extract(&reading, None);
        let mut facts = rules::facts(&found.facts);
        if facts.day.is_none() && facts.kind == rules::MINUTES {
            facts.day = rules::meeting_day(&reading.text);
            if facts.day.is_some() {
                found = self.knowledge.extract(&reading, facts.day);
            }
        }
        let digest = self.files.put(bytes)?;
        let new = documents::commands::NewDocument {
            digest,
            name: name.to_owned(),
            size: bytes.len(),
            reading,
            facts,
        };
        let (context, ids, knowledge) = (context.clone(), self.ids.clone(), self.knowledge.clone());
        self.db.write_now(move |tx| {
            let (document, fresh) = documents::commands::add(tx, &context, &ids, &new)?;
            let title = document.facts.title.clone();
            if !fresh {
                return Ok(Taken::Known { document: document.id, title });
            }
            let drafts =
                propose(tx, &context, &ids, &knowledge, (document.id, &document.facts), &found, &[])?;
            Ok(Taken::New { document: document.id, title, drafts })
        })
    }
}

/// Keeps what was extracted and proposes its commitments, but for those whose words `kept` drafts already hold.
pub(super) fn propose(
    tx: &mut Tx<'_>,
    context: &Context,
    ids: &IdSource,
    knowledge: &Knowledge,
    (document, facts): (Id, &Facts),
    found: &Extraction,
    kept: &[Draft],
) -> Outcome<usize> {
    store::put_extraction(tx, context, document, found)?;
    let mut count = 0;
    for passage in &found.passages {
        let Some(mut data) = rules::from_passage(passage, facts.day, &knowledge.calendar) else { continue };
        knowledge.tie(&mut data, facts.day);
        let shares =
            |draft: &Draft| draft.span.overlap(passage.span) * 2 > passage.span.len().min(draft.span.len());
        if kept.iter().any(shares) {
            continue;
        }
        let draft = Draft {
            id: ids.next(context.now),
            document,
            span: passage.span,
            class: Class::Commitment,
            status: Status::Proposed,
            touched: false,
            version: 1,
            data,
            commitment: None,
            changed_at: context.now,
            changed_by: context.actor.name.clone(),
        };
        store::insert(tx, &draft)?;
        count += 1;
    }
    Ok(count)
}

/// Reads files in from the command line.
pub fn import_files(importer: &Importer, context: &Context, files: &[(String, Vec<u8>)]) -> Vec<FileResult> {
    files.iter().map(|(name, bytes)| importer.take(context, name, bytes)).collect()
}

/// What extraction gives for one file; nothing is kept.
#[derive(Debug)]
pub struct Extracted {
    /// Name of the file.
    pub name: String,
    /// The text and what was found in it, or why the file cannot be read.
    pub result: Outcome<(Reading, Extraction)>,
}

/// Reads and extracts files without keeping anything.
pub fn extract_files(files: &[(String, Vec<u8>)], units: &UnitIndex, options: &Options) -> Vec<Extracted> {
    let one = |(name, bytes): &(String, Vec<u8>)| Extracted {
        name: name.clone(),
        result: reading::read(name, bytes, &Limits::default()).map(|reading| {
            let found = crate::extract::extract(&reading, units, options);
            (reading, found)
        }),
    };
    // Each core takes a run of the files; the order stays.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let run = files.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let runs: Vec<_> = files
            .chunks(run)
            .map(|files| scope.spawn(move || files.iter().map(one).collect::<Vec<_>>()))
            .collect();
        let joined = runs.into_iter().flat_map(|run| match run.join() {
            Ok(extracted) => extracted,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}
