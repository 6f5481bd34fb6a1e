//! `passerelle crosswalk lint`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use passerelle::CrosswalkFile;
use passerelle::crosswalk::{
    Agreement, Checked, DirectionReport, Entry, EvidenceKind, Example, Verdict, Votes,
    check_crosswalk,
};
use passerelle_model::{Code, Issue, MappingPredicate, SCHEMA_VERSION, Severity, one_line};
use serde::Serialize;

use super::super::{counted, engine_with, number};
use super::Loaded;
use crate::args::Common;
use crate::exit::Exit;
use crate::output::{IssueLog, Output};

/// How many findings of each code are shown to people.
const SHOWN: usize = 3;

#[derive(Serialize)]
struct All<'a> {
    schema_version: u32,
    files: Vec<Linted<'a>>,
}

#[derive(Serialize)]
struct Linted<'a> {
    file: &'a str,
    id: &'a str,
    title: &'a str,
    mappings: usize,
    direction: &'a DirectionReport,
    /// How many findings there are of each code.
    counts: &'a BTreeMap<&'static str, u64>,
    findings: &'a [Issue],
    /// What a review found; nothing where nobody reviewed the set.
    reviewed: Option<Verdicts<'a>>,
    agreement: Agreements,
}

/// The reviewed verdict on a set.
#[derive(Serialize)]
struct Verdicts<'a> {
    direction: &'static str,
    reason: &'a str,
    /// Broad and narrow rows of the sample that are so as published.
    as_published: u32,
    /// Those that are so the other way round.
    inverted: u32,
    /// Rows of the sample, of every predicate.
    judged: u32,
    parts: Vec<ReadApart<'a>>,
}

/// A part of a set that is read otherwise than the rest.
#[derive(Serialize)]
struct ReadApart<'a> {
    comment: &'a str,
    direction: &'static str,
    reason: &'a str,
}

/// What the lint's verdict says of the review's.
#[derive(Serialize)]
struct Agreements {
    broad: Agreement,
    narrow: Agreement,
}

impl<'a> Verdicts<'a> {
    fn of(entry: &'a Entry) -> Self {
        let parts = entry.part.iter().map(|part| ReadApart {
            comment: &part.comment,
            direction: part.direction.as_str(),
            reason: &part.reason,
        });
        Self {
            direction: entry.direction.as_str(),
            reason: &entry.reason,
            as_published: entry.evidence.as_published,
            inverted: entry.evidence.inverted,
            judged: entry.evidence.rows,
            parts: parts.collect(),
        }
    }
}

pub(super) fn run(files: &[PathBuf], common: &Common, output: &Output) -> Result<Exit> {
    common.check_files(&files.iter().collect::<Vec<_>>(), &[])?;
    let spinner = output.spinner("looking over crosswalks");
    // The embedded default has a part of ESCO alone, and no part tells what
    // the whole does not have.
    let added = !common.taxonomy.is_empty() || !common.crosswalk.is_empty();
    let loaded = Loaded::with(engine_with(common, !added)?, files)?;
    let context = added.then(|| loaded.engine.taxonomy());
    let checked: Vec<Checked> =
        loaded.files.iter().map(|file| check_crosswalk(file, context)).collect();
    spinner.finish_and_clear();
    let linted = loaded.files.iter().zip(&checked).map(|(file, checked)| linted(file, checked));
    let value = All { schema_version: SCHEMA_VERSION, files: linted.collect() };
    let mut text = String::new();
    for file in &value.files {
        write_file(&mut text, file)?;
    }
    output.result(&text, &value)?;

    let mut log = IssueLog::new(common)?;
    for issue in &loaded.issues {
        log.add(issue);
    }
    let findings = || checked.iter().flat_map(|checked| &checked.report.findings);
    for finding in findings() {
        log.keep(finding);
    }
    let exit = log.finish(output, common)?;
    let found = findings().any(|finding| finding.severity > Severity::Info);
    Ok(if found { Exit::Findings } else { exit })
}

fn linted<'a>(file: &'a CrosswalkFile, checked: &'a Checked) -> Linted<'a> {
    Linted {
        file: &file.name,
        id: file.crosswalk.id(),
        title: file.crosswalk.title(),
        mappings: file.crosswalk.mappings.len(),
        direction: &checked.report.direction,
        counts: &checked.report.counts,
        findings: &checked.report.findings,
        reviewed: checked.entry.map(Verdicts::of),
        agreement: Agreements { broad: checked.broad, narrow: checked.narrow },
    }
}

fn write_file(text: &mut String, file: &Linted<'_>) -> std::fmt::Result {
    let mappings = counted(file.mappings as u64, "mapping", "mappings");
    writeln!(text, "{}: {} ({mappings})", one_line(file.file), one_line(file.title))?;
    let found = file.direction;
    for (predicate, direction, agreement) in [
        (MappingPredicate::Broad, &found.broad, file.agreement.broad),
        (MappingPredicate::Narrow, &found.narrow, file.agreement.narrow),
    ] {
        let rows = counted(direction.rows, "row", "rows");
        if direction.rows == 0 {
            writeln!(text, "  {predicate}: no rows")?;
            continue;
        }
        let (verdict, agreement) = (named(direction.verdict), compared(agreement));
        writeln!(text, "  {predicate}: {verdict} ({rows}); {agreement}")?;
        for votes in &direction.evidence {
            write_votes(text, votes)?;
        }
    }
    if let Some(reviewed) = &file.reviewed {
        let Verdicts { direction, as_published, inverted, judged, .. } = reviewed;
        writeln!(
            text,
            "  reviewed: {direction}; of {judged} rows judged blind, {as_published} as published, \
             {inverted} inverted"
        )?;
        for part in &reviewed.parts {
            let ReadApart { comment, direction, reason } = part;
            writeln!(text, "    but {direction} where the comment is `{comment}`: {reason}")?;
        }
    }
    let mut by_code: BTreeMap<(Reverse<Severity>, Code), Vec<&Issue>> = BTreeMap::new();
    for finding in file.findings {
        by_code.entry((Reverse(finding.severity), finding.code)).or_default().push(finding);
    }
    for ((severity, code), findings) in by_code {
        let count = number(findings.len() as u64);
        writeln!(text, "  {} {code} ({count}): {}", severity.0, code.info().title)?;
        for finding in findings.iter().take(SHOWN) {
            let line = finding.place.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            writeln!(text, "    {line}{}", one_line(&finding.message))?;
        }
        if findings.len() > SHOWN {
            let more = number((findings.len() - SHOWN) as u64);
            writeln!(text, "    … and {more} more (all: --issues FILE or --format json)")?;
        }
    }
    if file.findings.is_empty() {
        writeln!(text, "  no findings")?;
    }
    Ok(())
}

/// The votes of one kind, with the first row that votes for either side.
fn write_votes(text: &mut String, votes: &Votes) -> std::fmt::Result {
    if votes.as_published + votes.inverted == 0 {
        return Ok(());
    }
    let kind = match votes.kind {
        EvidenceKind::Labels => "labels",
        EvidenceKind::Fan => "fans",
        EvidenceKind::Groups => "groups",
        EvidenceKind::Hierarchy => "hierarchy",
    };
    let (as_published, inverted) = (number(votes.as_published), number(votes.inverted));
    writeln!(text, "    {kind:<9} {as_published:>6} as published, {inverted:>6} inverted")?;
    for (side, examples) in
        [("as published", &votes.examples_as_published), ("inverted", &votes.examples_inverted)]
    {
        if let Some(Example { line, subject, object }) = examples.first() {
            let line = if *line > 0 { format!("line {line}: ") } else { String::new() };
            let (subject, object) = (one_line(subject), one_line(object));
            writeln!(text, "      {side}, {line}{subject} to {object}")?;
        }
    }
    Ok(())
}

const fn named(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsPublished => "as published",
        Verdict::Inverted => "inverted",
        Verdict::Mixed => "both ways",
        Verdict::Undetermined => "undetermined",
    }
}

const fn compared(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "the review says the same",
        Agreement::Contradicts => "the review says the opposite",
        Agreement::Undecided => "the review stands alone",
        Agreement::NotReviewed => "nobody reviewed the set",
    }
}
