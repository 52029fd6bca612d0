//! English words that the mending of glued words knows, beside those of the document itself: the function words and
//! the vocabulary of administration, and words that only look like two.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Words that get glued to the front of the next word. Left out are those that begin too many right words (`in`,
/// `on`, `as`, `be`, `un`).
pub(crate) const BEFORE: &[&str] = &[
    "the", "of", "and", "with", "for", "that", "this", "which", "are", "were", "was", "has", "have", "will",
    "must", "from", "their", "its", "to", "should", "these", "those",
];

/// Words that get glued to the end of the word before.
pub(crate) const AFTER: &[&str] = &[
    "which", "with", "that", "its", "the", "this", "their", "from", "and", "of", "will", "must", "should",
    "are", "were", "was", "has", "have", "into",
];

/// Further words that never begin a name with a capital inside.
pub(crate) const LEADS: &[&str] = &[
    "in", "on", "by", "at", "as", "an", "same", "each", "every", "all", "our", "your", "both", "such",
    "other", "some", "any", "and", "is", "be", "been", "not", "into", "through", "under", "over", "between",
    "also", "than", "when", "while",
];

/// Right words that are also two words side by side, or that the rules would split for another reason.
const LOOK_ALIKES: &str = "therefore together into within without cannot forest inform another island today tonight \
    tomorrow toward towards onto upon unto itself himself herself themselves ourselves yourself myself oneself \
    withdraw withdrawal withdrawn withdrew withhold withheld withstand withstood forever forward forwards forget forgive \
    forgiven forbid forbidden forgo foresee foresight forehand format formation formal former formula fortune fortify \
    fortnight foreign foremost forearm forthwith herewith therewith goodwill willpower thereof hereof whereof therein \
    thereby thereafter whereas whereby wherever whenever whatever whichever whoever however moreover nevertheless \
    nonetheless notwithstanding otherwise meanwhile furthermore although though through throughout thorough thousand \
    demand command husband brand grand stand strand understand withstand expand england island highland software \
    hardware welfare aware beware prepare compare square share declare spare warehouse healthcare childcare daycare \
    theory theme theatre theater thesis thermal then thence there these theft breathe clothe bathe soothe toward total \
    tourism topic tower town tool touch tough tournament torrent tolerance office often offer offset offline offspring \
    offence offend officer official andes areas arena wash waste wasting haste hasten haven behave willing mustard \
    muster thatch units profits limits benefits visits permits habits deposits merits audits credits fruits submits \
    commits permits exhibits outfits splits transits inherits spirits proof roof waterproof aloof hereafter handsome \
    washing output outlook outcome outside inside instead indeed income input into insight inland invest \
    isolate become before because between beyond behalf below beside besides belong became begin \
    forum formula formulate fortunate formidable forestry forecast forecasts foreground forefront foreword";

/// Common words, for telling words from fragments.
const COMMON: &str = "\
    a about above accelerate accept access accident accord account accountable achieve acquire across act action active activity actual add address adjust administration administrative adopt \
    advance advanced advantage advice affair affect after again against age agency agree agriculture aid aim air \
    all allocate allow almost along already also always among amount analysis analyse announce annual answer any appear \
    application apply appoint approach appropriate approve approval area arise around arrange article ask aspect \
    assess assessment asset assign assist assistance associate association at attach attack attend attention attract authority \
    available average avoid award away back balance bank base basic basis battle be bear beautiful because been begin \
    behind being believe below benefit best better big board body book both branch break bring broad budget build \
    building bureau business but buy by cadre call can capacity capital car care carry case cause central centre \
    center century certain chain chair chairman challenge chance change chapter character characteristic charge check \
    chief child choose circle citizen city civil civilised civilized claim clean clear clearly close cloud coast \
    collect combine come comfort commission committee common communication community company compare compete \
    competition complete comprehensive comrade concept concern concerned concrete condition conduct conference \
    confidence confirm connect connection conscientiously consider consolidate constant construct construction consult \
    consume contain content continue contract contribute control convene convenient convey cooperate cooperation \
    coordinate coordination core correct cost council count country county course court cover create creation credit \
    crisis criteria culture current customer cut daily damage danger data date day deadline deal death decide decision declare \
    dedicate deep deepen defence define degree delay deliver demand democracy demonstrate demonstration department \
    depend deploy deployment deputy describe description design desire detail detect determine develop development \
    device difference different difficult difficulty digital direct direction director disaster discover discuss \
    disease display distance distribute district divide division document domestic double down draft draw drive due \
    during duty each early earth ease east ecology ecological economic economy edge education effect effective \
    efficiency efficient effort either elder electric element else emergency emerge emission emphasis emphasise \
    emphasize employ employment enable encourage end energy enforce engage engine engineering enhance enjoy ensure \
    enter enterprise entire environment equal equipment especially establish estate estimate evaluate evaluation even \
    event ever every evidence exact examine example excellent except exchange execute execution executive exercise exist expand \
    expect expense experience expert explain explore export express extend extent external extra face facility fact \
    factor factory fail fair faith fall family far farm farmer farmland fast father favour fear feature fee feed feel \
    few field fifth fight figure file fill final finally finance financial find fine fire firm firmly first fish fit fix \
    flexible flood floor flow focus follow food force form foundation fourth frame framework free fresh friend front \
    fruit fuel fulfil full fully function functional fund further future gain game gap garden gas gather general \
    generate generation get give given global go goal gold good govern governance government governor grain grant \
    grasp great green ground group grow growth guarantee guard guest guidance guide guideline half hall hand handle \
    happen hard harm head health hear heart heat heavy height held help hence her here high highly him his history hold \
    home honest hope hospital host hour house household housing how huge human hundred idea identify if image impact implement \
    implementation import importance important impose improve improvement inch incident include including increase \
    independent index indicate indicator individual industrial industry influence information infrastructure initial \
    initiative innovate innovation inquire inspect inspection install institute institution institutional instruction insure integrate integration \
    intelligent intend intense intensity interest internal international internet interview introduce introduction invest investigate investigation \
    investment invite involve issue item join joint judge judgment just justice keep key kill kind know knowledge known labour \
    labor lack land language large last late later launch law lay lead leader leadership leading learn leave left \
    legal length less let letter level liability library licence license lie life light like limit line link list \
    listen little livable live local locate location logistics long look lose loss lot love low main mainly maintain \
    major make manage management manager manner manufacture manufacturing many map margin mark market mass master \
    material matter mature may mayor mean meaning measure mechanism medical meet meeting member mention merge message \
    method middle might migrate military mind mine minister ministry minor minute mission mobile mobilise mobilization \
    model modern moment money monitor month monthly more morning most mother motion move movement much municipal must name \
    narrow nation national natural nature near necessary need negotiate neighbour net network never new next night \
    node noise none nor normal north not note nothing notice notify now nuclear number object objective observe obtain \
    obvious occasion occupy occur ocean off old once one online only open opening operate operation opinion \
    opportunity oppose optimise optimize option order ordinary organ organise organization organize orient orientation \
    original other our out over overall overcome own owner package page paper park part participate particular party \
    pass past path patient pattern pay peace people percent perfect perform performance perhaps period permanent permit \
    person personal personnel phase phone pilot place plan plant plate platform play please point police policy \
    political pollution poor popular population port position positive possible post potential poverty power practical \
    practice praise precise prefer prepare presence present preside president press pressure pretty prevent \
    prevention previous price primary principle print prior priority private prize probable problem procedure process \
    procure produce product production professional profit program programme progress prohibit project promise \
    promote promotion prompt promptly proof proper property proposal propose prospect prosperity prosperous protect \
    protection prove provide province provision public publish pull purchase purpose pursue push put qualified quality \
    quantity quarter question quick quickly quiet quite rail railway rain raise range rank rapid rate rather ratio \
    raw reach read ready real realise realize really reason reasonable receive recent recently recognise recognize record rectify \
    recover red reduce refer refine reflect reform regard region regional register regular regulate regulation \
    reinforce relate relation relationship release relevant relief rely remain remedy remember remind remote remove \
    renew rent repair repeat replace reply report represent request require requirement rescue research reserve reside \
    resident resist resolute resolutely resolve resource respect respond response responsibility responsible rest \
    restore result return review revise revitalisation revitalise revitalization revitalize reward rich right ring \
    rise risk river road role room round row rule run rural sale same sample sanction save say scale scene schedule \
    scheme school science scientific scope sea search season seat second secret secretary section sector secure \
    security see seek seem seize select self sell send senior sense sentence separate series serious serve service \
    session set settle several severe severely shall shape share sharp she ship short show shut sick side sign \
    significance significant similar simple simply since single site situation size skill slow small smart smooth so \
    social society soft soil solid solution solve some son soon sound source south space speak special specialised \
    species specific specification speech speed spend spirit spread spring staff stage stand standard standing start state \
    statement station statistics statute status stay steady steel step still stock stop storage store story straight \
    strategic strategy street strength strengthen stress strict strictly strike strive strong structure struggle study \
    subject submit subsidy substance success successful such sudden suffer sufficient suggest suggestion suit sum \
    summarise summer supervise supervision supply support supreme sure surface survey sustain sustainable system \
    systematic table take talent talk target task tax teach team technical technique technology tell ten term test \
    text than thank thing think third thought thoroughly thousand threat three through throw thus tie time title together told tolerance tomorrow \
    tone too tool top tough tourism town township track trade tradition traffic train training transfer transform \
    transformation transit translate transport travel treat treatment tree trend trial trouble true trust truth try \
    turn two type under understand unit unite united unity university until up update upgrade upper urban urge urgent \
    us use useful usual valid value variety various vehicle venue version very vice view village violate violation visit \
    vital vitality voice volume volunteer vote wait walk wall want war warm warn water way we weak wealth weather week weekly weight \
    welcome welfare well west what wheel when where whether while white who whole whom whose why wide win wind window \
    winter wise wish woman word work worker workforce working workplace workshop world worry worth would write writing \
    wrong year yes yet young zone";

/// Proper names and words that have a capital letter inside.
const CAMEL: &[&str] = &[
    "WeChat",
    "AliPay",
    "TikTok",
    "YouTube",
    "GitHub",
    "LinkedIn",
    "PowerPoint",
    "JavaScript",
    "TypeScript",
    "OpenAI",
    "ChatGPT",
    "DeepSeek",
    "PetroChina",
    "SenseTime",
    "ByteDance",
    "BeiDou",
    "HarmonyOS",
    "MacBook",
    "FinTech",
    "WiFi",
    "LoRa",
    "LoRaWAN",
    "ZigBee",
    "OpenHarmony",
    "PostgreSQL",
    "SuperMap",
    "OpenStreetMap",
    "FedEx",
    "PayPal",
    "AutoCAD",
    "WhatsApp",
    "DevOps",
];

/// True for words of the built-in lists (lower case).
pub(crate) fn is_listed(word: &str) -> bool {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| {
        let lists = COMMON.split_ascii_whitespace().chain(LOOK_ALIKES.split_ascii_whitespace());
        lists.chain(BEFORE.iter().copied()).chain(AFTER.iter().copied()).collect()
    })
    .contains(word)
}

/// True for names written with a capital inside: listed ones, and the Mc, Mac, De patterns of surnames.
pub(crate) fn is_camel_name(word: &str) -> bool {
    CAMEL.iter().any(|name| word.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "s")))
        || ["Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Fitz"].iter().any(|prefix| {
            word.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        })
}
