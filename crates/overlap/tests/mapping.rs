//! Phrases and the capabilities that they name.

use std::collections::HashSet;

use qipan_overlap::{Capability, Ruling, System, Taxonomy, Teaching};

#[test]
fn phrases_name_capabilities() {
    let taxonomy = Taxonomy::builtin();
    let cases = [
        ("企业安全隐患自查填报", "safety.hazard-reporting"),
        ("风险点登记", "safety.hazard-reporting"),
        ("重大隐患整改销号", "safety.hazard-rectification"),
        ("最低生活保障申请审核", "civil.social-assistance-applications"),
        ("渣土车运行轨迹监控", "urban.construction-waste-haulage"),
        ("公务用车派车申请", "traffic.official-cars"),
        ("收文发文流转审批", "office.document-circulation"),
        ("市民来电诉求登记", "hotline.hotline-intake"),
        ("养老机构床位管理", "civil.care-home-supervision"),
        ("电子证照制发与调用", "govservice.electronic-licences"),
        ("Vaccination appointments and batch tracing", "health.vaccination"),
        ("landslide monitoring", "emergency.geohazard-monitoring"),
    ];
    for (phrase, expected) in cases {
        let found = taxonomy.map(phrase);
        let ids: Vec<&str> = found.iter().map(|(capability, _)| capability.id.as_str()).collect();
        assert!(ids.iter().take(2).any(|id| *id == expected), "{phrase}: {ids:?}");
    }
}

#[test]
fn functions_of_every_system_name_none() {
    let taxonomy = Taxonomy::builtin();
    for phrase in
        ["用户管理", "统计报表", "系统参数设置", "日志查询", "user management", "统一的用户权限管理"]
    {
        assert!(taxonomy.map(phrase).is_empty(), "{phrase}");
    }
    for phrase in ["人口统计分析", "安全隐患统计"] {
        assert!(!taxonomy.map(phrase).is_empty(), "{phrase}");
    }
}

#[test]
fn the_taxonomy_is_whole() {
    let taxonomy = Taxonomy::builtin();
    let ids: HashSet<&str> = taxonomy.capabilities().iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), taxonomy.capabilities().len());
    assert!(ids.len() >= 300 && taxonomy.domains().len() >= 30);
    for one in taxonomy.capabilities() {
        assert!(taxonomy.domains().iter().any(|domain| domain.id == one.domain), "{}", one.id);
        assert!(one.phrases.len() >= 3, "{} has few phrases", one.id);
    }
}

fn system(id: &str, functions: &[&str]) -> System {
    System {
        id: id.into(),
        functions: functions.iter().map(|&one| one.to_owned()).collect(),
        ..System::default()
    }
}

#[test]
fn what_reviewers_teach_counts() {
    let registry =
        [system("a", &["羊绒溯源核发", "牧户草畜平衡测算"]), system("b", &["绒标一码签发", "草场载畜核定"])];
    let score = |teaching: &Teaching| {
        let taxonomy = Taxonomy::builtin().taught(teaching);
        let index = qipan_overlap::Index::build(&taxonomy, &registry);
        (index.rank(&registry[0], 1).first().map_or(0.0, |(_, score)| *score), taxonomy.version().to_owned())
    };
    let before = score(&Teaching::default());
    let capability = Capability {
        id: "agri.cashmere".into(),
        domain: "agri".into(),
        zh: "羊绒溯源".into(),
        en: "Cashmere tracing".into(),
        phrases: vec!["羊绒溯源核发".into(), "绒标一码签发".into()],
    };
    let taught = Teaching { version: 1, capabilities: vec![capability], ..Teaching::default() };
    let ruled = |same| Teaching {
        version: 2,
        rulings: vec![Ruling {
            left: "草场载畜核定".into(), right: "牧户草畜平衡测算".into(), same
        }],
        ..taught.clone()
    };
    assert!(score(&taught).0 > before.0 + 0.3, "a capability with both phrases");
    assert!(score(&ruled(true)).0 > 0.9 && score(&ruled(false)).0 < 0.6, "a ruling on two functions");
    assert_ne!(before.1, score(&ruled(true)).1, "the version tells");
}
