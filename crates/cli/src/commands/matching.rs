//! `passerelle match`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use passerelle::{
    Error, MatchOptions, MatchRun, RankBy, View, atomic_file, read_profiles, read_vacancies,
};
use passerelle_model::{MatchList, one_line};

use super::{counted, engine};
use crate::args::{By, Common, MatchCommand, Rank};
use crate::exit::Exit;
use crate::output::Output;

/// How many characters of an id or a title are shown.
const SHORT: usize = 60;
/// How many candidates' best matches are shown.
const SHOWN: usize = 10;

pub(crate) fn run(command: &MatchCommand, common: &Common, output: &Output) -> Result<Exit> {
    let spinner = output.spinner("matching");
    let engine = engine(common)?;
    let profiles = read_profiles(&command.profiles)?;
    let vacancies = read_vacancies(&command.vacancies)?;
    let options = MatchOptions {
        views: match command.by {
            By::Candidate => vec![View::Candidate],
            By::Vacancy => vec![View::Vacancy],
            By::Both => vec![View::Candidate, View::Vacancy],
        },
        top: command.top.get(),
        seed: command.seed,
        rank_by: command.rank.map(|rank| match rank {
            Rank::Score => RankBy::Score,
            Rank::Fit => RankBy::Fit,
        }),
        ..MatchOptions::default()
    };
    let run = match engine.match_records(&profiles, &vacancies, &options) {
        Ok(run) => run,
        Err(error) => {
            spinner.finish_and_clear();
            if let Error::NothingToMatch { issues, .. } = &error {
                output.issues(issues, common)?;
            }
            return Err(error.into());
        }
    };
    let to_stdout = command.out == Path::new("-");
    if to_stdout {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        run.write(&mut out)?;
        std::io::Write::flush(&mut out)?;
    } else {
        write(&run, &command.out)?;
    }
    spinner.finish_and_clear();
    let text = text(&run, &command.out)?;
    if to_stdout {
        output.result_aside(&text, run.summary())?;
    } else {
        output.result(&text, run.summary())?;
    }
    let exit = output.issues(run.issues(), common)?;
    Ok(exit)
}

fn write(run: &MatchRun<'_>, path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Err(passerelle::TaxonomyError::IsDirectory { path: path.to_owned() }.into());
    }
    let mut failed = None;
    let written = atomic_file::write(path, |out| match run.write(out) {
        Ok(()) => Ok(()),
        Err(Error::Write(error)) => Err(error),
        Err(other) => {
            let message = other.to_string();
            failed = Some(other);
            Err(std::io::Error::other(message))
        }
    });
    match (written, failed) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(other)) => Err(other),
        (Err(source), None) => {
            Err(passerelle::TaxonomyError::CannotWrite { path: path.to_owned(), source }.into())
        }
    }
}

fn text(run: &MatchRun<'_>, out: &Path) -> Result<String> {
    let summary = run.summary();
    let mut text = String::new();
    writeln!(
        text,
        "{} against {}: {} scored",
        counted(summary.profiles.used, "profile", "profiles"),
        counted(summary.vacancies.used, "vacancy", "vacancies"),
        counted(summary.pairs, "pair", "pairs"),
    )?;
    let rejected = summary.profiles.rejected + summary.vacancies.rejected;
    if rejected > 0 {
        writeln!(text, "{} rejected", counted(rejected, "record", "records"))?;
    }
    for list in run.lists_of(View::Candidate, SHOWN)? {
        writeln!(text, "{}", line(&list))?;
    }
    if out != Path::new("-") {
        writeln!(text, "written to {}", out.display())?;
    }
    Ok(text)
}

/// An id or title that fits into a line.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(SHORT).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", one_line(&cut))
}

/// The best match of a candidate in one line.
fn line(list: &MatchList) -> String {
    match list.matches.first() {
        None => format!("  {}: no vacancy", short(&list.id)),
        Some(best) => {
            let met = best.explanation.requirements.iter().filter(|r| r.credit >= 50).count();
            let title =
                best.title.as_deref().map(|t| format!(" ({})", short(t))).unwrap_or_default();
            format!(
                "  {}: {}{title}, fit {}, score {}, {met} of {} requirements at least half met",
                short(&list.id),
                short(&best.id),
                best.fit,
                best.score,
                best.explanation.requirements.len(),
            )
        }
    }
}
