//! English word lists, for documents written in or translated into English (machine translation included).

use super::Kind;

/// Words by kind; the longest wins.
pub const LISTS: &[(Kind, &[&str])] = &[
    (Kind::Shield, SHIELD),
    (Kind::Modal, MODAL),
    (Kind::Decision, DECISION),
    (Kind::Duty, DUTY),
    (Kind::Act, ACT),
    (Kind::Soft, SOFT),
    (Kind::Object, OBJECT),
    (Kind::Attitude, ATTITUDE),
    (Kind::Mind, MIND),
    (Kind::Past, PAST),
    (Kind::Copula, COPULA),
    (Kind::Presence, PRESENCE),
    (Kind::Furniture, FURNITURE),
    (Kind::Speech, SPEECH),
    (Kind::Urge, URGE),
];

#[rustfmt::skip]
const SHIELD: &[&str] = &[
    "political bureau", "implementation of", "will of the people", "at will", "last will", "as needed", "needs of",
    "in need", "reported that", "plans to", "set of", "a number of", "build on", "as well as", "is expected to",
    "are expected to", "development zone", "development and reform", "production and operation", "action plan for",
    "well done", "done well", "result of", "as a result",
];

#[rustfmt::skip]
const MODAL: &[&str] = &[
    "must", "shall", "should", "will", "need to", "needs to", "it is necessary to", "is necessary to", "necessary to",
    "ensure", "ensure that", "have to", "has to", "ought to", "are required to", "is required to", "is to", "are to",
    "required to", "the need to", "be sure to", "strictly prohibit", "must not", "it is essential to",
    "it is important to", "requires that", "efforts should be made to", "efforts must be made to",
];

#[rustfmt::skip]
const DECISION: &[&str] = &[
    "approved in principle", "adopted in principle", "agreed in principle", "considered and approved",
    "studied and approved", "reviewed and approved", "deliberated and approved", "deliberated and adopted",
    "approved", "adopted", "decided to", "the meeting decided", "the meeting agreed", "it was decided", "it was agreed",
    "it was further agreed", "further agreed that", "resolved to", "resolved that", "agreed to", "agreed that",
];

#[rustfmt::skip]
const DUTY: &[&str] = &[
    "take the lead", "takes the lead", "led by", "lead unit", "responsible for", "together with", "in cooperation with",
    "in coordination with", "in conjunction with", "jointly with", "cooperating units", "responsible unit",
    "responsible units", "take the lead in", "in charge of", "lead department", "lead agency", "with the support of",
];

#[rustfmt::skip]
const ACT: &[&str] = &[
    "formulate", "draft", "draw up", "establish", "set up", "build", "construct", "complete", "finish", "submit", "review",
    "adjust", "carry out", "carry forward", "implement", "implemented", "launch", "issue", "publish", "prepare", "compile",
    "revise", "refine", "organize", "organise", "conduct", "hold", "inspect", "rectify", "supervise", "assess", "evaluate",
    "audit", "report", "allocate", "arrange", "coordinate", "solve", "resolve", "clear", "dismantle", "renovate",
    "transform", "create", "cultivate", "introduce", "attract", "sign", "promote", "accelerate", "speed up", "advance",
    "expand", "develop", "deploy", "install", "upgrade", "integrate", "migrate", "share", "connect", "interface",
    "interfaces", "meets", "open", "open up", "put into operation", "put into use", "deliver", "provide", "train", "pilot",
    "register", "record", "identify", "analyze", "analyse", "formulating", "investigate", "survey", "research", "plan",
    "optimize", "optimise", "optimizing", "adjusting", "optimization", "construction of", "creation of", "creating",
    "building", "constructing", "establishing", "implementing", "promoting", "developing", "expanding", "accelerating",
    "improve the", "focus on building", "keep the", "reduce", "increase", "lower", "cut", "raise", "reach", "achieve",
    "control", "prevent", "avoid", "ban", "close down", "shut down", "relocate", "resettle", "rescue", "assist", "pay",
    "recover", "collect", "release", "announce", "approve", "examine", "check", "monitor", "track", "follow up",
    "look back", "looking back", "compilation of", "undertake", "set out", "start", "begin", "kick off",
    "perfect", "detect", "planting", "plant", "repair", "restore", "purchase",
    "procure", "recruit", "hire", "appoint", "designate", "merge", "consolidate the responsibilities", "map", "list",
    "update", "maintain", "operate", "run", "host", "notify", "circulate", "disclose", "hand over", "transfer", "verify",
    "sort out", "coordinating", "controlling", "strengthening", "conducting", "carrying out", "setting up", "handle",
    "deal with", "dealing with", "negotiate", "translate", "lay out", "layout of", "extend", "supply", "equip", "apply",
    "drive", "encourage", "support", "empower", "compact the responsibility",
    "set aside", "earmark", "commission", "tender", "re-tender", "award", "convene", "distribute", "circulate",
    "formed", "clarify", "refining", "design", "reform",
];

#[rustfmt::skip]
const SOFT: &[&str] = &[
    "strengthen", "enhance", "improve", "deepen", "consolidate", "reinforce", "boost", "adhere to", "persist in", "focus on",
    "pay attention to", "attach importance to", "give full play to", "play a role", "guarantee", "facilitate",
    "take advantage of", "uphold", "intensify", "step up", "pay close attention to", "continue to", "strictly",
    "keep", "insist on", "advocate", "advocating", "make full use of", "guide", "stabilize", "serve", "foster", "compact",
    "strive to", "synergize", "generate", "close to", "further", "actively", "vigorously", "continuously",
];

#[rustfmt::skip]
const OBJECT: &[&str] = &[
    "plan", "plans", "system", "systems", "platform", "platforms", "project", "projects", "list", "lists", "mechanism",
    "mechanisms", "inspection", "inspections", "measures", "rules", "regulations", "standard", "standards", "scheme",
    "programme", "program", "strategy", "zone", "zones", "park", "parks", "area", "areas", "city", "fund", "funds",
    "application", "applications", "data", "report", "reports", "road", "roads", "school", "schools", "hospital",
    "hospitals", "facility", "facilities", "infrastructure", "line", "chain", "chains", "cluster", "clusters", "industry",
    "industries", "enterprise", "enterprises", "investment", "network", "task", "tasks", "team", "teams", "working group",
    "leading group", "database", "register", "ledger", "centre", "center", "base", "building", "buildings", "village",
    "villages", "households", "training", "campaign", "drill", "hazards",
    "problems", "difficulties", "gaps", "causes", "emergencies", "division of labor", "division of labour", "emissions",
    "air quality", "water", "forest", "green space", "space", "transport", "transportation", "energy", "technology",
    "technologies", "trade", "consumption", "model", "framework", "services", "responsibility system", "responsibilities",
    "policy", "policies", "resources", "procedures", "process", "work", "service", "delivery", "quality", "housing",
    "budget", "contract", "contracts", "document", "documents", "guideline", "guidelines", "catalogue", "directory",
    "action", "actions", "reform", "activity", "activities", "scope", "achievements", "pollution", "lifestyle", "carbon",
    "financing", "talent", "jobs", "employment", "safety", "site", "sites", "equipment", "production", "station",
    "stations", "coordination", "supervision", "assessment", "square metres", "hectares", "kilometres", "km", "households", "units", "trees", "beds", "spaces",
];

#[rustfmt::skip]
const ATTITUDE: &[&str] = &[
    "awareness", "confidence", "position", "positions", "spirit", "determination", "sense of responsibility", "sense of",
    "attitude", "courage", "morale", "mission", "significance", "consciousness", "thinking", "ideas", "ideology", "resolve",
    "understanding", "vigor", "vigour", "enthusiasm", "ability", "capacity", "new chapter", "new situation", "new era",
    "atmosphere", "opportunity", "opportunities", "overall situation", "historical responsibility", "political",
    "example", "victory", "style of work", "top priority", "tolerance", "accountable", "complacency", "in mind",
];

#[rustfmt::skip]
const MIND: &[&str] = &[
    "fully understand", "deeply understand", "understand", "recognize", "recognise", "deeply recognize", "be deeply recognized",
    "realize", "realise", "bear in mind", "unify", "study and apply", "thoroughly study", "profoundly", "keep in mind", "firmly establish",
    "firmly established", "raise awareness", "enhance the awareness", "establish the awareness", "strengthen confidence",
    "strive for", "seize", "firmly grasp", "grasp", "hope", "hopes", "hoped", "cherish", "deep understanding",
    "base on", "demonstrate", "abandon", "do our best", "make every effort", "spare no effort",
    "political capacity", "have the courage", "resolutely", "sum up", "set an example",
];

#[rustfmt::skip]
const PAST: &[&str] = &[
    "has been", "have been", "had been", "was", "were", "has", "have", "had", "already", "last year", "so far",
    "in recent years", "over the past", "in the past", "to date", "since", "recently", "yesterday", "is expected to",
    "continued to", "laid", "visited", "inspected", "went", "called", "held", "attended", "delivered", "conveyed",
    "participated", "presided", "studied", "focused on", "proposed", "expressed", "listened", "heard", "completed", "has deepened",
    "opened", "hosted", "spoke", "reached", "achieved", "increased", "grew", "rose", "fell", "signed", "said", "inquired",
    "has shown", "united", "contained", "strongly promoted",
];

#[rustfmt::skip]
const COPULA: &[&str] = &[
    "is", "are", "it is", "is an inevitable requirement", "is of great significance", "is a major", "is an important",
    "is the", "it means", "plays", "depends on", "marks", "concerns the",
    "bears on", "has a bearing on", "is related to",
];

#[rustfmt::skip]
const PRESENCE: &[&str] = &[
    "attended the meeting", "attended", "attendance", "attend the meeting", "presided", "presided over", "presided and delivered",
    "delivered a speech", "made a speech", "held a", "was held in", "was held", "is held", "participated", "participated in",
    "in attendance", "chaired", "hosted", "reporter", "accompanied", "conveyed", "visited",
    "visit", "spoke", "spoke at", "also studied other matters", "listened to", "heard a report", "heard reports",
    "went into", "paid a visit", "the main venue", "video form", "video conference",
];

#[rustfmt::skip]
const FURNITURE: &[&str] = &[
    "copyright", "all rights reserved", "source", "leave a reply", "your email address", "theme", "original title",
    "editor", "related articles", "share this", "print this page", "powered by", "subscribe", "cookie", "privacy policy",
    "read more", "posted by", "posted on", "required fields", "comments", "newsletter", "sign up", "terms of use",
];

#[rustfmt::skip]
const SPEECH: &[&str] = &[
    "stressed", "stressed that", "emphasized", "emphasised", "emphasizes", "emphasized that", "emphasizes that",
    "emphasised that", "pointed out", "pointed out that", "stressing", "demanded", "demanded that", "required",
    "required that", "called for", "said that", "requested", "requested that", "urged", "noted that", "stated that",
    "asked", "instructed", "stresses", "stresses that", "directed that", "speaking",
];

#[rustfmt::skip]
const URGE: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "carefully", "earnestly", "conscientiously", "scientifically",
    "steadily", "comprehensively", "effectively", "as planned", "fully", "jointly", "timely", "to the greatest extent",
    "in-depth", "orderly",
];
