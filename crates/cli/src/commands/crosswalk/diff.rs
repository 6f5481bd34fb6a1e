//! `passerelle crosswalk diff`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use passerelle::CrosswalkFile;
use passerelle::crosswalk::{Changed, CrosswalkDiff, DiffMapping, MappingField, diff};
use passerelle_model::{Prefixes, SCHEMA_VERSION, one_line};
use serde::Serialize;

use super::super::{counted, number, words};
use super::Loaded;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::Output;

#[derive(Serialize)]
struct Compared<'a> {
    schema_version: u32,
    old: Side<'a>,
    new: Side<'a>,
    diff: &'a CrosswalkDiff,
}

#[derive(Serialize)]
struct Side<'a> {
    file: &'a str,
    id: &'a str,
    title: &'a str,
    mappings: usize,
}

impl<'a> Side<'a> {
    fn of(file: &'a CrosswalkFile) -> Self {
        Self {
            file: &file.name,
            id: file.crosswalk.id(),
            title: file.crosswalk.title(),
            mappings: file.crosswalk.mappings.len(),
        }
    }
}

pub(super) fn run(old: &PathBuf, new: &PathBuf, common: &Common, output: &Output) -> Result<Exit> {
    common.check_files(&[old, new], &[])?;
    let loaded = Loaded::new(&[old.clone(), new.clone()], common)?;
    let (old, new) = (&loaded.files[0], &loaded.files[1]);
    let found = diff(&old.crosswalk, &new.crosswalk);
    let compared = Compared {
        schema_version: SCHEMA_VERSION,
        old: Side::of(old),
        new: Side::of(new),
        diff: &found,
    };
    let mut prefixes = Prefixes::builtin();
    for prefix in old.crosswalk.prefixes.iter().chain(&new.crosswalk.prefixes) {
        prefixes.declare(&prefix.prefix, &prefix.namespace);
    }
    output.result(&text(&compared, &prefixes)?, &compared)?;
    let exit = output.issues(&loaded.issues, common)?;
    let differs = found.added.len() + found.removed.len() + found.changed.len() > 0;
    Ok(if differs { Exit::Findings } else { exit })
}

fn text(compared: &Compared<'_>, prefixes: &Prefixes) -> Result<String> {
    let found = compared.diff;
    let mut text = String::new();
    for (which, side) in [("old", &compared.old), ("new", &compared.new)] {
        let mappings = counted(side.mappings as u64, "mapping", "mappings");
        let (title, file) = (one_line(side.title), one_line(side.file));
        writeln!(text, "{which}: {file}, {title} ({mappings})")?;
    }
    let count = |mappings: usize| number(mappings as u64);
    writeln!(
        text,
        "{} added, {} removed, {} changed, {} the same",
        count(found.added.len()),
        count(found.removed.len()),
        count(found.changed.len()),
        number(found.same)
    )?;
    words::list(&mut text, "added", &found.added, |mapping| told(mapping, prefixes))?;
    words::list(&mut text, "removed", &found.removed, |mapping| told(mapping, prefixes))?;
    words::list(&mut text, "changed", &found.changed, |changed| {
        let fields: Vec<String> = changed.fields.iter().map(|&f| change(changed, f)).collect();
        format!("{}: {}", told(&changed.before, prefixes), fields.join("; "))
    })?;
    Ok(text)
}

/// A mapping in one line.
fn told(mapping: &DiffMapping, prefixes: &Prefixes) -> String {
    let end = |iri: &str, label: Option<&String>| {
        let id = prefixes.compact_str(iri);
        let label = label.map(|label| format!(" {}", words::short(label)));
        format!("{}{}", one_line(&id), label.unwrap_or_default())
    };
    let not = if mapping.negated { "not " } else { "" };
    format!(
        "{} {not}{} {}",
        end(&mapping.subject, mapping.subject_label.as_ref()),
        one_line(&mapping.predicate),
        end(&mapping.object, mapping.object_label.as_ref())
    )
}

/// What became of one field.
fn change(changed: &Changed, field: MappingField) -> String {
    let of = |mapping: &DiffMapping| match field {
        MappingField::Predicate => {
            let not = if mapping.negated { "not " } else { "" };
            format!("{not}{}", mapping.predicate)
        }
        MappingField::Confidence => mapping.confidence.clone().unwrap_or_default(),
        MappingField::SubjectLabel => mapping.subject_label.clone().unwrap_or_default(),
        MappingField::ObjectLabel => mapping.object_label.clone().unwrap_or_default(),
    };
    let name = match field {
        MappingField::Predicate => "predicate",
        MappingField::Confidence => "confidence",
        MappingField::SubjectLabel => "subject's label",
        MappingField::ObjectLabel => "object's label",
    };
    let stated = |text: String| match text.as_str() {
        "" => "nothing".to_owned(),
        _ => words::short(&text),
    };
    format!("{name} now {}", stated(of(&changed.after)))
}
