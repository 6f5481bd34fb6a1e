//! Small code lists, and a standard that uses them.

use passerelle_import::code_list::{self, CodeList};
use passerelle_model::{ConceptKind, Iri, Issue};
use passerelle_taxonomy::{Builder, SourceId};

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

/// A standard with something of everything, which uses the codes above.
pub const STANDARD: &str = r#"id = "welder"
version = "1"
valid_from = "2026-11-01"
isco08 = ["7212", "721"]
isced_f = "0715"
eqf_level = 3
eqf_basis = "works alone"
language_minimum = "A2"
esco_occupation = { uri = "urn:x:job", label = "welder", predicate = "closeMatch", confidence = 90 }

[title]
en = "Welder"
de = "Schweißer/in"

[[unit]]
code = "W1"
hours = 80
title = { en = "Safety" }

[[unit.outcome]]
code = "W1.1"
text = { en = "Wear gloves.", de = "Handschuhe tragen." }
level = 2
esco = [
  { uri = "urn:x:weld", label = "weld metal", predicate = "broadMatch", confidence = 88 },
  { uri = "urn:x:old", label = "old", kind = "knowledge", predicate = "relatedMatch", confidence = 60 },
]

[[unit.outcome]]
code = "W1.2"
text = { en = "Say no." }
level = 4
none = "ESCO has nothing like it"

[[unit]]
code = "W2"
hours = 120
title = { en = "Welding" }
outcome = []

[[excused]]
uri = "urn:x:glue"
label = "kleben"
reason = "not done by hand"
"#;
