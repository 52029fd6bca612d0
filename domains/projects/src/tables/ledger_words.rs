//! What other people's tables call the columns of money and contracts, sources of money, and participants. Pure.

use qipan_accounts::table::wording::fold;
use qipan_web::{Lang, Words};

use super::columns::Column as C;
use crate::contracts::model::Role;
use crate::money::model::Source;

/// The bare heads that mean a column.
pub(super) fn heads(column: C) -> &'static [&'static str] {
    match column {
        C::Investor => &["投资主体", "投资方", "投资单位", "业主", "项目业主", "investor"],
        C::FundSource => &["来源", "资金来源", "资金渠道", "资金性质", "投资来源", "source", "sourceoffunds"],
        C::FundNote => &["来源说明", "资金来源说明", "说明", "备注", "sourcenote", "note"],
        C::FundBefore => &[
            "至上年底到位",
            "至上年底累计到位",
            "截至上年底到位",
            "截至上年底累计到位",
            "截止上年底累计到位",
            "至底到位",
            "至底累计到位",
            "截至底到位",
            "截至底累计到位",
            "以前年度到位",
            "paidinbeforetheyear",
        ],
        C::FundYear => &[
            "到位",
            "年度到位",
            "年到位",
            "本年到位",
            "当年到位",
            "年度到位资金",
            "本年到位资金",
            "本年度到位",
            "度到位",
            "paidin",
        ],
        C::FundPlan => &[
            "计划",
            "年计划",
            "年度计划",
            "年度资金计划",
            "资金计划",
            "度计划",
            "本年计划",
            "年计划资金",
            "planned",
            "plan",
        ],
        C::FundPaid => &[
            "完成",
            "年完成",
            "年度完成",
            "本年完成",
            "年度支付",
            "本年支付",
            "支付",
            "度完成",
            "完成支付",
            "年完成支付",
            "paidout",
        ],
        C::Client => &["建设单位", "业主", "项目业主", "业主单位", "项目单位", "项目法人", "owner"],
        C::Role => &["单位类型", "参建类型", "类型", "类别", "单位类别", "承担工作", "role"],
        C::Party => &["参建单位", "单位名称", "参建单位名称", "中标单位", "承包单位", "participant"],
        C::Qualification => &["资质等级", "资质", "企业资质", "资质及等级", "qualification"],
        C::ContractNo => &["合同编号", "合同号", "contractno."],
        C::Section => &["合同段", "标段", "合同标段", "标段名称", "section"],
        C::ContractOn => &["签订日期", "签订时间", "合同签订日期", "合同签订时间", "signedon"],
        C::ContractAmount => &["合同额", "合同金额", "合同价", "合同价款", "中标价", "contractamount"],
        C::ContractNow => &["变更后合同额", "变更后金额", "变更后合同金额", "变更后", "aschanged"],
        C::Retention => &["质保金%", "质保金比例", "质保金比例%", "质保金", "retention,%"],
        C::From => &["开工", "开工日期", "合同开工", "合同开工日期", "from"],
        C::Until => &["完工", "完工日期", "竣工", "合同完工", "合同完工日期", "合同竣工日期", "until"],
        C::Manager => &["项目经理", "负责人", "项目负责人", "现场负责人", "总监", "manager"],
        C::Phone => &["联系电话", "电话", "手机", "联系方式", "telephone"],
        _ => &[],
    }
}

fn says(words: &Words, key: &str, folded: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| fold(&words.t(lang, key)) == folded)
}

/// The source that a cell means: by its name, else by the words that offices use for it.
pub(super) fn source(text: &str, words: &Words) -> Option<Source> {
    let folded = fold(text);
    let named = Source::ALL.iter().copied().find(|one| says(words, one.key(), &folded));
    named.or_else(|| {
        // 企业债券 is not the government's: what is not clear is asked for.
        let known = [
            (Source::Bond, &["专项债", "地方债", "政府债"][..]),
            (Source::Loan, &["贷款", "loan"]),
            (Source::Own, &["自筹", "自有", "资本金", "own"]),
            (Source::Fiscal, &["财政", "预算内", "补助", "拨款", "国债", "budget", "fiscal"]),
            (Source::Other, &["其他", "other"]),
        ];
        let meant = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        known.into_iter().find(|(_, words)| meant(words)).map(|(source, _)| source)
    })
}

/// The part in a project that a cell means.
pub(super) fn role(text: &str, words: &Words) -> Option<Role> {
    let folded = fold(text);
    let named = Role::ALL.iter().copied().find(|one| says(words, one.key(), &folded));
    named.or_else(|| {
        let known = [
            (Role::Survey, &["勘察", "勘测", "survey"][..]),
            (Role::Supervision, &["监理", "supervis"]),
            (Role::Testing, &["检测", "监测", "试验", "testing"]),
            (Role::Costing, &["造价", "跟踪审计", "cost"]),
            (Role::Agency, &["招标", "代理", "tender"]),
            (Role::Supply, &["采购", "供货", "设备", "材料", "suppl", "equipment"]),
            (Role::Design, &["设计", "design"]),
            (Role::Building, &["施工", "总承包", "承建", "build"]),
            (Role::Other, &["其他", "咨询", "other"]),
        ];
        let meant = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        known.into_iter().find(|(_, words)| meant(words)).map(|(role, _)| role)
    })
}
