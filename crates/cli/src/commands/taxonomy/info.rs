//! `passerelle taxonomy info` and `check`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use passerelle::{Error, LabelTable, Taxonomy, normalise};
use passerelle_model::{ConceptKind, Issue, SCHEMA_VERSION, Severity};
use serde::Serialize;

use super::super::counted;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Info<'a> {
    schema_version: u32,
    title: &'a str,
    digest: String,
    made_by: &'a str,
    sources: Vec<SourceInfo<'a>>,
    concepts: usize,
    kinds: BTreeMap<&'static str, usize>,
    schemes: Vec<SchemeInfo<'a>>,
    relations: BTreeMap<&'static str, usize>,
    labels: BTreeMap<&'a str, usize>,
    sections: Vec<SectionInfo<'a>>,
    issues: &'a BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct SourceInfo<'a> {
    name: &'a str,
    version: &'a str,
    licence: &'a str,
}

#[derive(Serialize)]
struct SchemeInfo<'a> {
    iri: &'a str,
    title: &'a str,
    members: usize,
}

#[derive(Serialize)]
struct SectionInfo<'a> {
    name: &'a str,
    stored: u64,
    plain: u64,
}

fn info(taxonomy: &Taxonomy) -> Result<Info<'_>, Error> {
    let provenance = taxonomy.provenance();
    let mut kinds = BTreeMap::new();
    for &kind in ConceptKind::ALL {
        let count = taxonomy.concepts_of(kind).count();
        if count > 0 {
            kinds.insert(kind.as_str(), count);
        }
    }
    let mut labels = BTreeMap::new();
    for tag in taxonomy.languages() {
        labels.insert(tag.as_str(), taxonomy.labels(tag)?.map_or(0, LabelTable::len));
    }
    let sources = provenance.sources.iter();
    let schemes = taxonomy.schemes().iter().map(|scheme| {
        let iri = scheme.iri.as_str();
        let members = taxonomy.find_scheme(iri).map_or(0, |s| taxonomy.members(s).count());
        SchemeInfo { iri, title: scheme.display_title(), members }
    });
    let sections = taxonomy.sections().iter();
    Ok(Info {
        schema_version: SCHEMA_VERSION,
        title: &provenance.title,
        digest: taxonomy.digest_hex()?,
        made_by: &provenance.made_by,
        sources: sources
            .map(|s| SourceInfo { name: &s.name, version: &s.version, licence: &s.licence })
            .collect(),
        concepts: taxonomy.len(),
        kinds,
        schemes: schemes.collect(),
        relations: taxonomy.relation_counts().into_iter().collect(),
        labels,
        sections: sections
            .map(|s| SectionInfo { name: &s.name, stored: s.stored, plain: s.plain })
            .collect(),
        issues: &provenance.issues,
    })
}

pub(super) fn run(taxonomy: &Taxonomy, output: &Output) -> Result<Exit> {
    let info = info(taxonomy)?;
    output.result(&text(&info)?, &info)?;
    Ok(Exit::Done)
}

fn text(info: &Info<'_>) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "{} ({})", info.title, counted(info.concepts as u64, "concept", "concepts"))?;
    writeln!(text, "digest {}", info.digest)?;
    for source in &info.sources {
        writeln!(text, "source {} {} ({})", source.name, source.version, source.licence)?;
    }
    let named = |map: &BTreeMap<&str, usize>| {
        map.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>()
    };
    let schemes = info.schemes.iter().map(|s| (s.title.to_owned(), s.members)).collect();
    for (title, rows) in [
        ("concepts", named(&info.kinds)),
        ("relations", named(&info.relations)),
        ("labels", named(&info.labels)),
        ("schemes", schemes),
    ] {
        let rows: Vec<_> = rows.into_iter().filter(|(_, count)| *count > 0).collect();
        if !rows.is_empty() {
            writeln!(text, "{title}")?;
        }
        for (name, count) in rows {
            writeln!(text, "{count:>9}  {name}")?;
        }
    }
    Ok(text)
}

#[derive(Serialize)]
struct Checked<'a> {
    schema_version: u32,
    sound: bool,
    issues: &'a [Issue],
}

pub(super) fn check(taxonomy: &Taxonomy, common: &Common, output: &Output) -> Result<Exit> {
    let issues = taxonomy.check(&normalise).map_err(Error::from)?;
    let sound = !issues.iter().any(|issue| issue.severity > Severity::Info);
    let verdict = if sound { "sound" } else { "has findings" };
    let text = format!("{}: {verdict}\n", taxonomy.provenance().title);
    output.result(&text, &Checked { schema_version: SCHEMA_VERSION, sound, issues: &issues })?;
    let exit = output.issues(&issues, common)?;
    Ok(if sound { exit } else { Exit::Findings })
}
