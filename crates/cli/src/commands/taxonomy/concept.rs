//! `passerelle taxonomy concept`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail};
use passerelle::{ConceptId, Engine, Error};
use passerelle_model::{Importance, LabelRole, SCHEMA_VERSION};
use serde::Serialize;

use super::super::engine;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

/// How many concepts of a relation are shown to people.
const SHOWN: usize = 12;

#[derive(Serialize)]
struct Shown {
    schema_version: u32,
    id: String,
    iri: String,
    kind: &'static str,
    status: &'static str,
    notation: Option<String>,
    level: Option<Named>,
    hours: Option<u32>,
    schemes: Vec<String>,
    labels: BTreeMap<String, Vec<LabelShown>>,
    notes: BTreeMap<String, Vec<NoteShown>>,
    relations: BTreeMap<&'static str, Vec<Named>>,
    mappings: Vec<MappingShown>,
}

#[derive(Serialize)]
struct LabelShown {
    role: LabelRole,
    text: String,
    source: String,
}

#[derive(Serialize)]
struct NoteShown {
    kind: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Named {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct MappingShown {
    predicate: &'static str,
    to: Named,
    confidence: u8,
}

pub(super) fn run(id: &str, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let found = match engine.find(id) {
        Some(concept) => vec![concept],
        None => engine.taxonomy().find_notation(id.trim()).to_vec(),
    };
    let concept = match found.as_slice() {
        &[concept] => concept,
        [] => bail!(
            "no concept has the id or code `{id}`; `passerelle taxonomy search` finds by words"
        ),
        several => {
            let iris: Vec<&str> = several.iter().map(|&c| engine.taxonomy().iri(c)).collect();
            bail!("`{id}` is the code of several concepts: {}", iris.join(", "))
        }
    };
    let shown = show(&engine, concept)?;
    output.result(&text(&shown)?, &shown)?;
    output.issues(engine.issues(), common)
}

fn show(engine: &Engine, concept: ConceptId) -> Result<Shown, Error> {
    let taxonomy = engine.taxonomy();
    let prefixes = taxonomy.prefixes();
    let named = |c: ConceptId| -> Result<Named, Error> {
        let label = taxonomy.display_label(c, engine.language())?.to_owned();
        Ok(Named { id: prefixes.compact_str(taxonomy.iri(c)), label })
    };
    let all = |concepts: &[ConceptId]| -> Result<Vec<Named>, Error> {
        concepts.iter().map(|&c| named(c)).collect()
    };
    let mut labels = BTreeMap::new();
    for tag in taxonomy.languages() {
        let Some(table) = taxonomy.labels(tag)? else { continue };
        let own: Vec<LabelShown> = table
            .of(concept)
            .map(|label| LabelShown {
                role: label.role,
                text: label.text.to_owned(),
                source: taxonomy.provenance().sources[label.source.index()].name.clone(),
            })
            .collect();
        if !own.is_empty() {
            labels.insert(tag.to_string(), own);
        }
    }
    let mut notes = BTreeMap::new();
    for tag in taxonomy.note_languages() {
        let Some(table) = taxonomy.notes(tag)? else { continue };
        let own: Vec<NoteShown> = table
            .of(concept)
            .map(|note| NoteShown { kind: note.kind.as_str(), text: note.text.to_owned() })
            .collect();
        if !own.is_empty() {
            notes.insert(tag.to_string(), own);
        }
    }
    let relations = BTreeMap::from([
        ("broader", all(taxonomy.broader(concept))?),
        ("narrower", all(taxonomy.narrower(concept))?),
        ("related", all(taxonomy.related(concept))?),
        ("requires essentially", all(taxonomy.requires(concept, Importance::Essential))?),
        ("requires optionally", all(taxonomy.requires(concept, Importance::Optional))?),
        ("essential for", all(taxonomy.required_by(concept, Importance::Essential))?),
        ("optional for", all(taxonomy.required_by(concept, Importance::Optional))?),
        ("has part", all(taxonomy.parts(concept))?),
        ("part of", all(taxonomy.part_of(concept))?),
        ("replaced by", all(taxonomy.replaced_by(concept))?),
    ]);
    let mappings = taxonomy
        .mappings_from(concept)
        .map(|m| {
            let confidence = taxonomy.mapping_confidence(m).percent();
            Ok(MappingShown { predicate: m.predicate.as_str(), to: named(m.object)?, confidence })
        })
        .collect::<Result<_, Error>>()?;
    let schemes = taxonomy.in_schemes(concept).iter();
    Ok(Shown {
        schema_version: SCHEMA_VERSION,
        id: prefixes.compact_str(taxonomy.iri(concept)),
        iri: taxonomy.iri(concept).to_owned(),
        kind: taxonomy.kind(concept).as_str(),
        status: taxonomy.status(concept).as_str(),
        notation: taxonomy.notation(concept).map(str::to_owned),
        level: taxonomy.level(concept).map(named).transpose()?,
        hours: taxonomy.hours(concept),
        schemes: schemes
            .map(|s| taxonomy.schemes()[s.index()].display_title().to_owned())
            .collect(),
        labels,
        notes,
        relations,
        mappings,
    })
}

fn text(shown: &Shown) -> Result<String> {
    let mut text = String::new();
    let first = shown.labels.get("en").or_else(|| shown.labels.values().next());
    let title = first.and_then(|l| l.first()).map_or(shown.iri.as_str(), |l| l.text.as_str());
    writeln!(text, "{title}")?;
    writeln!(text, "{} ({}, {})", shown.id, shown.kind, shown.status)?;
    if shown.id != shown.iri {
        writeln!(text, "{}", shown.iri)?;
    }
    if let Some(level) = &shown.level {
        writeln!(text, "level: {}", level.label)?;
    }
    if let Some(hours) = shown.hours {
        writeln!(text, "hours: {hours}")?;
    }
    for (language, labels) in &shown.labels {
        let (preferred, others): (Vec<_>, Vec<_>) =
            labels.iter().partition(|l| l.role == LabelRole::Preferred);
        for label in preferred.iter().filter(|l| l.text != title) {
            writeln!(text, "{language}: {}", label.text)?;
        }
        if !others.is_empty() {
            let others: Vec<&str> = others.iter().map(|l| l.text.as_str()).collect();
            writeln!(text, "{language} also: {}", others.join("; "))?;
        }
    }
    for note in shown.notes.get("en").into_iter().flatten() {
        writeln!(text, "{}: {}", note.kind, note.text)?;
    }
    for (name, concepts) in shown.relations.iter().filter(|(_, c)| !c.is_empty()) {
        writeln!(text, "{name} ({})", concepts.len())?;
        for concept in concepts.iter().take(SHOWN) {
            writeln!(text, "  {}  {}", concept.id, concept.label)?;
        }
        if concepts.len() > SHOWN {
            writeln!(text, "  … and {} more (all: --format json)", concepts.len() - SHOWN)?;
        }
    }
    if !shown.mappings.is_empty() {
        writeln!(text, "mapped to ({})", shown.mappings.len())?;
    }
    for MappingShown { predicate, to, confidence } in &shown.mappings {
        writeln!(text, "  {predicate} {}  {} ({confidence} %)", to.id, to.label)?;
    }
    writeln!(text, "in: {}", shown.schemes.join("; "))?;
    Ok(text)
}
