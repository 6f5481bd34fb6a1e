//! `passerelle recognise`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use passerelle::model::{Case, EquivalenceOutcome, Proposal};
use passerelle::{
    Engine, Error, Law, Located, RecogniseOptions, case_of, embedded_law, markdown, read_cases,
    read_credential, read_law, read_profiles, read_vacancies, statement,
};
use passerelle_model::{Issue, SCHEMA_VERSION, Severity};
use serde::Serialize;

use super::align::write_file;
use super::matching::today;
use super::{counted, engine, policy};
use crate::args::{Common, RecogniseCommand};
use crate::exit::Exit;
use crate::output::{Output, print};

/// What a run on several cases came to.
#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    cases: usize,
    rejected: u64,
    proposals: Vec<Short<'a>>,
}

#[derive(Serialize)]
struct Short<'a> {
    case: &'a str,
    equivalence: EquivalenceOutcome,
    route: &'a str,
    licence: &'static str,
    needs_review: bool,
}

/// The form of the file that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Lines,
    Markdown,
    Text,
}

pub(crate) fn run(command: &RecogniseCommand, common: &Common, output: &Output) -> Result<Exit> {
    let to_stdout = command.out.as_deref() == Some(Path::new("-"));
    let written = command.out.as_ref().filter(|_| !to_stdout);
    let form = written.map(|path| form_of(path)).transpose()?;
    let mut inputs: Vec<&PathBuf> = command.cases.iter().collect();
    inputs.extend(&command.from_credential);
    common.check_files(&inputs, &[written])?;

    let law = law(command.law.as_deref())?;
    let engine = engine(common)?;
    let mut issues = engine.issues().to_vec();
    let (files, mut rejected) = cases(command, &engine, &mut issues)?;
    if command.case_only {
        let cases: Vec<&Case> = files.iter().flat_map(|(_, c)| c).map(|c| &c.record).collect();
        for case in &cases {
            print(format!("{}\n", serde_json::to_string_pretty(case)?).as_bytes())?;
        }
        return output.issues(&issues, common);
    }
    let options = RecogniseOptions {
        as_of: command.as_of.unwrap_or_else(today),
        override_as_of: command.as_of.is_some(),
        what_if: command.what_if,
        policy: policy(common)?,
    };
    let mut proposals: Vec<Proposal> = Vec::new();
    for (name, cases) in &files {
        let (found, said) = engine.recognise(name, &law, cases, &options)?;
        rejected += (cases.len() - found.len()) as u64;
        proposals.extend(found);
        issues.extend(said);
    }
    if proposals.is_empty() {
        let file = files.first().map_or_else(String::new, |(name, _)| name.clone());
        output.issues(&issues, common)?;
        return Err(Error::NothingToMatch { file, what: "case", issues: [].into() }.into());
    }
    match (written, form) {
        (Some(path), Some(form)) => {
            write_file(path, |file| write_as(form, &proposals, file))?;
        }
        _ if to_stdout => {
            let mut lines = Vec::new();
            write_as(Form::Lines, &proposals, &mut lines)?;
            print(&lines)?;
        }
        _ => {}
    }
    show(&proposals, rejected, output, to_stdout, written)?;
    let lost = rejected > 0 || issues.iter().any(|issue| issue.severity == Severity::Error);
    let exit = output.issues(&issues, common)?;
    let undetermined = |p: &Proposal| p.equivalence.outcome == EquivalenceOutcome::Undetermined;
    Ok(match (lost, &proposals[..]) {
        (true, _) => Exit::Findings,
        (false, [one]) if undetermined(one) && exit == Exit::Done => Exit::Undetermined,
        _ => exit,
    })
}

/// The law that ships, or that of a folder, which must be sound.
pub(super) fn law(folder: Option<&Path>) -> Result<Law> {
    let Some(folder) = folder else { return Ok(embedded_law()?) };
    let (law, issues) = read_law(folder)?;
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        return Err(Error::Law { issues: issues.into() }.into());
    }
    Ok(law)
}

/// The cases by file, and how many could not be read.
type Read = (Vec<(String, Vec<Located<Case>>)>, u64);

fn cases(command: &RecogniseCommand, engine: &Engine, issues: &mut Vec<Issue>) -> Result<Read> {
    let one = |name: String, case: Case| (vec![(name, vec![Located { line: 1, record: case }])], 0);
    if let Some([profile, vacancy, profiles, vacancies]) = command.from_match.as_deref() {
        return Ok(one(
            profiles.clone(),
            from_match(engine, profile, vacancy, profiles, vacancies)?,
        ));
    }
    if let (Some(path), Some(destination)) = (&command.from_credential, command.destination) {
        let (mut case, found) = read_credential(path, destination)?;
        issues.extend(found);
        case.target.isco.clone_from(&command.isco);
        return Ok(one(path.display().to_string(), case));
    }
    let mut files = Vec::new();
    let mut rejected = 0;
    for path in &command.cases {
        let read = read_cases(path)?;
        rejected += read.read - read.cases.len() as u64;
        issues.extend(read.issues);
        files.push((path.display().to_string(), read.cases));
    }
    Ok((files, rejected))
}

fn from_match(
    engine: &Engine,
    profile: &str,
    vacancy: &str,
    profiles: &str,
    vacancies: &str,
) -> Result<Case> {
    let (people, posts) =
        (read_profiles(Path::new(profiles))?, read_vacancies(Path::new(vacancies))?);
    let no_such = |file: &str, id: &str, what, issues: &[Issue]| Error::NoSuchRecord {
        file: file.to_owned(),
        id: id.to_owned(),
        what,
        issues: issues.into(),
    };
    let person = people.records.iter().find(|located| located.record.id == profile);
    let person = person.ok_or_else(|| no_such(profiles, profile, "profile", &people.issues))?;
    let post = posts.records.iter().find(|located| located.record.id == vacancy);
    let post = post.ok_or_else(|| no_such(vacancies, vacancy, "vacancy", &posts.issues))?;
    match case_of(engine, &person.record, &post.record) {
        Some(case) => Ok(case),
        None => bail!("vacancy `{vacancy}` names no destination: there is nothing to recognise"),
    }
}

fn show(
    proposals: &[Proposal],
    rejected: u64,
    output: &Output,
    to_stdout: bool,
    written: Option<&PathBuf>,
) -> Result<()> {
    if let ([proposal], 0) = (proposals, rejected) {
        let text = match written {
            Some(path) => format!("{}written to {}\n", brief(proposal), path.display()),
            None if to_stdout => brief(proposal),
            None => statement(proposal),
        };
        return if to_stdout {
            output.result_aside(&text, proposal)
        } else {
            output.result(&text, proposal)
        };
    }
    let mut text: String = proposals.iter().map(brief).collect();
    text.push_str(&counted(proposals.len() as u64, "case", "cases"));
    if rejected > 0 {
        write!(text, ", {rejected} not examined")?;
    }
    text.push('\n');
    let summary = Summary {
        schema_version: SCHEMA_VERSION,
        cases: proposals.len(),
        rejected,
        proposals: proposals.iter().map(short).collect(),
    };
    if to_stdout { output.result_aside(&text, &summary) } else { output.result(&text, &summary) }
}

fn short(proposal: &Proposal) -> Short<'_> {
    Short {
        case: &proposal.case,
        equivalence: proposal.equivalence.outcome,
        route: &proposal.equivalence.route,
        licence: proposal.licence.outcome.as_str(),
        needs_review: proposal.confidence.needs_review,
    }
}

fn brief(proposal: &Proposal) -> String {
    let review = if proposal.confidence.needs_review { ", a human must look" } else { "" };
    format!(
        "{}: {} by {}; licence {}{review}\n",
        passerelle_model::one_line(&proposal.case),
        proposal.equivalence.outcome,
        proposal.equivalence.route,
        proposal.licence.outcome.as_str()
    )
}

fn write_as(form: Form, proposals: &[Proposal], mut file: impl Write) -> Result<()> {
    match form {
        Form::Json => {
            match proposals {
                [proposal] => serde_json::to_writer_pretty(&mut file, proposal)?,
                several => serde_json::to_writer_pretty(&mut file, several)?,
            }
            file.write_all(b"\n")?;
        }
        Form::Lines => {
            for proposal in proposals {
                serde_json::to_writer(&mut file, proposal)?;
                file.write_all(b"\n")?;
            }
        }
        Form::Markdown | Form::Text => {
            for (at, proposal) in proposals.iter().enumerate() {
                if at > 0 {
                    file.write_all(b"\n")?;
                }
                let text =
                    if form == Form::Markdown { markdown(proposal) } else { statement(proposal) };
                file.write_all(text.as_bytes())?;
            }
        }
    }
    Ok(())
}

/// The form that a file's name asks for.
fn form_of(path: &Path) -> Result<Form> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Ok(match extension.to_ascii_lowercase().as_str() {
        "json" => Form::Json,
        "jsonl" => Form::Lines,
        "md" => Form::Markdown,
        "txt" => Form::Text,
        // A device or a pipe has no type.
        _ if path.exists() && !path.is_file() => Form::Lines,
        _ => bail!(
            "proposals are not written as `{}`: use .json, .jsonl, .md or .txt",
            path.display()
        ),
    })
}
