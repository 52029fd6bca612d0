//! Which lines of a captured page are the site's and not the document's. General rules only: legal notices and
//! licence numbers, comment forms, theme credits, share bars, and lists of links behind a heading that announces one.

use super::draft::PieceKind;
use super::outline;
use super::script::fold;

/// Phrases that make a short line boilerplate by themselves, and a longer one when it starts with them.
/// Matched against lower-case, simplified text without spaces.
const STRONG: &[&str] = &[
    "版权所有",
    "版权声明",
    "版权及免责声明",
    "版权与免责声明",
    "免责声明",
    "icp备",
    "icp证",
    "公网安备",
    "互联网新闻信息服务许可证",
    "信息网络传播视听节目许可证",
    "网站标识码",
    "未经书面授权",
    "未经授权",
    "转载请注明",
    "本网站由",
    "技术支持：",
    "网站地图",
    "联系我们",
    "关于我们",
    "友情链接",
    "设为首页",
    "加入收藏",
    "返回顶部",
    "扫一扫",
    "打印本页",
    "关闭窗口",
    "分享到",
    "微信扫码",
    "浏览次数",
    "访问量",
    "上一篇：",
    "下一篇：",
    "上一篇:",
    "下一篇:",
    "您现在的位置",
    "您当前的位置",
    "当前位置：",
    "leaveareply",
    "leaveacomment",
    "youremailaddresswillnotbepublished",
    "requiredfieldsaremarked",
    "savemyname,email",
    "postcomment",
    "cancelreply",
    "allrightsreserved",
    "copyright©",
    "copyright(c)",
    "©",
    "poweredby",
    "proudlypoweredby",
    "skiptocontent",
    "sharethis",
    "privacypolicy",
    "termsofuse",
    "termsofservice",
    "cookiepolicy",
    "subscribetoournewsletter",
    "previouspost",
    "nextpost",
    "relatedposts",
];

/// Phrases that count only together: two of them, or one of them and a strong one.
const WEAK: &[&str] = &[
    "举报电话",
    "举报邮箱",
    "服务邮箱",
    "不良信息",
    "许可证",
    "备案序号",
    "备案号",
    "转载",
    "本网",
    "版权",
    "侵权",
    "@",
    "客服",
    "联系电话",
    "传真",
    "邮编",
    "e-mail",
    "copyright",
    "license",
    "contactus",
    "aboutus",
    "sitemap",
    "disclaimer",
    "comment",
    "法律责任",
    "授权",
    "网站",
    "all rights",
];

/// Headings that announce a list of links.
const LINK_LISTS: &[&str] = &[
    "延伸阅读",
    "相关阅读",
    "相关链接",
    "相关新闻",
    "相关文章",
    "相关推荐",
    "推荐阅读",
    "热点新闻",
    "热点视频",
    "热点舆情",
    "热门新闻",
    "热门文章",
    "热门推荐",
    "热门标签",
    "猜你喜欢",
    "最新文章",
    "最新资讯",
    "更多新闻",
    "更多>>",
    "精彩推荐",
    "图片新闻",
    "relatedarticles",
    "relatedposts",
    "relatednews",
    "readmore",
    "recentposts",
    "recentcomments",
    "popularposts",
    "youmayalsolike",
    "morenews",
    "seealso",
    "tags:",
    "categories",
    "archives",
];

/// Longest line, in characters, that the rules look at, and that a link may be.
const LONGEST: usize = 400;
const LINK: usize = 90;

/// Marks which of the pieces (kind and clean text, in order) are boilerplate.
pub(crate) fn find(pieces: &[(&PieceKind, &str)]) -> Vec<bool> {
    let mut found: Vec<bool> = pieces.iter().map(|(kind, text)| is_boilerplate(kind, text)).collect();
    // A site names its sponsor among its other notices; a task division names those who handle a task.
    for (index, (_, text)) in pieces.iter().enumerate() {
        let beside = index > 0 && found[index - 1] || found.get(index + 1) == Some(&true);
        let named = text.trim_start().starts_with("主办单位") || text.trim_start().starts_with("主办：");
        found[index] |= beside && named;
    }
    let mut tail = false;
    for (index, (kind, text)) in pieces.iter().enumerate() {
        if matches!(kind, PieceKind::Row { .. }) {
            tail = false;
            continue;
        }
        // The announcement of a link list only counts behind the document's own text.
        let behind = index * 2 >= pieces.len() || pieces[..index].iter().any(|(_, text)| is_prose(text));
        if behind && (announces_links(text) || (found[index] && ends_document(text))) {
            found[index] = true;
            tail = true;
        } else if tail && !found[index] {
            if is_prose(text) || text.chars().count() > LINK * 2 || outline::ends_sentence(text) {
                tail = false;
            } else {
                found[index] = true;
            }
        }
    }
    found
}

fn is_boilerplate(kind: &PieceKind, text: &str) -> bool {
    match kind {
        PieceKind::Boilerplate => return true,
        PieceKind::Row { .. } => return false,
        _ => {}
    }
    if text.len() > LONGEST * 3 || text.chars().count() > LONGEST {
        return false;
    }
    let plain = plain(text);
    let length = plain.chars().count();
    if is_theme_credit(text) || is_page_foot(text) {
        return true;
    }
    let strong = STRONG.iter().filter(|phrase| plain.contains(*phrase)).count();
    // A sentence about copyright is content; a notice is short, or begins with its phrase, or piles them up.
    let sentence = outline::ends_sentence(text) && length > 30;
    if strong == 0 && (sentence || length > 160) {
        return false;
    }
    let weak = WEAK.iter().filter(|phrase| plain.contains(*phrase)).count();
    let leads = STRONG.iter().any(|phrase| plain.find(phrase).is_some_and(|at| at <= 12));
    match strong {
        0 => weak >= 3,
        1 => {
            (length <= 36 && (leads || !outline::ends_sentence(text)))
                || (leads && weak >= 2)
                || (weak >= 3 && !sentence)
        }
        _ => leads || weak >= 1 || length <= 120,
    }
}

/// `第 1 页 共 2 页`, `— 3 —`, `Page 2 of 8` left in a text; a number alone may be anything.
fn is_page_foot(text: &str) -> bool {
    let line = text.trim();
    let marked = line.starts_with('第') && line.contains(['页', '頁'])
        || line.starts_with(['—', '－', '–']) && line.ends_with(['—', '－', '–'])
        || line.to_ascii_lowercase().starts_with("page ");
    marked && super::pdf::is_page_number(line)
}

/// "Theme: Name by Author", "Theme by Author".
fn is_theme_credit(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    lower.len() <= 120
        && (lower.starts_with("theme: ")
            || lower.starts_with("theme by ")
            || lower.starts_with("wordpress theme"))
        && (lower.contains(" by ") || lower.contains(" by:"))
}

fn announces_links(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let plain = plain(text);
    let name = plain.trim_matches(|c: char| matches!(c, ':' | '：' | '>' | '【' | '】' | '·' | '|'));
    LINK_LISTS.contains(&name) || LINK_LISTS.contains(&plain.as_str())
}

/// True for lines behind which a page holds nothing of the document any more.
fn ends_document(text: &str) -> bool {
    let plain = plain(text);
    is_theme_credit(text)
        || ["leaveareply", "leaveacomment", "allrightsreserved", "版权所有", "icp备", "公网安备"]
            .iter()
            .any(|phrase| plain.contains(phrase))
}

/// True for running text: long, with the marks of sentences inside.
fn is_prose(text: &str) -> bool {
    text.len() > 240 && text.contains(['。', '，', '.', ','])
}

/// Lower case, simplified, without spaces.
fn plain(text: &str) -> String {
    let mut plain = fold(text);
    plain.retain(|c| !c.is_whitespace());
    plain.make_ascii_lowercase();
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> bool {
        is_boilerplate(&PieceKind::Auto, text)
    }

    #[test]
    fn finds_notices_and_forms() {
        for text in [
            "某某网版权所有,未经书面授权禁止使用 违法和不良信息举报电话: 022-00000000 服务邮箱:someone@example.com",
            "互联网新闻信息服务许可证:1212016001 备案序号:某ICP备00000000号某公网安备 00000000000000号",
            "版權及免責聲明:凡本網所屬版權作品,轉載時須獲得授權并注明來源,違者本網將保留追究其相關法律責任的權力。",
            "Leave a Reply",
            "Your email address will not be published.",
            "Your email address will not be published. Required fields are marked *",
            "Theme: Something by Somebody",
            "Proudly powered by WordPress",
            "© 2024 Example Co. All rights reserved.",
            "上一篇：关于印发方案的通知",
        ] {
            assert!(alone(text), "{text}");
        }
    }

    #[test]
    fn leaves_the_document_alone() {
        for text in [
            "公开举报电话：12350，由区应急局负责受理。",
            "会议要求加强知识产权和版权保护，严厉打击侵权行为，版权所有者的合法权益必须得到保障。",
            "各单位联系电话请于6月10日前报区政府办公室。",
            "要规范网站备案管理，未经授权不得转载涉密信息，由区网信办负责落实，区公安分局配合。",
            "The committee will theme its work by sector.",
            "We must reply to every comment.",
            "来源：新华社",
            "附件：重点项目清单",
        ] {
            assert!(!alone(text), "{text}");
        }
    }

    #[test]
    fn a_list_of_links_goes_on_to_the_end() {
        let prose = "会议指出，要加快推进重点项目建设。".repeat(8);
        let texts = [
            prose.as_str(),
            "来源：新华社",
            "相关阅读",
            "某地召开会议(1)",
            "特色小镇",
            prose.as_str(),
            "印发：各委办局",
        ];
        let pieces: Vec<_> = texts.iter().map(|text| (&PieceKind::Auto, *text)).collect();
        assert_eq!(find(&pieces), [false, false, true, true, true, false, false]);
    }
}
