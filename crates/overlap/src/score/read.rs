//! Registries as others write them: JSON Lines or JSON, with the field names that people use.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::System;

/// A system with what is known of its truth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The system.
    pub system: System,
    /// Its true capabilities, if the file tells them.
    pub capabilities: Option<BTreeSet<String>>,
    /// The group of systems that do the same, if the file tells it.
    pub group: Option<String>,
    /// Identifiers of those that do the same, if the file tells them.
    pub partners: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// This line is no JSON object.
    NotAnObject(usize),
    /// This record has neither functions nor a text.
    Empty(usize),
    /// Two records have this identifier.
    Twice(String),
    /// This line does not name two systems.
    NotAPair(usize),
}

const ID: &[&str] =
    &["id", "system_id", "sys_id", "code", "system_code", "uid", "编号", "系统编号", "标识", "编码"];
const NAME: &[&str] = &["name", "title", "system_name", "project_name", "系统名称", "项目名称", "名称"];
const PURPOSE: &[&str] = &[
    "purpose",
    "description",
    "text",
    "desc",
    "summary",
    "abstract",
    "objective",
    "goal",
    "background",
    "purpose_text",
    "用途",
    "建设目的",
    "建设内容",
    "建设目标",
    "简介",
    "描述",
    "说明",
    "摘要",
];
const FUNCTIONS: &[&str] = &[
    "functions",
    "function_list",
    "function",
    "features",
    "modules",
    "funcs",
    "function_names",
    "functionality",
    "功能",
    "功能清单",
    "功能列表",
    "主要功能",
    "功能模块",
];
const PRODUCES: &[&str] = &[
    "produces",
    "produced",
    "produce",
    "outputs",
    "output",
    "data_produced",
    "produced_data",
    "produced_items",
    "produces_items",
    "data_out",
    "data_outputs",
    "provides",
    "产生数据",
    "产生数据项",
    "产出数据",
    "提供数据",
];
const CONSUMES: &[&str] = &[
    "consumes",
    "consumed",
    "consume",
    "inputs",
    "input",
    "data_consumed",
    "consumed_data",
    "consumed_items",
    "consumes_items",
    "data_in",
    "data_inputs",
    "requires",
    "使用数据",
    "使用数据项",
    "消费数据",
    "需求数据",
];
const ITEMS: &[&str] = &[
    "data_items",
    "items",
    "data",
    "data_resources",
    "dataitems",
    "data_elements",
    "fields",
    "数据项",
    "数据资源",
    "信息项",
];
const UNIT: &[&str] = &[
    "unit",
    "owner",
    "department",
    "dept",
    "agency",
    "org",
    "organisation",
    "organization",
    "单位",
    "建设单位",
    "主管部门",
];
const CAPABILITIES: &[&str] = &[
    "capabilities",
    "true_capabilities",
    "capability_ids",
    "capability_labels",
    "capability",
    "caps",
    "gold_capabilities",
    "truth_capabilities",
    "labels",
    "能力",
    "能力标签",
];
const GROUP: &[&str] =
    &["group", "group_id", "truth_group", "cluster", "cluster_id", "duplicate_group", "gold_group", "分组"];
const PARTNERS: &[&str] = &[
    "duplicates",
    "duplicate_of",
    "duplicate",
    "overlaps",
    "overlaps_with",
    "overlap_with",
    "partners",
    "true_partners",
    "matches",
    "same_as",
    "similar",
    "redundant_with",
    "重复系统",
];
const TRUTH: &[&str] = &["truth", "gold", "label", "expected", "真值"];

/// Two identifiers of systems.
pub type Named = (String, String);

/// Reads a registry: JSON Lines, a JSON array, or an object with the array under `systems`. Pairs that the file itself tells
/// (`pairs` of the object, or lines that name two systems) come second.
///
/// # Errors
/// The first record that cannot be read.
pub fn registry(text: &str) -> Result<(Vec<Labelled>, Vec<Named>), Problem> {
    let mut told = Vec::new();
    let mut values: Vec<(usize, Value)> = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => values.extend(all.into_iter().enumerate().map(|(n, one)| (n + 1, one))),
        Ok(Value::Object(mut object)) if field(&Value::Object(object.clone()), FUNCTIONS).is_none() => {
            if let Some(all) =
                ["pairs", "truth", "gold", "true_pairs", "duplicates"].iter().find_map(|key| object.get(*key))
            {
                told.extend(all.as_array().into_iter().flatten().filter_map(pair));
            }
            let all = ["systems", "registry", "records", "items", "data"]
                .iter()
                .find_map(|key| object.remove(*key));
            let Some(Value::Array(all)) = all else { return Err(Problem::NotAnObject(1)) };
            values.extend(all.into_iter().enumerate().map(|(n, one)| (n + 1, one)));
        }
        _ => {
            for (n, line) in text.lines().enumerate() {
                let line = line.trim().trim_start_matches('\u{feff}');
                if !line.is_empty() {
                    let value = serde_json::from_str(line).map_err(|_| Problem::NotAnObject(n + 1))?;
                    values.push((n + 1, value));
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for (n, value) in values {
        if !value.is_object() {
            return Err(Problem::NotAnObject(n));
        }
        if field(&value, FUNCTIONS).is_none() && field(&value, NAME).is_none() {
            match pair(&value) {
                Some(pair) => told.push(pair),
                None if field(&value, ID).is_none() => continue, // a head line
                None => return Err(Problem::Empty(n)),
            }
            continue;
        }
        let labelled = labelled(&value, n)?;
        if !known.insert(labelled.system.id.clone()) {
            return Err(Problem::Twice(labelled.system.id));
        }
        found.push(labelled);
    }
    // `truth` may hold identifiers of systems or names of capabilities; only the whole file tells which.
    for one in &mut found {
        if one.capabilities.is_none() && one.partners.iter().any(|partner| !known.contains(partner)) {
            one.capabilities = Some(one.partners.drain(..).collect());
        }
    }
    Ok((found, told))
}

/// Reads one proposal: a JSON object like a record of a registry.
///
/// # Errors
/// When it is none.
pub fn proposal(text: &str) -> Result<System, Problem> {
    let value: Value = serde_json::from_str(text).map_err(|_| Problem::NotAnObject(1))?;
    if !value.is_object() {
        return Err(Problem::NotAnObject(1));
    }
    let mut system = labelled(&value, 1)?.system;
    if field(&value, ID).is_none() {
        system.id = String::new();
    }
    Ok(system)
}

/// Reads pairs of identifiers: JSON (an array of pairs), JSON Lines, or two columns separated by comma, tab or blank. A third column
/// of 0, false or no leaves the pair out.
///
/// # Errors
/// The first line that does not name two.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    if let Ok(Value::Array(all)) = serde_json::from_str::<Value>(text) {
        return all.iter().enumerate().map(|(n, one)| pair(one).ok_or(Problem::NotAPair(n + 1))).collect();
    }
    let mut found = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Ok(value) = serde_json::from_str::<Value>(line)
            && (value.is_object() || value.is_array())
        {
            found.push(pair(&value).ok_or(Problem::NotAPair(n + 1))?);
            continue;
        }
        let cells: Vec<&str> = line
            .split(['\t', ',', ' '])
            .map(|cell| cell.trim().trim_matches('"'))
            .filter(|cell| !cell.is_empty())
            .collect();
        match cells.as_slice() {
            [_, _, "0" | "false" | "no", ..] => {}
            [a, b, ..] => found.push(((*a).to_owned(), (*b).to_owned())),
            _ => return Err(Problem::NotAPair(n + 1)),
        }
    }
    Ok(found)
}

fn pair(value: &Value) -> Option<(String, String)> {
    let text = |value: &Value| plain(value).filter(|text| !text.is_empty());
    if let Value::Array(two) = value {
        return Some((text(two.first()?)?, text(two.get(1)?)?));
    }
    if let Some(two @ Value::Array(_)) = value.get("pair") {
        return pair(two);
    }
    let side = |names: &[&str]| names.iter().find_map(|name| value.get(*name)).and_then(text);
    Some((
        side(&["left", "a", "from", "first", "id1", "id_a", "source", "x"])?,
        side(&["right", "b", "to", "second", "id2", "id_b", "target", "y"])?,
    ))
}

fn labelled(value: &Value, n: usize) -> Result<Labelled, Problem> {
    let text = |names: &[&str]| field(value, names).and_then(plain).unwrap_or_default();
    let purpose: Vec<String> = PURPOSE.iter().filter_map(|name| value.get(*name)).filter_map(plain).collect();
    let name = text(NAME);
    let mut system = System {
        id: text(ID),
        purpose: purpose.join("\n"),
        functions: field(value, FUNCTIONS).map(list).unwrap_or_default(),
        produces: field(value, PRODUCES).map(list).unwrap_or_default(),
        consumes: field(value, CONSUMES).map(list).unwrap_or_default(),
        unit: text(UNIT),
        name,
    };
    match field(value, ITEMS) {
        Some(both @ Value::Object(_)) => {
            system.produces.extend(field(both, PRODUCES).map(list).unwrap_or_default());
            system.consumes.extend(field(both, CONSUMES).map(list).unwrap_or_default());
        }
        Some(all) => system.produces.extend(list(all)),
        None => {}
    }
    if system.functions.is_empty() && system.purpose.is_empty() {
        return Err(Problem::Empty(n));
    }
    if system.id.is_empty() {
        system.id = if system.name.is_empty() { n.to_string() } else { system.name.clone() };
    }
    let mut found = Labelled { system, ..Labelled::default() };
    let truth = field(value, TRUTH);
    for from in [Some(value), truth.filter(|truth| truth.is_object())].into_iter().flatten() {
        if let Some(labels) = field(from, CAPABILITIES) {
            found.capabilities = Some(list(labels).into_iter().collect());
        }
        if let Some(group) = field(from, GROUP).and_then(plain) {
            found.group = Some(group);
        }
        found.partners.extend(field(from, PARTNERS).map(list).unwrap_or_default());
    }
    match truth {
        Some(Value::Array(_)) => found.partners.extend(truth.map(list).unwrap_or_default()),
        Some(Value::String(_) | Value::Number(_)) if found.group.is_none() => {
            found.group = truth.and_then(plain)
        }
        _ => {}
    }
    Ok(found)
}

fn field<'a>(value: &'a Value, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| value.get(*name)).filter(|value| !value.is_null())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(all) => Some(all.iter().filter_map(plain).collect::<Vec<_>>().join("\n")),
        Value::Object(_) => {
            ["zh", "name", "text", "en", "value"].iter().find_map(|name| value.get(*name)).and_then(plain)
        }
        _ => None,
    }
}

/// A list of texts: an array of texts or of objects with a name, or one text with separators.
fn list(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(_) => {
            let named = ["name", "text", "title", "function", "phrase", "item", "label", "id", "zh", "名称"];
            named.iter().find_map(|name| value.get(*name)).and_then(plain)
        }
        other => plain(other),
    };
    match value {
        Value::Array(all) => all.iter().filter_map(one).filter(|text| !text.is_empty()).collect(),
        Value::String(text) => {
            let parts =
                text.split(['、', '；', ';', '\n', '|']).map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        }
        other => one(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_names_that_people_use() {
        let text = r#"{"id":"a","name":"甲","text":"为了","functions":["隐患上报",{"name":"整改"}],"data_items":{"produces":["隐患等级"],"consumes":["企业名称"]},"capabilities":["x","y"]}
{"编号":"b","系统名称":"乙","建设内容":"内容","主要功能":"隐患上报、整改；复查","数据项":["等级"],"truth":{"group":"g1"}}
{"left":"a","right":"b"}"#;
        let (found, told) = registry(text).unwrap();
        assert_eq!(found[0].system.functions, ["隐患上报", "整改"]);
        assert_eq!(
            (&found[0].system.produces[..], &found[0].system.consumes[..]),
            (&["隐患等级".to_owned()][..], &["企业名称".to_owned()][..])
        );
        assert_eq!(found[0].capabilities.as_ref().map(BTreeSet::len), Some(2));
        assert_eq!((found[1].system.id.as_str(), found[1].system.functions.len()), ("b", 3));
        assert_eq!(found[1].group.as_deref(), Some("g1"));
        assert_eq!(told, [("a".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn truth_may_name_systems_or_capabilities() {
        let systems = r#"[{"id":1,"name":"甲","functions":["x"],"truth":[2]},{"id":2,"name":"乙","functions":["x"],"truth":["1"]}]"#;
        let (found, _) = registry(systems).unwrap();
        assert_eq!(
            (found[0].partners.as_slice(), found[0].capabilities.as_ref()),
            (&["2".to_owned()][..], None)
        );
        let labels = r#"[{"id":1,"name":"甲","functions":["x"],"truth":["grid.report"]}]"#;
        assert_eq!(registry(labels).unwrap().0[0].capabilities.as_ref().map(BTreeSet::len), Some(1));
    }

    #[test]
    fn pairs_in_several_forms() {
        let expected = vec![("a".to_owned(), "b".to_owned())];
        for text in [r#"[["a","b"]]"#, "a,b\nc,d,0", "a\tb\t1", r#"{"a":"a","b":"b"}"#, "# left right\na b"] {
            assert_eq!(pairs(text).as_ref(), Ok(&expected), "{text}");
        }
        assert_eq!(pairs("a"), Err(Problem::NotAPair(1)));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(
            registry("{\"id\":1,\"name\":\"x\",\"functions\":[\"f\"]}\nnonsense"),
            Err(Problem::NotAnObject(2))
        );
        assert_eq!(registry(r#"{"id":1,"name":"x"}{"#), Err(Problem::NotAnObject(1)));
        assert_eq!(registry("{\"id\":1,\"name\":\"x\"}\n{\"id\":2,\"name\":\"y\"}"), Err(Problem::Empty(1)));
        let twice = "{\"id\":1,\"name\":\"x\",\"functions\":[\"f\"]}\n{\"id\":1,\"name\":\"x\",\"functions\":[\"f\"]}";
        assert_eq!(registry(twice), Err(Problem::Twice("1".into())));
    }
}
