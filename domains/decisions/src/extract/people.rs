//! Persons named beside units: 住建局 张某某, 住建局（张某某）.

use super::text::is_han;

/// The surnames that most people bear (the hundred most frequent of the Ministry of Public Security's name reports,
/// and others found in lists of the hundred surnames; characters that begin other words are left out).
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫\
    段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤褚卫施尤华戚喻柏水章云葛奚鲁昌苗凤俞柳鲍费岑倪滕殷毕安常乐齐康伍元卜成明米贝臧计伏谈茅庞纪舒屈项祝阮蓝闵席季麻强娄危童颜梅盛\
    刁骆樊凌霍虞支柯管房裘缪干解应宗宣单洪包左吉钮邢裴荣翁荀车窦楚晏辛阙那简饶敖匡沙祖桂温邬冉匙佘佟闻楼盖甄湛艾岳芦隋鄢褟蔺苟訾亓庹咸晁牟柴景仇甘戎郎桑池卓谷宓蓬郗班仰秋仲\
    伊宫宁栾暴钭厉符束幸司韶郜蓟薄怀蒲邰鄂索籍赖屠蒙乔阴胥苍莘翟贡劳逄姬申扶堵宰郦雍璩濮寿边扈燕冀郏浦尚庄瞿阎慕茹习宦鱼易慎戈庾暨衡耿弘寇禄欧殳沃夔隆巩厍聂勾阚乜鞠丰巢蒯荆\
    竺逯桓酆廉傅皮卞穆萧祁禹狄昝贲郁杭诸嵇滑羊於惠曲封芮羿储靳汲邴糜巫乌焦巴弓牧隗詹郤牛粟邸邝仝冼帅缑亢涂揭尧";
const DOUBLE: &[&str] =
    &["欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"];

/// True for what reads as a person's name: a known surname and one or two characters more (also with a space between,
/// as names of two characters are spread).
pub fn is_person(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let count = plain.chars().count();
    if !plain.chars().all(|c| is_han(c) || matches!(c, '×' | 'X' | '某' | '·')) {
        return false;
    }
    // 水产站, 时装部: bodies that begin like a name.
    if plain.ends_with(|c: char| "站所局科办队社馆院部室组股处厂厅委会校镇乡村区县市司署协联连团".contains(c))
    {
        return false;
    }
    let double = DOUBLE.iter().any(|surname| plain.starts_with(surname));
    let single = plain.chars().next().is_some_and(|first| SURNAMES.contains(first));
    (double && (3..=4).contains(&count)) || (single && (2..=3).contains(&count))
}

#[cfg(test)]
mod tests {
    use super::is_person;

    #[test]
    fn names_of_persons() {
        for (name, person) in [
            ("张示例", true),
            ("欧阳示例", true),
            ("王×", true),
            ("住建局", false),
            ("水产站", false),
            ("各部门", false),
            ("张示例同志们", false),
        ] {
            assert_eq!(is_person(name), person, "{name}");
        }
    }
}
