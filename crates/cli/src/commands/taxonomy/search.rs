//! `passerelle taxonomy search`.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use passerelle::{Engine, Error, Filter, Scheme, SchemeId};
use passerelle_model::{ConceptKind, SCHEMA_VERSION};
use serde::Serialize;

use super::super::engine;
use crate::args::{Common, SearchCommand};
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    hits: Vec<HitShown>,
}

#[derive(Serialize)]
struct HitShown {
    id: String,
    kind: &'static str,
    label: String,
    /// The label or code that was found, where it is not the preferred one.
    found: Option<String>,
    score: u8,
}

pub(super) fn run(command: &SearchCommand, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let filter = filter(command, &engine)?;
    let limit = command.limit.get();
    let hits = if command.complete {
        engine.complete(&command.text, &filter, limit)?
    } else {
        engine.search(&command.text, &filter, limit)?
    };
    let taxonomy = engine.taxonomy();
    let prefixes = taxonomy.prefixes();
    let mut answer = Answer { schema_version: SCHEMA_VERSION, hits: Vec::new() };
    for hit in hits {
        let label =
            taxonomy.display_label(hit.concept, engine.language()).map_err(Error::from)?.to_owned();
        answer.hits.push(HitShown {
            id: prefixes.compact_str(taxonomy.iri(hit.concept)),
            kind: taxonomy.kind(hit.concept).as_str(),
            found: (hit.label != label).then_some(hit.label),
            label,
            score: hit.score,
        });
    }
    let mut text = String::new();
    for hit in &answer.hits {
        let found = hit.found.as_ref().map(|f| format!(" [{f}]")).unwrap_or_default();
        writeln!(text, "{:>3}  {:<17} {}{found}", hit.score, hit.kind, hit.label)?;
        writeln!(text, "     {}", hit.id)?;
    }
    if answer.hits.is_empty() {
        writeln!(text, "nothing is like it")?;
    }
    output.result(&text, &answer)?;
    output.issues(engine.issues(), common)
}

fn filter(command: &SearchCommand, engine: &Engine) -> Result<Filter> {
    let mut kinds = Vec::new();
    for name in &command.kind {
        if name == "skill" {
            kinds.extend(ConceptKind::SKILLS);
        } else {
            kinds.push(name.parse::<ConceptKind>()?);
        }
    }
    let scheme = command.scheme.as_deref().map(|text| scheme(text, engine)).transpose()?;
    Ok(Filter { kinds, scheme, language: command.lang.clone() })
}

/// The scheme with an IRI, a CURIE or a title.
fn scheme(text: &str, engine: &Engine) -> Result<SchemeId> {
    let taxonomy = engine.taxonomy();
    let titled = |s: &&Scheme| s.display_title().eq_ignore_ascii_case(text);
    let iri = taxonomy
        .prefixes()
        .expand(text)
        .or_else(|| taxonomy.schemes().iter().find(titled).map(|s| s.iri.clone()));
    if let Some(scheme) = iri.and_then(|iri| taxonomy.find_scheme(iri.as_str())) {
        return Ok(scheme);
    }
    let known: Vec<&str> = taxonomy.schemes().iter().map(Scheme::display_title).collect();
    bail!("no scheme is called `{text}`; there are: {}", known.join("; "))
}
