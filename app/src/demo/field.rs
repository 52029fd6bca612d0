//! What happens on the sites of the demonstration city: photographs drawn for the purpose, month by month, some of which do
//! not fit; safety and quality notes with what is put right on the board; three industrial chains with their gaps.

use std::sync::Arc;

use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Context, Day, Failure, Id, IdSource, Outcome, Role};
use qipan_projects::book::model::{Project, Stage, Standing};
use qipan_projects::book::store as projects;
use qipan_projects::chains::model::{ChainData, Enterprise, Link, State, Tier};
use qipan_projects::photos::exif::{Notes, written};
use qipan_projects::photos::picture::Pixels;
use qipan_projects::photos::take::take;
use qipan_projects::site_notes::model::{NoteInput, NoteKind, Severity};
use qipan_projects::{chains, photos, site_notes};
use qipan_records::files::Files;
use qipan_store::{Db, Tx};

use super::at;
use super::life::Dice;
use super::projects::{finish, office, person};

/// Sites that are photographed, and for how many months.
const SITES: usize = 8;
const MONTHS: i32 = 5;

/// Does everything that happened on sites until `today`.
pub fn live(db: &Db, ids: &Arc<IdSource>, book: &Arc<Rulebook>, files: &Files, today: Day) -> Outcome<()> {
    let all = db.read_now(|tx| all(tx, today))?;
    let building = |project: &&Project| {
        project.standing == Standing::Active && matches!(project.stage, Stage::Started | Stage::Building)
    };
    let sites: Vec<Project> = all.iter().filter(building).take(SITES).cloned().collect();
    let worker = Worker { db, ids, book };
    for (number, site) in sites.iter().enumerate() {
        photograph(&worker, files, number, site, &sites, today)?;
    }
    for (number, site) in sites.iter().enumerate() {
        note(&worker, number, site, today)?;
    }
    chain(&worker, &all, today)
}

fn all(tx: &mut Tx<'_>, today: Day) -> Outcome<Vec<Project>> {
    let filter = projects::Filter { year: today.year(), with_ended: true, ..projects::Filter::default() };
    Ok(projects::list(tx, &filter, Id(0), 1_000)?.into_iter().map(|one| one.project).collect())
}

/// Does one act after another.
struct Worker<'w> {
    db: &'w Db,
    ids: &'w Arc<IdSource>,
    book: &'w Arc<Rulebook>,
}

impl Worker<'_> {
    fn act<T: Send + 'static>(
        &self,
        context: Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (ids, book) = (self.ids.clone(), self.book.clone());
        self.db.write_now(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book }))
    }
}

/// A building site as a camera on a pole sees it: sky, ground, a hall or a block that grows, a crane that turns.
fn scene(site: usize, month: i32) -> Pixels {
    let (width, height) = (480_u32, 360_u32);
    let mut dice = Dice(site as u64 * 131 + 7);
    let ground = dice.range(255, 285) as u32;
    let left = dice.range(70, 150) as u32;
    let right = left + dice.range(150, 210) as u32;
    let mast = right + dice.range(20, 60) as u32;
    let wall = [dice.range(150, 215) as u8, dice.range(140, 205) as u8, dice.range(130, 200) as u8];
    let earth = [dice.range(110, 140) as u8, dice.range(90, 110) as u8, dice.range(60, 80) as u8];
    let cloud = (site as u32 * 97 + month as u32 * 151) % width;
    let top = ground - (20 + month as u32 * 34).min(ground - 60);
    let swing = (month as u32 * 67 + site as u32 * 31) % 140;
    let mut grain = Dice(site as u64 * 977 + month as u64);
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let noise = grain.range(-5, 5);
            let crane = (x >= mast && x < mast + 6 && y > 48 && y < ground)
                || ((48..54).contains(&y) && x + 60 + swing > mast && x < mast + 40)
                || (x + swing + 40 == mast && y > 48 && y < 90 + swing / 2);
            let built = (left..right).contains(&x) && y >= top && y < ground;
            let window = (x - left.min(x)) % 26 > 8 && (ground - y.min(ground)) % 34 > 14;
            let frame = built && y < top + 30 && ((x - left.min(x)) % 26 > 3 || (y - top) > 6);
            let far = (f64::from(x) - f64::from(cloud)).hypot((f64::from(y) - 70.0) * 2.6) < 70.0;
            let base: [u8; 3] = match () {
                () if crane => [214, 160, 32],
                () if frame && (x - left) % 26 > 3 => [188, 208, 226],
                () if built && window && y > top + 30 => [66, 78, 96],
                () if built => wall,
                () if y >= ground => {
                    let rut = (x + y * 3) % 90 < 6;
                    if rut { earth.map(|one| one - 24) } else { earth }
                }
                () if far => [236, 238, 240],
                () => [(140 + y / 5) as u8, (180 + y / 8) as u8, 226],
            };
            rgb.extend(base.map(|one| (i64::from(one) + noise).clamp(0, 255) as u8));
        }
    }
    Pixels { width, height, rgb }
}

/// What does not fit about a photograph.
#[derive(Clone, Copy, PartialEq)]
enum Odd {
    No,
    /// The file of another site.
    OtherFile,
    /// The picture of the month before, saved anew.
    OldPicture,
    /// Taken far away.
    Far,
    /// Taken long before.
    Early,
    /// Without notes: not flagged.
    Bare,
}

fn odd(site: usize, month: i32) -> Odd {
    match (site, month) {
        (2, 3) => Odd::OtherFile,
        (1, 4) => Odd::OldPicture,
        (4, 2) => Odd::Far,
        (5, 4) => Odd::Early,
        (3, 1) | (6, 3) => Odd::Bare,
        _ => Odd::No,
    }
}

/// Where the camera of a site stands in a month: some hundred metres from its point.
fn beside(number: usize, site: &Project, month: i32) -> Option<(i32, i32)> {
    let aside = |seed: usize| ((number * 37 + month as usize * 11 + seed) % 9) as i32 * 300 - 1_200;
    site.data.point.map(|(lon, lat)| (lon + aside(0), lat + aside(4)))
}

fn photograph(
    worker: &Worker<'_>,
    files: &Files,
    number: usize,
    site: &Project,
    sites: &[Project],
    today: Day,
) -> Outcome<()> {
    let captions = ["基坑与围护", "主体结构施工", "结构上升", "外墙与机电安装", "收尾与室外工程"];
    for month in 0..MONTHS {
        let first = today.month_start().plus_months(month - MONTHS + 1);
        let taken = (first + 23).min(today - 1);
        if taken < first || site.started_on.is_some_and(|started| taken < started) {
            continue;
        }
        let (year, of, _) = first.ymd();
        let near = beside(number, site, month);
        let kind = odd(number, month);
        let moment = at(taken, 10, i64::from(month) * 7 + number as i64);
        let notes = |moment, place| Notes { taken_at: Some(moment), place, turn: 1 };
        let bytes = match kind {
            Odd::No => scene(number, month).jpeg(82, Some(&written(&notes(moment, near)))),
            Odd::OtherFile => {
                // As the first site handed it in for the same month.
                let place = sites.first().and_then(|first| beside(0, first, month));
                scene(0, month).jpeg(82, Some(&written(&notes(at(taken, 10, i64::from(month) * 7), place))))
            }
            Odd::OldPicture => scene(number, month - 1).scaled(400, 300).jpeg(60, None),
            Odd::Far => {
                let far = site.data.point.map(|(lon, lat)| (lon - 91_000, lat + 42_000));
                scene(number, month).jpeg(82, Some(&written(&notes(moment, far))))
            }
            Odd::Early => scene(number, month).jpeg(82, Some(&written(&notes(at(taken - 96, 9, 20), near)))),
            Odd::Bare => scene(number, month).jpeg(82, None),
        }?;
        let name = format!("{}{year}{of:02}.jpg", ["现场", "工地", "全景"][number % 3]);
        let file = take(files, &name, &bytes, None)?;
        let (id, caption) = (site.id, captions[month as usize % captions.len()]);
        let actor = person(Role::UnitHandler, site.data.lead_unit);
        let context = Context { actor, now: at(taken, 16, 10 + number as i64) };
        let period = Some((year, of, 0));
        worker.act(context, move |acting| {
            photos::commands::add(acting, id, period, caption, std::slice::from_ref(&file)).map(drop)
        })?;
    }
    Ok(())
}

/// Finding, kind, severity, days to put it right, measure.
const FINDINGS: &[(&str, NoteKind, Severity, i32, &str)] = &[
    (
        "三层临边一处无防护栏杆，长约 12 米",
        NoteKind::Safety,
        Severity::General,
        7,
        "加设定型化栏杆，验收后使用",
    ),
    ("塔吊力矩限制器失灵仍在使用", NoteKind::Safety, Severity::Major, 3, "立即停用，检修并经检测合格后恢复"),
    (
        "剪力墙局部蜂窝麻面，深约 15 毫米",
        NoteKind::Quality,
        Severity::General,
        14,
        "凿除松散部分，用高一级细石混凝土修补",
    ),
    ("裸土覆盖不全，约 400 平方米", NoteKind::Order, Severity::General, 5, "防尘网全覆盖，设专人每日检查"),
    ("安全通道标识已更新，较上月改善", NoteKind::Safety, Severity::Remark, 0, ""),
    (
        "深基坑水平位移报警值临近，未加密监测",
        NoteKind::Safety,
        Severity::Major,
        5,
        "加密监测，回填反压，专家论证后再开挖",
    ),
    ("二次结构砌体灰缝不饱满", NoteKind::Quality, Severity::General, 10, "拆除不合格段重砌，样板引路"),
    ("临时用电一级箱未上锁", NoteKind::Safety, Severity::General, 4, "上锁挂牌，电工每日巡检"),
    ("进场材料复验报告齐全", NoteKind::Quality, Severity::Remark, 0, ""),
];

fn note(worker: &Worker<'_>, number: usize, site: &Project, today: Day) -> Outcome<()> {
    for turn in 0..2 {
        let (finding, kind, severity, days, measure) = FINDINGS[(number * 2 + turn) % FINDINGS.len()];
        let found_on = today - 30 + (number as i32 * 5 + turn as i32 * 11) % 27;
        let major = severity == Severity::Major;
        let text = |wanted: bool, text: &str| if wanted { text.to_owned() } else { String::new() };
        let input = NoteInput {
            kind,
            severity,
            found_on,
            finding: finding.into(),
            photo: None,
            due_day: (days > 0).then_some(found_on + 1 + days),
            unit: None,
            measure: measure.into(),
            person: text(days > 0, "李示例"),
            money: text(major, "施工单位安全生产费用列支"),
            contingency: text(major, "停止作业，撤离人员，按现场处置方案执行"),
        };
        let (id, unit) = (site.id, site.data.lead_unit);
        let context = Context { actor: office(), now: at(found_on + 1, 9, 20 + number as i64) };
        let made = worker.act(context, move |acting| site_notes::commands::record(acting, id, &input))?;
        // Two of three are put right a day before their limit, when that has come.
        let done = found_on + days;
        if let Some(commitment) =
            made.commitment.map(|one| one.id).filter(|_| done < today && !(number + turn).is_multiple_of(3))
        {
            let context = Context { actor: office(), now: at(done, 11, number as i64) };
            worker.act(context, move |acting| finish(acting, commitment, unit, "隐患已整改"))?;
        }
    }
    Ok(())
}

/// A link as it is told: name, tier, state, why, enterprises, words that the names of its projects have.
type Told = (
    &'static str,
    Tier,
    State,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

fn chain(worker: &Worker<'_>, all: &[Project], today: Day) -> Outcome<()> {
    use State::{Missing, Present, Weak};
    use Tier::{Downstream, Midstream, Upstream};
    let told: [(&str, &str, &str, &str, &[Told]); 3] = [
        (
            "新能源汽车产业链",
            "王示例",
            "示例汽车有限公司",
            "到 2028 年本地配套率由四成提高到六成",
            &[
                ("正负极与隔膜材料", Upstream, Missing, "本地没有隔膜企业，全部外购", &[], &["新材料生产线"]),
                (
                    "动力电池",
                    Upstream,
                    Weak,
                    "只有一家，产能不足整车需要的一半",
                    &[("示例电池有限公司", "磷酸铁锂电芯")],
                    &["储能电站"],
                ),
                ("车规级芯片", Upstream, Missing, "无企业，在谈项目未落地", &[], &[]),
                (
                    "电机电控",
                    Midstream,
                    Present,
                    "",
                    &[("示例电驱有限公司", "驱动电机"), ("示例电控有限公司", "电机控制器")],
                    &["高端装备产业园"],
                ),
                ("内外饰与底盘", Midstream, Present, "", &[("示例汽车部件有限公司", "座椅、仪表板")], &[]),
                (
                    "整车制造",
                    Midstream,
                    Present,
                    "",
                    &[("示例汽车有限公司", "纯电轿车")],
                    &["新能源汽车整车基地"],
                ),
                (
                    "充换电服务",
                    Downstream,
                    Weak,
                    "快充站少，街镇覆盖不足一半",
                    &[("示例充电服务有限公司", "公共充电站")],
                    &["智慧停车系统"],
                ),
                ("电池回收利用", Downstream, Missing, "无有资质的企业", &[], &[]),
            ],
        ),
        (
            "生物医药产业链",
            "孙示例",
            "示例生物医药有限公司",
            "补齐中试与放大，创新药械在本地上市",
            &[
                (
                    "原料与耗材",
                    Upstream,
                    Weak,
                    "培养基、填料依赖进口",
                    &[("示例试剂有限公司", "培养基")],
                    &["新材料生产线"],
                ),
                ("研发与临床前", Upstream, Present, "", &[("示例药物研究院", "临床前评价")], &[]),
                (
                    "中试放大",
                    Midstream,
                    Weak,
                    "公共中试线排队半年以上",
                    &[("示例生物医药有限公司", "生物药中试")],
                    &["生物医药中试基地"],
                ),
                (
                    "制剂生产",
                    Midstream,
                    Present,
                    "",
                    &[("示例制药有限公司", "注射剂"), ("示例中药有限公司", "中成药")],
                    &[],
                ),
                (
                    "冷链配送",
                    Downstream,
                    Present,
                    "",
                    &[("示例医药物流有限公司", "疫苗冷链")],
                    &["冷链物流中心"],
                ),
                ("检验检测与上市服务", Downstream, Missing, "区内没有取得资质的检测机构", &[], &[]),
            ],
        ),
        (
            "信创产业链",
            "周示例",
            "示例软件有限公司",
            "形成从芯片到应用的适配与迁移能力",
            &[
                ("芯片", Upstream, Missing, "设计企业在外区", &[], &[]),
                ("整机与存储", Upstream, Present, "", &[("示例计算机有限公司", "服务器")], &["信创产业基地"]),
                (
                    "操作系统与数据库",
                    Midstream,
                    Present,
                    "",
                    &[("示例软件有限公司", "操作系统"), ("示例数据有限公司", "数据库")],
                    &[],
                ),
                (
                    "适配迁移",
                    Midstream,
                    Weak,
                    "人手不足，迁移排期已到明年",
                    &[("示例集成有限公司", "迁移服务")],
                    &["存量业务数据迁移"],
                ),
                (
                    "应用与数据服务",
                    Downstream,
                    Present,
                    "",
                    &[("示例政务软件有限公司", "政务应用")],
                    &["数据共享与开放平台", "区大数据中心"],
                ),
            ],
        ),
    ];
    for (number, (name, leader, head, aim, links)) in told.into_iter().enumerate() {
        let lead_unit =
            all.iter().find(|project| project.data.name.contains("大数据中心")).map(|one| one.data.lead_unit);
        let links = links.iter().map(|(name, tier, state, why, enterprises, words)| {
            let on = all.iter().filter(|project| words.iter().any(|word| project.data.name.contains(word)));
            // Of a missing link only what is not built yet: what is built has filled it.
            let on = on.filter(|project| *state != Missing || project.stage < Stage::Started);
            Link {
                name: (*name).into(),
                tier: *tier,
                state: *state,
                why: (*why).into(),
                enterprises: enterprises
                    .iter()
                    .map(|(name, makes)| Enterprise { name: (*name).into(), makes: (*makes).into() })
                    .collect(),
                projects: on.take(6).map(|project| project.id).collect(),
            }
        });
        let data = ChainData {
            name: name.into(),
            lead_unit: lead_unit.ok_or_else(|| Failure::internal("no unit for the chains"))?,
            leader: leader.into(),
            head: head.into(),
            aim: aim.into(),
            links: links.collect(),
        };
        let context = Context { actor: office(), now: at(today - 40 + number as i32, 15, 0) };
        worker.act(context, move |acting| chains::commands::create(acting, &data).map(drop))?;
    }
    Ok(())
}
