//! Names of operations that a context source may support (clause 4.20), alone and in groups.

/// Operations by name (table 4.20-1).
const NAMES: [&str; 43] = [
    "createEntity",
    "updateEntity",
    "appendAttrs",
    "updateAttrs",
    "deleteAttrs",
    "deleteEntity",
    "createBatch",
    "upsertBatch",
    "updateBatch",
    "deleteBatch",
    "upsertTemporal",
    "appendAttrsTemporal",
    "deleteAttrsTemporal",
    "updateAttrInstanceTemporal",
    "deleteAttrInstanceTemporal",
    "deleteTemporal",
    "mergeEntity",
    "replaceEntity",
    "replaceAttrs",
    "mergeBatch",
    "purgeEntity",
    "retrieveEntity",
    "queryEntity",
    "queryBatch",
    "retrieveTemporal",
    "queryTemporal",
    "retrieveEntityTypes",
    "retrieveEntityTypeDetails",
    "retrieveEntityTypeInfo",
    "retrieveAttrTypes",
    "retrieveAttrTypeDetails",
    "retrieveAttrTypeInfo",
    "createSubscription",
    "updateSubscription",
    "retrieveSubscription",
    "querySubscription",
    "deleteSubscription",
    "retrieveEntityMap",
    "updateEntityMap",
    "deleteEntityMap",
    "createEntityMapQueryEntity",
    "createEntityMapQueryTemporal",
    "retrieveContextSourceIdentity",
];

/// The group that is meant when nothing is said (table 5.2.9-1).
pub const DEFAULT: &str = "federationOps";
/// The most that an auxiliary source can do (clause 5.9.2.4).
pub const RETRIEVE: &str = "retrieveOps";

/// What a group stands for (table 4.20-2); `None` when it is no group.
fn group(name: &str) -> Option<Vec<&'static str>> {
    // The table lists names; here they are ranges of the list above, and what is added to them.
    let range = |first: &str, last: &str| {
        let at = |wanted: &str| NAMES.iter().position(|name| *name == wanted).unwrap_or_default();
        NAMES[at(first)..=at(last)].to_vec()
    };
    let catalogue = || range("retrieveEntityTypes", "retrieveAttrTypeInfo");
    let maps = || range("retrieveEntityMap", "createEntityMapQueryEntity");
    let read = vec!["retrieveEntity", "queryEntity"];
    Some(match name {
        "retrieveOps" => read,
        "updateOps" => vec!["updateEntity", "updateAttrs", "replaceEntity", "replaceAttrs"],
        "associationOps" | "federationOps" => {
            let mut all = read;
            all.push("queryBatch");
            all.extend(catalogue());
            all.extend(range("createSubscription", "deleteSubscription"));
            all.push("retrieveContextSourceIdentity");
            if name == "federationOps" {
                all.extend(maps());
            }
            all
        }
        "redirectionOps" => {
            let mut all = range("createEntity", "deleteEntity");
            all.extend(["mergeEntity", "replaceEntity", "replaceAttrs", "purgeEntity"]);
            all.extend(read);
            all.extend(catalogue());
            all.extend(maps());
            all
        }
        _ => return None,
    })
}

/// Whether there is such an operation or group.
pub fn known(name: &str) -> bool {
    NAMES.contains(&name) || group(name).is_some()
}

/// Whether a list of operations and groups covers an operation; none at all stands for [`DEFAULT`].
pub fn covers(list: &[String], operation: &str) -> bool {
    let covered =
        |name: &str| name == operation || group(name).is_some_and(|group| group.contains(&operation));
    if list.is_empty() { covered(DEFAULT) } else { list.iter().any(|name| covered(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_hold_what_the_table_lists() {
        let list = |name: &str| vec![name.to_owned()];
        for (given, operation, wanted) in [
            ("retrieveOps", "retrieveEntity", true),
            ("retrieveOps", "queryBatch", false),
            ("updateOps", "replaceAttrs", true),
            ("updateOps", "mergeEntity", false),
            ("federationOps", "queryBatch", true),
            ("federationOps", "createSubscription", true),
            ("federationOps", "retrieveEntityMap", true),
            ("federationOps", "createEntity", false),
            ("associationOps", "retrieveEntityMap", false),
            ("associationOps", "retrieveAttrTypes", true),
            ("redirectionOps", "createEntity", true),
            ("redirectionOps", "deleteAttrs", true),
            ("redirectionOps", "mergeEntity", true),
            ("redirectionOps", "createBatch", false),
            ("redirectionOps", "createSubscription", false),
            ("queryTemporal", "queryTemporal", true),
            ("queryTemporal", "retrieveTemporal", false),
        ] {
            assert_eq!(covers(&list(given), operation), wanted, "{given} {operation}");
        }
        assert!(covers(&[], "queryEntity") && !covers(&[], "createEntity"));
        assert!(known("mergeBatch") && known("redirectionOps") && !known("sing"));
        for name in ["retrieveOps", "updateOps", "associationOps", "federationOps", "redirectionOps"] {
            let all = group(name).expect(name);
            assert!(all.iter().all(|operation| NAMES.contains(operation)), "{name}");
        }
    }
}
