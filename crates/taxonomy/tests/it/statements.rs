//! Random lists of statements that do not contradict one another.

use std::collections::BTreeMap;

use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, Issue, LabelRole, LanguageTag, MappingPredicate,
    NoteKind, ReuseLevel, SchemeKind, Status,
};
use passerelle_taxonomy::{Builder, MappingSet, Provenance, Scheme, Source, Taxonomy};
use proptest::prelude::*;

use crate::graph::tag;

/// One statement; concepts, sources, sets and schemes by number.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Concept(usize),
    Notation(usize),
    ReuseLevel(usize),
    Hours(usize),
    Level(usize),
    Scheme(usize),
    Member(usize, usize),
    Label(usize, LanguageTag, LabelRole, String, usize),
    Note(usize, LanguageTag, NoteKind, String),
    Broader(usize, usize),
    Related(usize, usize),
    Requires(usize, usize, Importance),
    Part(usize, usize),
    ReplacedBy(usize, usize),
    Mapping(usize, MappingPredicate, usize, Option<Confidence>, usize),
}

/// What there is only one of for each concept.
#[derive(Clone, Debug)]
struct Facts {
    kind: ConceptKind,
    status: Status,
    notation: String,
    reuse_level: ReuseLevel,
    hours: u32,
    level: usize,
}

/// Statements about a handful of concepts, in any order.
#[derive(Clone, Debug)]
pub(crate) struct World {
    facts: Vec<Facts>,
    pub(crate) statements: Vec<Statement>,
}

const COLLECTION: usize = 2;
/// The last scheme is used without being declared.
const SCHEMES: usize = 4;
const SOURCES: usize = 3;
const SETS: usize = 2;
const LANGUAGES: [&str; 4] = ["en", "de", "pt-br", "zh-hant-x-abcdefghij"];

fn texts() -> impl Strategy<Value = String> {
    // Few letters, so that texts collide; some outside ASCII; white space at
    // the ends, which is trimmed.
    "[ab]{1,2}|[aß\u{65e5}😀 \n]{0,5}"
}

/// Statements among which one text may stand in several roles (`overlaps`),
/// which building reports, or may not.
pub(crate) fn worlds(overlaps: bool) -> impl Strategy<Value = World> {
    let facts = (
        prop::sample::select(ConceptKind::ALL),
        prop::sample::select(Status::ALL),
        "[A-Z0-9.]{1,4}",
        prop::sample::select(ReuseLevel::ALL),
        prop_oneof![Just(0), 0..5000u32, Just(u32::MAX - 1)],
        any::<prop::sample::Index>(),
    )
        .prop_map(|(kind, status, notation, reuse_level, hours, level)| {
            (Facts { kind, status, notation, reuse_level, hours, level: 0 }, level)
        });
    prop::collection::vec(facts, 1..8)
        .prop_map(|drawn| {
            let n = drawn.len();
            drawn.into_iter().map(|(f, level)| Facts { level: level.index(n), ..f }).collect()
        })
        .prop_flat_map(move |facts: Vec<Facts>| {
            let statements = statements(facts.len(), overlaps);
            (Just(facts), statements)
                .prop_flat_map(|(facts, statements)| (Just(facts), Just(statements).prop_shuffle()))
        })
        .prop_map(|(facts, statements)| World { facts, statements })
}

fn statements(n: usize, overlaps: bool) -> impl Strategy<Value = Vec<Statement>> {
    let language = || prop::sample::select(&LANGUAGES[..]).prop_map(tag);
    let preferred =
        prop::collection::btree_map((0..n, language()), (texts(), 0..SOURCES), 0..2 * n).prop_map(
            move |labels: BTreeMap<(usize, LanguageTag), (String, usize)>| -> Vec<Statement> {
                let role = LabelRole::Preferred;
                labels
                    .into_iter()
                    .map(|((c, l), (text, source))| Statement::Label(c, l, role, text, source))
                    .collect()
            },
        );
    let weaker = prop::sample::select(vec![LabelRole::Alternative, LabelRole::Hidden]);
    let other = prop_oneof![
        (0..n).prop_map(Statement::Notation),
        (0..n).prop_map(Statement::ReuseLevel),
        (0..n).prop_map(Statement::Hours),
        (0..n).prop_map(Statement::Level),
        (0..SCHEMES - 1).prop_map(Statement::Scheme),
        (0..n, 0..SCHEMES).prop_map(|(c, s)| Statement::Member(c, s)),
        (0..n, language(), weaker, texts(), 0..SOURCES).prop_map(
            move |(c, l, role, text, source)| {
                let text = if overlaps { text } else { format!("{role}: {text}") };
                Statement::Label(c, l, role, text, source)
            }
        ),
        (0..n, language(), prop::sample::select(NoteKind::ALL), texts())
            .prop_map(|(c, l, kind, text)| Statement::Note(c, l, kind, text)),
        (0..n, 0..n).prop_map(|(a, b)| Statement::Broader(a, b)),
        (0..n, 0..n).prop_map(|(a, b)| Statement::Related(a, b)),
        (0..n, 0..n, prop::sample::select(Importance::ALL))
            .prop_map(|(a, b, importance)| Statement::Requires(a, b, importance)),
        (0..n, 0..n).prop_map(|(a, b)| Statement::Part(a, b)),
        (0..n, 0..n).prop_map(|(a, b)| Statement::ReplacedBy(a, b)),
        (
            0..n,
            prop::sample::select(MappingPredicate::ALL),
            0..n,
            prop::option::of((0..=100u8).prop_map(|p| Confidence::new(p).expect("up to 100"))),
            0..SETS
        )
            .prop_map(|(s, predicate, o, confidence, set)| {
                Statement::Mapping(s, predicate, o, confidence, set)
            }),
    ];
    (preferred, prop::collection::vec(other, 0..60)).prop_map(move |(preferred, other)| {
        (0..n).map(Statement::Concept).chain(preferred).chain(other).collect()
    })
}

fn concept_iri(number: usize) -> Iri {
    Iri::parse(&format!("urn:x:ü{number}")).expect("an IRI may hold letters of any script")
}

fn scheme(number: usize) -> Scheme {
    let iri = Iri::parse(&format!("urn:scheme:{number}")).expect("a plain IRI");
    let kind =
        if number == COLLECTION { SchemeKind::Collection } else { SchemeKind::ConceptScheme };
    let mut scheme = Scheme::new(iri, kind, "a scheme");
    if number == 1 {
        scheme.title.insert(tag("de"), "ein Schema".to_owned());
        scheme.prefix = Some(("x".to_owned(), "urn:x:".to_owned()));
    }
    scheme
}

pub(crate) fn source(number: usize) -> Source {
    let version = number.to_string();
    Source { version, publisher: "nobody".to_owned(), ..Source::named("example") }
}

pub(crate) fn provenance() -> Provenance {
    Provenance {
        title: "a world".to_owned(),
        made_by: "a test".to_owned(),
        ..Provenance::default()
    }
}

impl World {
    /// A taxonomy of all statements.
    pub(crate) fn build(&self) -> (Taxonomy, Vec<Issue>) {
        self.build_of(&self.statements)
    }

    /// A taxonomy of some statements, or of them in another order.
    pub(crate) fn build_of(&self, statements: &[Statement]) -> (Taxonomy, Vec<Issue>) {
        let mut builder = Builder::new();
        let sources: Vec<_> = (0..SOURCES).map(|at| builder.source(source(at))).collect();
        let sets: Vec<_> = (0..SETS)
            .map(|at| {
                builder.mapping_set(MappingSet::new(
                    &format!("urn:set:{at}"),
                    "a set",
                    "semapv:ManualMappingCuration",
                    Confidence::FULL,
                ))
            })
            .collect();
        for statement in statements {
            let mut at = |number: usize| {
                let facts = &self.facts[number];
                builder.concept(&concept_iri(number), facts.kind, facts.status)
            };
            match statement {
                &Statement::Concept(c) => {
                    at(c);
                }
                &Statement::Notation(c) => {
                    let handle = at(c);
                    builder.notation(handle, &self.facts[c].notation);
                }
                &Statement::ReuseLevel(c) => {
                    let handle = at(c);
                    builder.reuse_level(handle, self.facts[c].reuse_level);
                }
                &Statement::Hours(c) => {
                    let handle = at(c);
                    builder.hours(handle, self.facts[c].hours);
                }
                &Statement::Level(c) => {
                    let (handle, level) = (at(c), at(self.facts[c].level));
                    builder.level(handle, level);
                }
                &Statement::Scheme(s) => builder.scheme(scheme(s)),
                &Statement::Member(c, s) => {
                    let handle = at(c);
                    // Undeclared, it would be taken for a scheme.
                    if s == COLLECTION {
                        builder.scheme(scheme(s));
                    }
                    builder.in_scheme(handle, &scheme(s).iri);
                }
                Statement::Label(c, language, role, text, source) => {
                    let handle = at(*c);
                    builder.label(handle, language, *role, text, sources[*source]);
                }
                Statement::Note(c, language, kind, text) => {
                    let handle = at(*c);
                    builder.note(handle, language, *kind, text);
                }
                &Statement::Broader(a, b) => {
                    let (a, b) = (at(a), at(b));
                    builder.broader(a, b);
                }
                &Statement::Related(a, b) => {
                    let (a, b) = (at(a), at(b));
                    builder.related(a, b);
                }
                &Statement::Requires(a, b, importance) => {
                    let (a, b) = (at(a), at(b));
                    builder.requires(a, b, importance);
                }
                &Statement::Part(a, b) => {
                    let (a, b) = (at(a), at(b));
                    builder.has_part(a, b);
                }
                &Statement::ReplacedBy(a, b) => {
                    let (a, b) = (at(a), at(b));
                    builder.replaced_by(a, b);
                }
                &Statement::Mapping(s, predicate, o, confidence, set) => {
                    let (s, o) = (at(s), at(o));
                    builder.mapping(s, predicate, o, confidence, sets[set]);
                }
            }
        }
        builder.build(provenance())
    }
}
