//! What always holds of an index.

use qipan_overlap::{Index, System, Taxonomy};

fn system(id: &str, name: &str, functions: &[&str]) -> System {
    System {
        id: id.into(),
        name: name.into(),
        functions: functions.iter().map(|&one| one.to_owned()).collect(),
        ..System::default()
    }
}

fn registry() -> Vec<System> {
    vec![
        system("a", "安全隐患排查系统", &["隐患上报", "整改复查", "用户管理"]),
        system("b", "风险点治理平台", &["风险点报送", "整改复查", "日志管理"]),
        system("c", "综合办公系统", &["公文流转", "会议安排", "用户管理"]),
        system("d", "空壳系统", &["用户管理", "日志管理", "统计报表"]),
        system("e", "空壳系统二", &["用户管理", "日志管理", "统计报表"]),
    ]
}

#[test]
fn a_reworded_copy_comes_first_and_what_every_system_has_counts_for_nothing() {
    let index = Index::build(&Taxonomy::builtin(), &registry());
    let found = index.query(&registry()[0], 10);
    assert_eq!(found.first().map(|one| one.id.as_str()), Some("b"));
    assert!(found[0].score > 0.7, "{found:?}");
    assert!(found.iter().all(|one| one.id != "d" && one.id != "e" && one.score < 0.5 || one.id == "b"));
    assert!(index.query(&registry()[3], 10).is_empty(), "only what every system has");
}

#[test]
fn the_same_system_scores_one_and_both_sides_agree() {
    let mut twice = registry();
    twice.push(System { id: "a2".into(), ..twice[0].clone() });
    let index = Index::build(&Taxonomy::builtin(), &twice);
    assert_eq!(index.query(&twice[0], 1)[0].id, "a2");
    assert!((index.query(&twice[0], 1)[0].score - 1.0).abs() < 1e-6);
    for a in &twice {
        for found in index.query(a, 100) {
            let b = index.get(&found.id).expect("a member");
            let back = index.query(b, 100);
            let back = back.iter().find(|one| one.id == a.id).expect("the other way round");
            assert_eq!(back.score, found.score, "{} {}", a.id, b.id);
        }
    }
}
