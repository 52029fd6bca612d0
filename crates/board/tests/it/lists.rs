//! Lists: filters, orders, keyset paging, search.

use qipan_board::grid::position::Position;
use qipan_board::lights::Light;
use qipan_board::lists::{Filter, Sort, Start, key, list, page};
use qipan_kernel::Id;
use qipan_testkit::{both, noon};

use crate::common::{City, MIGRATIONS};

#[test]
fn paging_neither_skips_nor_doubles_in_any_order_and_goes_back() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let mut made: Vec<Id> = Vec::new();
        for n in 0..23usize {
            let mut terms = city.terms(n % 3, ["2026-03-31", "2026-06-30"][n % 2]);
            if n % 5 == 0 {
                terms.due_day = None;
            }
            made.push(city.register(terms, "2026-01-06").id);
        }
        let now = noon("2026-02-02");
        for (_, sort) in Sort::ALL {
            let page = |start| {
                t.db.read_now(|tx| list(tx, &Filter::default(), (now, true), sort, start, 5)).unwrap()
            };
            let (mut seen, mut start) = (Vec::new(), None);
            loop {
                let listed = page(start);
                seen.extend(listed.rows.iter().map(|row| row.id));
                let Some(last) = listed.rows.last().filter(|_| listed.more_after) else { break };
                start = Some(Start { key: key(sort, last), id: last.id, back: false });
            }
            let mut sorted = seen.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!((seen.len(), sorted.len()), (23, 23), "{sort:?}");
            // From the last page back to the first.
            let second = page(Some(Start { back: false, ..start.unwrap() }));
            let first_of_last = second.rows.first().unwrap();
            let back = page(Some(Start { key: key(sort, first_of_last), id: first_of_last.id, back: true }));
            let expected: Vec<Id> = seen[15..20].to_vec();
            assert_eq!(back.rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{sort:?} back");
        }
    });
}

#[test]
fn filters_narrow_and_search_finds_words() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let mut bridge = city.terms(0, "2026-03-31");
        bridge.statement = "推动Z2线站点主体结构封顶'\"<script>".into();
        bridge.cooperating = vec![city.units[2]];
        let bridge = city.register(bridge, "2026-01-06");
        let other = city.register(city.terms(1, "2026-02-10"), "2026-01-06");
        let now = noon("2026-02-15");
        let found = |filter: Filter| -> Vec<Id> {
            let listed = t.db.read_now(|tx| list(tx, &filter, (now, true), Sort::Due, None, 50)).unwrap();
            listed.rows.iter().map(|row| row.id).collect()
        };
        let words = |words: &str| Filter { words: words.into(), ..Filter::default() };
        assert_eq!(found(words("主体结构")), [bridge.id]);
        assert_eq!(found(words("z2线 封顶")), [bridge.id]);
        assert_eq!(found(words("消防通道")), [other.id]);
        assert!(found(words("没有的事")).is_empty());
        assert_eq!(found(words(&other.number)), [other.id], "the number on paper finds it too");
        assert_eq!(found(words("\" OR 1=1 --'")), Vec::<Id>::new(), "hostile words are only words");
        assert_eq!(found(Filter { units: Some(vec![city.units[1]]), ..Filter::default() }), [other.id]);
        assert_eq!(
            found(Filter { light: Some(Light::Grey), ..Filter::default() }).len(),
            2,
            "not issued: no light"
        );
        let cooperating = Filter { visible: Some(vec![city.units[2]]), ..Filter::default() };
        assert_eq!(found(cooperating), [bridge.id], "a cooperating unit sees it");
        assert!(found(Filter { visible: Some(vec![]), ..Filter::default() }).is_empty());
        assert_eq!(found(Filter { only: Some(vec![other.id]), ..Filter::default() }), [other.id]);
    });
}

#[test]
fn the_position_chooses_the_same_pages_as_the_database() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        for n in 0..40usize {
            let mut terms = city.terms(n % 3, ["2026-01-31", "2026-02-27", "2026-06-30"][n % 3]);
            terms.line = city.lines[n % 2];
            terms.statement = format!("{}{n}", ["消防通道整改", "数据接口上线", "公园绿地提升"][n % 3]);
            if n % 7 == 0 {
                terms.due_day = None;
            }
            let id = city.register(terms, "2026-01-06").id;
            if n % 4 != 0 {
                city.act(&city.office("2026-01-07"), move |a| {
                    qipan_board::commitments::commands::issue(a, id)
                })
                .unwrap();
            }
            if n % 9 == 0 {
                let withdraw = move |a: &mut qipan_board::commitments::commands::Acting<'_, '_>| {
                    qipan_board::commitments::commands::withdraw(a, id, "并入")
                };
                city.act(&city.office("2026-01-20"), withdraw).unwrap();
            }
        }
        let position = Position::new();
        let filters = [
            Filter::default(),
            Filter { units: Some(vec![city.units[1]]), ..Filter::default() },
            Filter { line: Some(city.lines[1]), light: Some(Light::Red), ..Filter::default() },
            Filter { light: Some(Light::Grey), with_done: true, ..Filter::default() },
            Filter { words: "数据接口".into(), ..Filter::default() },
            Filter { words: "没有".into(), ..Filter::default() },
        ];
        for filter in filters {
            for (at, current) in [(noon("2026-03-10"), true), (noon("2026-01-12"), false)] {
                let mut start = None;
                for back in [false, false, true] {
                    let (by_position, by_database) =
                        t.db.read_now(|tx| {
                            let fast = page(&position, tx, &filter, (at, current), Sort::Due, start, 7)?;
                            Ok((fast, list(tx, &filter, (at, current), Sort::Due, start, 7)?))
                        })
                        .unwrap();
                    assert_eq!(by_position, by_database, "{filter:?} {at:?} {start:?}");
                    let next = if back { by_database.rows.first() } else { by_database.rows.last() };
                    let Some(row) = next else { break };
                    start = Some(Start { key: key(Sort::Due, row), id: row.id, back });
                }
            }
        }
    });
}
