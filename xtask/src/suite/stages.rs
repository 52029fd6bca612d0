//! The stages that the suite's cases are counted by, and the table of a run.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Stage and folder below `TP/NGSI-LD/`; the beginning of a path decides.
const FOLDERS: [(char, &str); 20] = [
    ('A', "ContextInformation/Provision/Entities/"),
    ('A', "ContextInformation/Provision/EntityAttributes/"),
    ('A', "ContextInformation/Provision/BatchEntities/"),
    ('A', "ContextInformation/Consumption/Entity/"),
    ('A', "ContextInformation/Consumption/Discovery/"),
    ('A', "CommonBehaviours/CommonResponses/"),
    ('B', "ContextInformation/Subscription/"),
    ('C', "jsonldContext/"),
    ('D', "ContextInformation/Consumption/TemporalEntity/"),
    ('D', "ContextInformation/Provision/TemporalEntity"),
    ('E', "ContextSource/Registration/"),
    ('E', "ContextSource/Discovery/"),
    ('F', "DistributedOperations/"),
    ('F', "CommonBehaviours/Tenancy/"),
    ('F', "CommonBehaviours/ContextSourceIdentity/"),
    ('G', "ContextSource/RegistrationSubscription/"),
    ('G', "ContextInformation/Provision/PurgeEntities/"),
    ('G', "ContextInformation/Provision/TransientEntities/"),
    ('G', "ContextInformation/EntityMap/"),
    ('G', "ContextInformation/Snapshot/"),
];

/// The stage of a file of cases; none for one that belongs to no stage.
pub fn stage(path: &str) -> Option<char> {
    let inside = path.rsplit_once("TP/NGSI-LD/").map_or(path, |(_, inside)| inside);
    FOLDERS.iter().find(|(_, folder)| inside.starts_with(folder)).map(|(stage, _)| *stage)
}

/// Whether a file of cases is ETSI's own. Every file that the public fork added calls itself an "extension" in its
/// documentation, and no file of ETSI's does: the rule gives the same files as the first commit of the fork.
pub fn own(text: &str) -> bool {
    !text.contains("extension")
}

/// One case that was run.
pub struct Case {
    /// Path of its file.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// Why it did not.
    pub message: String,
    /// Whether it is ETSI's own.
    pub own: bool,
}

/// The line of a case: path, name, outcome, message, between tabs.
pub fn case(line: &str, own: impl Fn(&str) -> bool) -> Option<Case> {
    let mut parts = line.splitn(4, '\t');
    let (path, name, outcome) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Case {
        path: path.to_owned(),
        name: name.to_owned(),
        passed: outcome == "PASS",
        message: parts.next().unwrap_or_default().to_owned(),
        own: own(path),
    })
}

/// The table by stage and the failing cases, as Markdown.
pub fn markdown(cases: &[Case]) -> String {
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for case in cases {
        let at = if case.own { 0 } else { 2 };
        let name = stage(&case.path).map_or("other".to_owned(), String::from);
        for row in [name, "total".to_owned()] {
            let count = counts.entry(row).or_default();
            count[at] += usize::from(case.passed);
            count[at + 1] += 1;
        }
    }
    let mut text = "| stage | ETSI's own | added by the fork |\n|---|---|---|\n".to_owned();
    for (row, [own, own_all, added, added_all]) in counts {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {row} | {own} of {own_all} | {added} of {added_all} |");
    }
    for (own, heading) in [(true, "Failing, ETSI's own"), (false, "Failing, added by the fork")] {
        let failing: Vec<&Case> = cases.iter().filter(|case| !case.passed && case.own == own).collect();
        if !failing.is_empty() {
            let _ = write!(
                text,
                "\n{heading} ({})\n\n| stage | case | message |\n|---|---|---|\n",
                failing.len()
            );
        }
        for case in failing {
            let stage = stage(&case.path).unwrap_or('-');
            let message: String = case.message.chars().take(160).collect();
            let _ = writeln!(text, "| {stage} | {} | {} |", cell(&case.name), cell(&message));
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::{case, markdown, stage};

    #[test]
    fn folders_decide_stages() {
        let cases = [
            ("/tmp/x/TP/NGSI-LD/ContextInformation/Provision/Entities/CreateEntity/001_01.robot", Some('A')),
            ("TP/NGSI-LD/DistributedOperations/Provision/Entities/CreateEntity/D001_01_exc.robot", Some('F')),
            (
                "TP/NGSI-LD/ContextInformation/Provision/TemporalEntityAttributes/AddAttributes/014_01.robot",
                Some('D'),
            ),
            ("TP/NGSI-LD/ContextInformation/Consumption/TemporalEntity/x/020_01.robot", Some('D')),
            ("TP/NGSI-LD/Other/x.robot", None),
        ];
        for (path, expected) in cases {
            assert_eq!(stage(path), expected, "{path}");
        }
    }

    #[test]
    fn a_run_becomes_a_table() {
        let lines = "TP/NGSI-LD/jsonldContext/a.robot\tOne\tPASS\t\nTP/NGSI-LD/jsonldContext/b.robot\tTwo\tFAIL\t1 | 2";
        let cases: Vec<_> = lines.lines().filter_map(|line| case(line, |_| true)).collect();
        let text = markdown(&cases);
        assert!(text.contains("| C | 1 of 2 | 0 of 0 |"), "{text}");
        assert!(text.contains("| C | Two | 1 \\| 2 |"), "{text}");
    }
}
