//! `passerelle match`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use indicatif::ProgressBar;
use passerelle::batch::{self, BatchOptions, Files, Outcome, Progress, Spent, Watch};
use passerelle::{MatchOptions, RankBy, View, embedded_law};
use passerelle_model::{
    Date, DayOrMonth, Detail, Issue, Manifest, MatchList, PairCounts, RankedMatch, one_line,
};

use super::{counted, engine, number, policy, words};
use crate::args::{By, Common, Explain, MatchCommand, MergeCommand, Rank};
use crate::exit::Exit;
use crate::output::{IssueLog, Output};
/// How many vacancies without a term are named.
const SHOWN_IDS: usize = 5;

pub(crate) fn run(command: &MatchCommand, common: &Common, output: &Output) -> Result<Exit> {
    let engine = engine(common)?;
    let options = MatchOptions {
        views: match command.by {
            By::Candidate => vec![View::Candidate],
            By::Vacancy => vec![View::Vacancy],
            By::Both => vec![View::Candidate, View::Vacancy],
        },
        top: command.top.get(),
        near_misses: command.near_misses,
        detail: match command.explain {
            Explain::Full => Some(Detail::Full),
            Explain::Compact => Some(Detail::Compact),
            Explain::None => None,
        },
        seed: command.seed,
        rank_by: command.rank.map(|rank| match rank {
            Rank::Score => RankBy::Score,
            Rank::Fit => RankBy::Fit,
        }),
        as_of: Some(command.files.as_of.unwrap_or_else(today)),
        policy: policy(common)?,
        law: Some(Arc::new(embedded_law()?)),
    };
    let (profiles, vacancies) = (&command.files.profiles, &command.files.vacancies);
    let to_stdout = command.out == Path::new("-");
    let mut files = if to_stdout {
        Files::to_stream(profiles, vacancies)
    } else {
        Files::beside(profiles, vacancies, &command.out)
    };
    files.rejects = command.beside.rejects.clone().or(files.rejects);
    files.manifest = command.beside.manifest.clone().or(files.manifest);

    common.check_files(
        &[profiles, vacancies],
        &[files.out.as_ref(), files.rejects.as_ref(), files.manifest.as_ref()],
    )?;

    let bar = output.bar();
    let log = IssueLog::new(common)?;
    let mut watcher = Watcher { bar, log, shown: Vec::new() };
    let mut stdout = std::io::BufWriter::new(std::io::stdout());
    let clock = clock();
    let batch = BatchOptions {
        max_errors: command.max_errors,
        memory: command.memory,
        resume: command.resume,
        shard: command.shard,
        clock: command.timings.then_some(&clock),
    };
    let run = engine.match_files(&files, &options, &batch, &mut stdout, &mut watcher);
    stdout.flush()?;
    drop(stdout);
    watcher.bar.finish_and_clear();
    let Outcome { manifest, out, spent } = match run {
        Ok(outcome) => outcome,
        Err(error) => {
            watcher.log.finish(output, common)?;
            return Err(error.into());
        }
    };
    if command.timings {
        output.aside(&timings(&spent, clock()))?;
    }
    let text = text(&manifest, &watcher.shown, out.as_ref())?;
    if to_stdout {
        output.result_aside(&text, &manifest)?;
    } else {
        output.result(&text, &manifest)?;
    }
    // A run that went on has not seen what was rejected before.
    Ok(match watcher.log.finish(output, common)? {
        Exit::Done => exit(&manifest),
        found => found,
    })
}

/// Rejected records are findings.
fn exit(manifest: &Manifest) -> Exit {
    let run = &manifest.run;
    if run.profiles.rejected + run.vacancies.rejected > 0 { Exit::Findings } else { Exit::Done }
}

/// `passerelle merge`.
pub(crate) fn merge(command: &MergeCommand, common: &Common, output: &Output) -> Result<Exit> {
    let [rejects, manifest] = batch::beside(&command.out);
    let rejects = command.beside.rejects.clone().or(rejects);
    let manifest = command.beside.manifest.clone().or(manifest);
    let inputs: Vec<&PathBuf> = command.shards.iter().collect();
    common.check_files(&inputs, &[Some(&command.out), rejects.as_ref(), manifest.as_ref()])?;
    let whole =
        batch::merge(&command.shards, &command.out, rejects.as_deref(), manifest.as_deref())?;
    output.result(&text(&whole, &[], Some(&command.out))?, &whole)?;
    Ok(exit(&whole))
}

/// The time since now.
fn clock() -> impl Fn() -> Duration + Sync {
    #[expect(clippy::disallowed_methods, reason = "the program is an edge: libraries are told")]
    let start = std::time::Instant::now();
    move || start.elapsed()
}

/// What a run spent its time on; what goes on beside something else counts in
/// both.
fn timings(spent: &Spent, whole: Duration) -> String {
    let Spent { reading, resolving, scoring, explaining, writing } = *spent;
    let stages = [
        ("reading", reading),
        ("resolving", resolving),
        ("scoring", scoring),
        ("explaining", explaining),
        ("writing", writing),
    ];
    let sum: Duration = stages.iter().map(|(_, time)| *time).sum();
    let mut text = format!("{:.2} s in all\n", whole.as_secs_f64());
    for (name, time) in stages {
        let share = 100.0 * time.as_secs_f64() / sum.as_secs_f64().max(f64::MIN_POSITIVE);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name:<10} {:>8.2} s  {share:>3.0} %", time.as_secs_f64());
    }
    text
}

/// Today in universal time: the clock is read at this edge alone, and what it
/// said stands in the manifest.
pub(super) fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "the program is an edge; libraries take a date")]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or(0);
    DayOrMonth::from_days_since_1970(days)
}

/// Shows how a run goes.
struct Watcher {
    bar: ProgressBar,
    log: IssueLog,
    shown: Vec<MatchList>,
}

impl Watch for Watcher {
    fn issue(&mut self, issue: &Issue) {
        self.log.add(issue);
    }

    fn list(&mut self, list: &MatchList) {
        self.shown.push(list.clone());
    }

    fn progress(&mut self, progress: Progress) {
        if let Some(total) = progress.total_bytes {
            self.bar.set_length(total);
            self.bar.set_position(progress.bytes);
        }
        let seconds = self.bar.elapsed().as_secs().max(1);
        let rate = counted(progress.profiles / seconds, "profile/s", "profiles/s");
        self.bar
            .set_message(format!("{}, {rate}", counted(progress.profiles, "profile", "profiles")));
    }
}

fn text(
    manifest: &Manifest,
    shown: &[MatchList],
    out: Option<&std::path::PathBuf>,
) -> Result<String> {
    let run = &manifest.run;
    let mut text = String::new();
    writeln!(
        text,
        "{} against {}: {} scored",
        counted(run.profiles.used, "profile", "profiles"),
        counted(run.vacancies.used, "vacancy", "vacancies"),
        counted(run.pairs, "pair", "pairs"),
    )?;
    writeln!(text, "{}", outcomes(&run.outcomes))?;
    let rejected = run.profiles.rejected + run.vacancies.rejected;
    if rejected > 0 {
        writeln!(text, "{} rejected", counted(rejected, "record", "records"))?;
    }
    for (view, title, by, of) in [
        (View::Candidate, "the best vacancy of each candidate", "fit", run.profiles.used),
        (View::Vacancy, "the best candidate of each vacancy", "score", run.vacancies.used),
    ] {
        let own: Vec<&MatchList> = shown.iter().filter(|list| list.view == view).collect();
        if own.is_empty() {
            continue;
        }
        writeln!(text, "{title}, by {}", run.options.rank.as_deref().unwrap_or(by))?;
        for list in &own {
            writeln!(text, "  {}", line(list))?;
        }
        if of > own.len() as u64 {
            writeln!(text, "  … and {} more", number(of - own.len() as u64))?;
        }
    }
    for (id, pairs) in &run.safeguards {
        let pairs = counted(*pairs, "pair", "pairs");
        writeln!(text, "to mind, whatever the score: {id} concerns {pairs} in the lists")?;
    }
    for (term, vacancies) in &run.terms_missing {
        let first: Vec<&str> = vacancies.iter().take(SHOWN_IDS).map(String::as_str).collect();
        let more = vacancies.len().saturating_sub(SHOWN_IDS);
        let more = if more > 0 {
            format!(", … and {} more", number(more as u64))
        } else {
            String::new()
        };
        writeln!(text, "no {term} stated: {}{more}", one_line(&first.join(", ")))?;
    }
    if let Some(out) = out {
        writeln!(text, "written to {}", out.display())?;
    }
    Ok(text)
}

/// What became of pairs, in one or two lines.
pub(super) fn outcomes(counts: &PairCounts) -> String {
    let fails = |count: u64| if count == 1 { "fails" } else { "fail" };
    let mut text = format!(
        "{} eligible, {} {} one demand, {} {} several",
        counted(counts.eligible, "pair", "pairs"),
        number(counts.near_misses),
        fails(counts.near_misses),
        number(counts.ineligible),
        fails(counts.ineligible),
    );
    let list = |counts: &std::collections::BTreeMap<passerelle_model::Gate, u64>| {
        let each: Vec<String> =
            counts.iter().map(|(gate, count)| format!("{gate} {count}")).collect();
        each.join(", ")
    };
    if !counts.failed.is_empty() {
        let _ = write!(text, "\ndemands failed: {}", list(&counts.failed));
    }
    if !counts.undetermined.is_empty() {
        let _ = write!(text, "\nto be checked by a person: {}", list(&counts.undetermined));
    }
    text
}

/// A list in one line: the best match, and the nearest miss where it would be
/// better.
pub(super) fn line(list: &MatchList) -> String {
    let id = words::short(&list.id);
    let number = |found: &RankedMatch| match list.view {
        View::Candidate => found.fit,
        View::Vacancy => found.score,
    };
    let nearest = list.near_misses.first().map(|near| {
        let lacks: Vec<String> =
            near.failed.iter().map(|gate| words::demand(gate, words::short)).collect();
        (near, format!("{}, but {}", words::best(near), lacks.join(", ")))
    });
    match (list.matches.first(), nearest) {
        (Some(best), Some((near, told))) if number(near) > number(best) => {
            format!("{id}: {}\n      better, but not eligible: {told}", words::best(best))
        }
        (Some(best), _) => format!("{id}: {}", words::best(best)),
        (None, Some((_, told))) => format!("{id}: none eligible; nearest {told}"),
        (None, None) => format!("{id}: none"),
    }
}
