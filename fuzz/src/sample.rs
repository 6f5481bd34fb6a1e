//! A small taxonomy with something of everything that a snapshot can hold.

use passerelle_import::levels;
use passerelle_model::{
    ConceptKind, Confidence, Importance, Iri, LabelRole, LanguageTag, LevelTables,
    MappingPredicate, NoteKind, ReuseLevel, SchemeKind, Status,
};
use passerelle_taxonomy::{
    Builder, FileDigest, Handle, MappingSet, Provenance, Scheme, Source, Taxonomy,
};

/// The taxonomy: few concepts, so that one mutation hits much of it.
///
/// # Panics
/// Never: its texts are constants.
pub fn taxonomy() -> Taxonomy {
    let mut builder = Builder::new();
    let ours = builder.source(Source {
        version: "1".to_owned(),
        files: vec![FileDigest { name: "a.csv".to_owned(), blake3: "00".to_owned() }],
        ..Source::named("ours")
    });
    let theirs = builder.source(Source::named("theirs"));
    let mut concept = |name: &str, kind, status| builder.concept(&iri(name), kind, status);
    let weld = concept("weld", ConceptKind::Skill, Status::Released);
    let glue = concept("glue", ConceptKind::Skill, Status::Released);
    let join = concept("join", ConceptKind::SkillGroup, Status::Released);
    let solder = concept("solder", ConceptKind::Skill, Status::Provisional);
    let old = concept("old", ConceptKind::Knowledge, Status::Deprecated);
    let job = concept("job", ConceptKind::Occupation, Status::Released);
    let course = concept("course", ConceptKind::Qualification, Status::Released);
    let unit = concept("unit", ConceptKind::Unit, Status::Released);
    let level = concept("eqf4", ConceptKind::Level, Status::Released);

    builder.broader(weld, join);
    builder.broader(glue, join);
    builder.related(weld, glue);
    builder.requires(job, weld, Importance::Essential);
    builder.requires(job, glue, Importance::Optional);
    builder.requires(weld, old, Importance::Essential);
    builder.has_part(course, unit);
    builder.has_part(unit, weld);
    builder.level(course, level);
    builder.hours(course, 400);
    builder.replaced_by(old, weld);
    builder.reuse_level(weld, ReuseLevel::CrossSector);
    builder.notation(weld, "7212");
    builder.notation(glue, "S1");

    for (scheme, kind) in [("trades", SchemeKind::ConceptScheme), ("green", SchemeKind::Collection)]
    {
        builder.scheme(Scheme {
            prefix: Some((scheme.to_owned(), "urn:x:".to_owned())),
            ..Scheme::new(iri(scheme), kind, scheme)
        });
    }
    builder.in_scheme(weld, &iri("trades"));
    builder.in_scheme(join, &iri("trades"));
    builder.in_scheme(glue, &iri("green"));

    let set = builder.mapping_set(MappingSet::new(
        "urn:x:set",
        "ours to theirs",
        "semapv:ManualMappingCuration",
        Confidence::FULL,
    ));
    let sure = Confidence::new(90).ok();
    builder.mapping(weld, MappingPredicate::Exact, solder, sure, set);
    builder.mapping(glue, MappingPredicate::Broad, solder, None, set);

    let mut tables = LevelTables::default();
    let issues = levels::read_conversions("levels.csv", CONVERSIONS.as_bytes(), &mut tables);
    assert!(issues.is_empty(), "{issues:?}");
    builder.levels(tables);

    let mut label = |concept: Handle, language: &str, role, text: &str, source| {
        builder.label(concept, &tag(language), role, text, source);
    };
    label(weld, "en", LabelRole::Preferred, "weld metal", ours);
    label(weld, "en", LabelRole::Alternative, "fuse", theirs);
    label(join, "en", LabelRole::Preferred, "join materials", ours);
    label(job, "en", LabelRole::Preferred, "welder", ours);
    label(weld, "de", LabelRole::Preferred, "schweißen", ours);
    label(weld, "de", LabelRole::Hidden, "schweissen", ours);
    label(glue, "de", LabelRole::Preferred, "kleben", theirs);
    builder.note(weld, &tag("en"), NoteKind::Definition, "Melt and join.");
    builder.note(weld, &tag("en"), NoteKind::ScopeNote, "Not soldering.");
    let (taxonomy, _) = builder.build(Provenance {
        title: "sample".to_owned(),
        made_by: "fuzz".to_owned(),
        ..Provenance::default()
    });
    taxonomy
}

const CONVERSIONS: &str =
    "framework,level,title,to,to_levels,referencing,year,as_of,note,source,basis,confidence
A,1,,B,2 3,comparison,,2026,,a,recalled,low
";

/// The sample as a snapshot.
///
/// # Panics
/// Never: memory takes what is written.
pub fn snapshot() -> Vec<u8> {
    let mut bytes = Vec::new();
    taxonomy().write_snapshot(&mut bytes).expect("memory takes what is written");
    bytes
}

fn iri(name: &str) -> Iri {
    Iri::parse(&format!("urn:x:{name}")).expect("it is absolute")
}

fn tag(language: &str) -> LanguageTag {
    LanguageTag::parse(language).expect("it is a tag")
}
