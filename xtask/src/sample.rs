//! Samples to be judged by people: rows of a mapping table, translations of a
//! classification. The same seed draws the same rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use passerelle::{Engine, Scratch};
use passerelle_model::crosswalk::{Crosswalk, CrosswalkMapping};
use passerelle_model::{MappingPredicate, MatchingPolicy, TranslationUse};

/// Draws translations into `out`: of every concept of one classification the
/// best translation into another, and of these, for each predicate, an equal
/// part of `size`, in the order of their source. A predicate that has fewer
/// leaves its part to the others.
///
/// # Errors
/// Where a snapshot cannot be loaded, a classification is not in it, or `out`
/// cannot be written.
pub fn translations(
    seed: u64,
    size: usize,
    [from, to]: [&str; 2],
    out: &Path,
    snapshots: &[&str],
) -> Result<()> {
    let mut builder = Engine::builder();
    for snapshot in snapshots {
        builder = builder.snapshot(*snapshot);
    }
    let engine = builder.load()?;
    let [from, to] = [engine.schemes_named(from), engine.schemes_named(to)];
    if from.is_empty() || to.is_empty() {
        bail!("one of the classifications is not loaded");
    }
    let translate = engine.translate(&to, TranslationUse::People, &MatchingPolicy::default())?;
    let mut scratch = Scratch::default();
    let mut strata: BTreeMap<MappingPredicate, Vec<(u64, u64, String)>> = BTreeMap::new();
    let concepts = from.iter().flat_map(|&scheme| translate.members(scheme));
    for (concept, number) in concepts.zip(1u64..) {
        let answer = translate.concept(concept, &mut scratch);
        let Some(best) = answer.translations.first() else { continue };
        let through: Vec<String> = best
            .path
            .iter()
            .map(|hop| format!("{} {} [{}]", hop.predicate, hop.to.id, hop.to.label))
            .collect();
        let row = format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            answer.source.id,
            answer.source.label,
            best.target.id,
            best.target.label,
            best.predicate,
            best.confidence,
            through.join(" > "),
        );
        strata.entry(best.predicate).or_default().push((drawn(seed, number), number, row));
    }
    let mut left = size;
    let mut chosen = Vec::new();
    // The smallest first, so that what it leaves is shared by the others.
    let mut by_size: Vec<Vec<(u64, u64, String)>> = strata.into_values().collect();
    by_size.sort_by_key(Vec::len);
    let strata = by_size.len();
    for (mut stratum, before) in by_size.into_iter().zip(0..) {
        let take = (left / (strata - before)).min(stratum.len());
        stratum.sort();
        stratum.truncate(take);
        left -= take;
        chosen.extend(stratum);
    }
    chosen.sort_by_key(|(_, number, _)| *number);
    let mut text =
        "source\tsource_label\ttarget\ttarget_label\tpredicate\tconfidence\tpath\n".to_owned();
    for (_, _, row) in chosen {
        writeln!(text, "{row}")?;
    }
    fs::write(out, text)?;
    Ok(())
}

/// The lines of the rows that are drawn from a table to judge its direction:
/// `few` exact and as many close ones, `many` broad and as many narrow ones,
/// in the order of the file.
pub fn directions(seed: u64, few: usize, many: usize, table: &Crosswalk) -> Vec<u64> {
    let mut lines = Vec::new();
    for (predicate, size) in [
        (MappingPredicate::Exact, few),
        (MappingPredicate::Close, few),
        (MappingPredicate::Broad, many),
        (MappingPredicate::Narrow, many),
    ] {
        let of_group = |m: &&CrosswalkMapping| m.slot("comment") == Some("published as exactISCO");
        let mut rows: Vec<(u64, u64)> = table
            .mappings
            .iter()
            .filter(|m| m.predicate_kind() == Some(predicate) && !m.is_unmapped() && !of_group(m))
            .map(|m| (drawn(seed, m.line), m.line))
            .collect();
        rows.sort_unstable();
        lines.extend(rows.into_iter().take(size).map(|(_, line)| line));
    }
    lines.sort_unstable();
    lines
}

/// The number by which a row is drawn: splitmix64 from the seed and the row.
fn drawn(seed: u64, row: u64) -> u64 {
    let mut z = seed.wrapping_add(row.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Draws mappings of crosswalks of ours, to be judged anew: a header, and a row
/// for each with its subject and object and without the predicate.
///
/// Half is drawn from the crosswalk to ESCO, half from the others, those whose
/// digest with the seed comes first. Statements that there is no counterpart
/// are left out: they have no predicate to judge.
pub fn blind(seed: u64, size: usize, crosswalks: &[(String, Crosswalk)]) -> Vec<String> {
    let mut halves = [Vec::new(), Vec::new()];
    for (name, crosswalk) in crosswalks {
        let half = usize::from(name != "joint-esco.sssom.tsv");
        for mapping in crosswalk.mappings.iter().filter(|m| !m.is_unmapped()) {
            let mut hash = blake3::Hasher::new();
            hash.update(&seed.to_le_bytes());
            hash.update(mapping.subject.as_bytes());
            hash.update(b"\t");
            hash.update(mapping.object.as_bytes());
            let label = |slot: &str| mapping.slot(slot).unwrap_or_default().to_owned();
            let row = [
                mapping.subject.clone(),
                label("subject_label"),
                mapping.object.clone(),
                label("object_label"),
            ];
            halves[half].push((*hash.finalize().as_bytes(), row.join("\t")));
        }
    }
    let mut lines = vec!["subject\tsubject_label\tobject\tobject_label".to_owned()];
    for (half, take) in halves.iter_mut().zip([size / 2, size - size / 2]) {
        half.sort();
        lines.extend(half.iter().take(take).map(|(_, row)| row.clone()));
    }
    lines
}
