//! The page that counts what ships: standards, units, outcomes and mappings,
//! by country, with their sources; and how much of ESCO the joint ones use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use passerelle_import::standard::StandardFile;
use passerelle_model::crosswalk::Crosswalk;
use passerelle_taxonomy::Taxonomy;

use crate::data;

/// The page, from the project's root.
pub const CONTENT: &str = "docs/content.md";
/// The page of coverage, from the project's root.
pub const COVERAGE: &str = "docs/esco-coverage.md";

/// The predicates of a crosswalk in the order of the table; what is stated to
/// have no counterpart comes last.
const PREDICATES: [&str; 6] = ["exact", "close", "broad", "narrow", "related", "none"];

/// What is counted of standards.
#[derive(Default)]
struct Counts {
    standards: usize,
    without_units: usize,
    superseded: usize,
    /// Different units: one that two standards share is one.
    units: BTreeSet<String>,
    with_hours: BTreeSet<String>,
    outcomes: usize,
    sources: BTreeMap<String, usize>,
}

impl Counts {
    fn add(&mut self, file: &StandardFile) {
        for standard in &file.standard {
            self.standards += 1;
            self.without_units += usize::from(standard.unit.is_empty());
            self.superseded +=
                usize::from(standard.status == passerelle_import::standard::Standing::Superseded);
            self.outcomes += standard.outcomes().count();
            for unit in &standard.unit {
                let iri = file.scheme.unit_iri(standard, unit);
                if unit.hours.is_some() {
                    self.with_hours.insert(iri.clone());
                }
                self.units.insert(iri);
            }
            let keys = standard.unit.iter().filter_map(|unit| unit.source.as_ref());
            for key in keys.chain([&standard.source]) {
                if let Some(source) = file.source.get(key) {
                    let name = format!(
                        "{} ({}, {} confidence)",
                        source.title, source.basis, source.confidence
                    );
                    *self.sources.entry(name).or_default() += 1;
                }
            }
        }
    }
}

/// The page of what ships.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read.
pub fn page(root: &Path) -> Result<String> {
    let mut page = String::from(
        "# What ships\n\n\
         Counted from `taxonomies/` by `cargo xtask docs`; a test compares. How a row is read is in \
         [taxonomies/README.md](../taxonomies/README.md).\n\n\
         ## Standards\n\n\
         A unit that several standards share is counted once. Units *without hours* weigh the same in \
         their standard. A standard *without units* ships as a qualification with its level only, and is \
         never translated into outcomes.\n\n\
         | scheme | country | standards | without units | superseded | units | with hours | outcomes |\n\
         |---|---|---:|---:|---:|---:|---:|---:|\n",
    );
    let joint = data::joint_standards(root)?;
    let national = data::national_standards(root)?;
    let mut sources = String::new();
    let is_sample = |name: &str| name.starts_with("samples/");
    for (title, files) in [
        ("joint", joint.iter().collect::<Vec<_>>()),
        ("national", national.iter().filter(|(name, _)| !is_sample(name)).collect()),
        (
            "samples of other countries",
            national.iter().filter(|(name, _)| is_sample(name)).collect(),
        ),
    ] {
        let mut by_scheme: BTreeMap<(&str, String), Counts> = BTreeMap::new();
        for (_, file) in files {
            let country = file.scheme.country.map(|c| c.to_string()).unwrap_or_default();
            by_scheme.entry((&file.scheme.prefix, country)).or_default().add(file);
        }
        let mut all = Counts::default();
        for ((prefix, country), counts) in &by_scheme {
            row(&mut page, prefix, country, counts)?;
            all.standards += counts.standards;
            all.without_units += counts.without_units;
            all.superseded += counts.superseded;
            all.outcomes += counts.outcomes;
            all.units.extend(counts.units.iter().cloned());
            all.with_hours.extend(counts.with_hours.iter().cloned());
            write!(sources, "\n### {prefix}\n\n")?;
            for (source, parts) in &counts.sources {
                writeln!(sources, "- {source}: {parts}")?;
            }
        }
        row(&mut page, &format!("**{title}**"), "", &all)?;
    }
    page.push_str(
        "\n## Crosswalks\n\n\
         Rows by predicate; *none* states that nothing corresponds. Confidence is that of the rows that \
         map; *reviewed* are those that a second reader of the project judged anew.\n\n\
         | set | rows | exact | close | broad | narrow | related | none | least | median | reviewed |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for (name, crosswalk) in data::crosswalks(root)? {
        crosswalk_row(&mut page, name.trim_end_matches(".sssom.tsv"), &crosswalk)?;
    }
    let (levels, _) = data::level_tables(root)?;
    write!(page, "\n## Levels\n\n| to | basis | rows |\n|---|---|---:|\n")?;
    let mut by_basis: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for conversion in &levels.conversions {
        let key = (conversion.to.as_str(), conversion.referencing.to_string());
        *by_basis.entry(key).or_default() += 1;
    }
    for ((to, basis), rows) in by_basis {
        writeln!(page, "| {to} | {basis} | {rows} |")?;
    }
    write!(
        page,
        "\n{} frameworks; {} results of {} language tests.\n",
        levels.frameworks.len(),
        levels.tests.len(),
        levels.tests.iter().map(|band| &band.test).collect::<BTreeSet<_>>().len()
    )?;
    page.push_str(
        "\n## Sources\n\nThe documents that standards and units name, with the number of parts that rest \
         on each. *Recalled* means that the fact was not checked in the document.\n",
    );
    page.push_str(&sources);
    Ok(page)
}

fn row(page: &mut String, name: &str, country: &str, counts: &Counts) -> fmt::Result {
    writeln!(
        page,
        "| {name} | {country} | {} | {} | {} | {} | {} | {} |",
        counts.standards,
        counts.without_units,
        counts.superseded,
        counts.units.len(),
        counts.with_hours.len(),
        counts.outcomes
    )
}

fn crosswalk_row(page: &mut String, name: &str, crosswalk: &Crosswalk) -> fmt::Result {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut confidences = Vec::new();
    let mut reviewed = 0;
    for mapping in &crosswalk.mappings {
        let predicate = match mapping.predicate_kind() {
            _ if mapping.is_unmapped() => "none",
            Some(kind) => kind.as_str().trim_end_matches("Match"),
            None => "other",
        };
        *by.entry(predicate).or_default() += 1;
        if !mapping.is_unmapped() {
            confidences.extend(mapping.confidence());
        }
        reviewed += usize::from(mapping.slot("ext_reviewer_kind") == Some("project"));
    }
    confidences.sort_unstable();
    let at = |position: usize| confidences.get(position).map_or(0, |c| c.percent());
    write!(page, "| {name} | {} |", crosswalk.mappings.len())?;
    for predicate in PREDICATES {
        write!(page, " {} |", by.get(predicate).copied().unwrap_or(0))?;
    }
    writeln!(page, " {} % | {} % | {reviewed} |", at(0), at(confidences.len() / 2))
}

/// The page of how much of its ESCO occupation each joint standard uses.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read.
pub fn coverage_page(root: &Path, esco: &Taxonomy) -> Result<String> {
    let mut page = String::from(
        "# How much of ESCO the joint standards use\n\n\
         The essential skills of the ESCO v1.1.1 occupation that each joint standard corresponds to: those \
         that an outcome corresponds to in any way, and those that are left out for a reason. Counted by \
         `cargo xtask coverage ESCO.snapshot`; a test compares where ESCO is at hand. At least 80 % must be \
         one or the other.\n\n\
         | standard | units | outcomes | essential | used | left out | share |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let crosswalks = data::crosswalks(root)?;
    let crosswalk = data::esco_crosswalk(&crosswalks)?;
    let (mut used, mut essential) = (0, 0);
    for (_, file) in data::joint_standards(root)? {
        for standard in &file.standard {
            let Some(found) = file.coverage(standard, crosswalk, esco) else { continue };
            used += found.used;
            essential += found.essential;
            writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} | {} % |",
                standard.name(),
                standard.unit.len(),
                standard.outcomes().count(),
                found.essential,
                found.used,
                found.left_out,
                100 * found.used / found.essential.max(1)
            )?;
        }
    }
    let share = 100 * used / essential.max(1);
    writeln!(page, "| **all** | | | {essential} | {used} | | {share} % |")?;
    Ok(page)
}
