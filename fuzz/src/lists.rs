//! Small code lists, standards that use them, tables of levels, and what
//! stands for ESCO beside them.

use passerelle_import::code_list::{self, CodeList};
use passerelle_model::{ConceptKind, Importance, Iri, Issue, LabelRole, LanguageTag, Status};
use passerelle_taxonomy::{Builder, Provenance, Source, SourceId, Taxonomy};

/// The code lists that a standard needs, cut to a few codes, each with its
/// CSV; a list whose codes are levels of another comes before it.
///
/// # Panics
/// Never: their IRIs are constants.
pub fn all() -> [(CodeList, &'static str); 6] {
    [
        skill_levels(),
        list("proficiency", ConceptKind::Level, "urn:passerelle:proficiency:", PROFICIENCY),
        isco(),
        list("isced-f-2013", ConceptKind::Field, "http://data.europa.eu/esco/isced-f/", ISCED),
        list("eqf", ConceptKind::Level, "http://data.europa.eu/snb/eqf/", EQF),
        list("cefr", ConceptKind::Level, "urn:passerelle:cefr:", CEFR),
    ]
}

/// The levels that groups of occupations have.
///
/// # Panics
/// Never: its IRI is a constant.
pub fn skill_levels() -> (CodeList, &'static str) {
    list("isco-skill-level", ConceptKind::Level, SKILL_LEVEL, SKILL_LEVELS)
}

/// Groups of occupations; their levels are [`skill_levels`].
///
/// # Panics
/// Never: its IRI is a constant.
pub fn isco() -> (CodeList, &'static str) {
    let (mut isco, csv) =
        list("isco-08", ConceptKind::OccupationGroup, "http://data.europa.eu/esco/isco/C", ISCO);
    isco.level_namespace = Some(SKILL_LEVEL.to_owned());
    (isco, csv)
}

/// Reads all lists into a builder; gives what is wrong with them, which is
/// nothing.
pub fn add_to(builder: &mut Builder, source: SourceId) -> Vec<Issue> {
    all()
        .iter()
        .flat_map(|(list, csv)| {
            code_list::import(list, &list.file, csv.as_bytes(), source, builder)
        })
        .collect()
}

fn list(
    name: &str,
    kind: ConceptKind,
    namespace: &str,
    csv: &'static str,
) -> (CodeList, &'static str) {
    let list = CodeList {
        file: format!("{name}.csv"),
        scheme: Iri::parse(&format!("urn:x:scheme:{name}")).expect("it is absolute"),
        title: name.to_owned(),
        kind,
        prefix: name.to_owned(),
        namespace: namespace.to_owned(),
        level_namespace: None,
    };
    (list, csv)
}

const SKILL_LEVEL: &str = "urn:passerelle:isco-skill-level:";

const SKILL_LEVELS: &str = "code,parent,title_en
1,,ISCO-08 skill level 1
2,,ISCO-08 skill level 2
3,,ISCO-08 skill level 3
4,,ISCO-08 skill level 4
";

const PROFICIENCY: &str = "code,parent,title_en
1,,guided
2,,independent
3,,adapts
4,,leads
";

const ISCO: &str = "code,parent,title_en,title_de,level
7,,Craft and related trades workers,Handwerks- und verwandte Berufe,
72,7,Metal and machinery trades workers,,2
721,72,Sheet and structural metal workers,,2
7212,721,Welders and flame cutters,Schweißer,2
";

const ISCED: &str = "code,parent,title_en
07,,Engineering
071,07,Engineering trades
0715,071,Mechanics and metal trades
";

const EQF: &str = "code,parent,title_en,title_de
2,,EQF level 2,EQR-Niveau 2
3,,EQF level 3,EQR-Niveau 3
4,,EQF level 4,EQR-Niveau 4
";

const CEFR: &str = "code,parent,title_en
A2,,CEFR level A2
B1,,CEFR level B1
";

/// A taxonomy that stands for ESCO: the lists above, an occupation and the
/// skills that it asks for.
///
/// # Panics
/// Never: its texts are constants.
pub fn esco() -> Taxonomy {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("ESCO"));
    assert!(add_to(&mut builder, source).is_empty());
    let mut concept = |iri: &str, kind: ConceptKind, label: &str| {
        let iri = Iri::parse(iri).expect("it is absolute");
        let concept = builder.concept(&iri, kind, Status::Released);
        builder.label(concept, &LanguageTag::english(), LabelRole::Preferred, label, source);
        concept
    };
    let welder = concept(ESCO_OCCUPATION, ConceptKind::Occupation, "welder");
    let labels = ["weld metal", "kleben", "read drawings"];
    let skills = [0, 1, 2].map(|at| concept(ESCO_SKILLS[at], ConceptKind::Skill, labels[at]));
    for skill in skills {
        builder.requires(welder, skill, Importance::Essential);
    }
    let (taxonomy, _) = builder.build(Provenance::default());
    taxonomy
}

/// The occupation of [`esco`].
pub const ESCO_OCCUPATION: &str = "http://data.europa.eu/esco/occupation/1";

/// The skills of [`esco`].
pub const ESCO_SKILLS: [&str; 3] = [
    "http://data.europa.eu/esco/skill/1",
    "http://data.europa.eu/esco/skill/2",
    "http://data.europa.eu/esco/skill/3",
];

/// A joint standard with something of everything, which uses the codes above.
pub const STANDARD: &str = r#"[scheme]
prefix = "joint"
title = "Joint standards"
publisher = "Passerelle"
unit_codes = "standard"

[source.own]
title = "our own text"
basis = "authored"
confidence = "medium"
date = "2026-11"
licence = "CC0-1.0"

[[standard]]
id = "welder"
version = "1"
status = "current"
valid_from = "2026-11-01"
valid_until = "2027-10"
isco08 = ["7212", "721"]
isced_f = "0715"
level = "EQF:3"
level_basis = "works alone"
language_minimum = "A2"
source = "own"

[standard.title]
en = "Welder"
de = "Schweißer/in"

[[standard.unit]]
code = "W1"
hours = 80
common = "safety"
title = { en = "Safety" }

[[standard.unit.outcome]]
code = "W1.1"
text = { en = "Wear gloves.", de = "Handschuhe tragen." }
level = 2

[[standard.unit.outcome]]
code = "W1.2"
text = { en = "Say no." }
level = 4

[[standard.unit]]
code = "W2"
hours = 120
title = { en = "Welding" }
outcome = []

[[standard.left_out]]
uri = "http://data.europa.eu/esco/skill/2"
label = "kleben"
reason = "not done by hand"
"#;

/// National standards that share a unit; one takes the other's place.
pub const NATIONAL: &str = r#"[scheme]
prefix = "xx-demo"
title = "Demonstration"
publisher = "Authority"
country = "DE"
unit_codes = "scheme"

[source.a]
title = "A"
basis = "verified"
confidence = "high"

[source.b]
title = "B"
basis = "recalled"
confidence = "low"

[[standard]]
code = "S 1"
title = { en = "One" }
status = "superseded"
replaced_by = "S-2"
hours = 100
duration_months = 6
awarding_body = "Chamber"
note = "old"
source = "a"

[[standard.unit]]
code = "U 1"
title = { de = "Teil" }
kind = "core"
note = "shared"
source = "b"

[[standard.unit.outcome]]
code = "1"
text = { en = "Weld." }
ours = true

[[standard]]
code = "S 2"
title = { en = "Two" }
level = "eqf:4"
source = "b"

[[standard.unit]]
code = "U 1"

[[standard.unit]]
id = "more"
title = { en = "More" }
"#;

/// The tables of levels by the name of their seeds: each of the three, and
/// one with the columns of all.
pub const LEVEL_TABLES: [(&str, &str); 4] = [
    ("frameworks", FRAMEWORKS),
    ("conversions", CONVERSIONS),
    ("language-tests", LANGUAGE_TESTS),
    ("all", ALL_LEVELS),
];

const FRAMEWORKS: &str = "id,country,region,title
A-QF,AT,,Austrian framework
REG,,GCC,Regional framework
";

const CONVERSIONS: &str =
    "framework,level,title,to,to_levels,referencing,year,as_of,note,source,basis,confidence
A-QF,1,First,EQF,1 2,formal_referencing,2012,2026-11,1:2,a report,verified,high
A-QF,2,,EQF,3,formal_referencing,2012,2026-11,,a report,recalled,low
REG,3,,EQF,3,comparison,,2026-11,,a report,recalled,medium
isco-skill-level,2,,REG,3 4,indicative_estimate,,2026-11,,ours,authored,low
A-QF,0,,EQF,,indicative_estimate,,2026-11,none,ours,authored,high
";

const LANGUAGE_TESTS: &str =
    "test,language,component,band,min_score,max_score,scale,level,note,source,basis,confidence
IELTS Academic,en,overall,5.5-6.5,5.5,6.5,CEFR,B2,half bands,provider,recalled,high
IELTS Academic,en,overall,7+,7,,CEFR,C1,,provider,recalled,high
Zertifikat B1,de,certificate,pass,,,CEFR,B1,,provider,verified,medium
Zertifikat B2,de,certificate,pass,,,CEFR,B2,,provider,verified,medium
";

const ALL_LEVELS: &str = "id,country,region,framework,level,title,to,to_levels,referencing,year,\
as_of,note,test,language,component,band,min_score,max_score,scale,source,basis,confidence
A,AT,,A,1,One,EQF,1,formal_referencing,2012,2026-11,,T,en,overall,5-6,5,6,CEFR,a,verified,high
B,,X,EQF,1,,B,x y,comparison,,2026-11,,T 2,en,overall,pass,,,CEFR,a,recalled,low
";
