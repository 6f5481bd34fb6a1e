//! `passerelle align`.

mod text;

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle::atomic_file::AtomicFile;
use passerelle::model::Alignment;
use passerelle::{
    AlignOptions, CURRICULUM_TEMPLATES, Engine, Error, LINK_COLUMNS, Linking, Links, Subject,
    SuggestionCache, links_table, read_curricula, read_profiles,
};
use passerelle_model::{Detail, Issue, LanguageTag, SCHEMA_VERSION, Severity};
use serde::Serialize;

use super::{engine, policy};
use crate::args::{AlignCommand, Common, Explain, Template};
use crate::exit::Exit;
use crate::output::{Output, print};

/// What a run on several curricula came to.
#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    subjects: usize,
    standards: Vec<text::Ranking<'a>>,
    issues: usize,
}

/// The form of the file that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Lines,
    Table,
    Markdown,
    Text,
}

pub(crate) fn run(command: &AlignCommand, common: &Common, output: &Output) -> Result<Exit> {
    if let Some(template) = command.template {
        let [toml, json, csv] = CURRICULUM_TEMPLATES;
        let template = match template {
            Template::Toml => toml,
            Template::Json => json,
            Template::Csv => csv,
        };
        print(template.as_bytes())?;
        return Ok(Exit::Done);
    }
    let Some(input) = &command.curriculum else { bail!("no curriculum is named") };
    let to_stdout = command.out.as_deref() == Some(Path::new("-"));
    let written = command.out.as_ref().filter(|_| !to_stdout);
    let form = written.map(|path| form_of(path)).transpose()?;
    let mut inputs: Vec<&PathBuf> = command.links.iter().collect();
    inputs.push(input);
    let outputs = [written, command.suggestions.as_ref(), command.cache.as_ref()];
    common.check_files(&inputs, &outputs)?;

    let engine = engine(common)?;
    if let Some(path) = &command.suggestions {
        check_suggestions(&engine, path)?;
    }
    let mut issues = engine.issues().to_vec();
    let standards = engine.standards_to_align(&command.to)?;
    let options = AlignOptions {
        work_language: command.work_language.clone(),
        detail: match command.explain {
            Explain::Full => Some(Detail::Full),
            Explain::Compact => Some(Detail::Compact),
            Explain::None => None,
        },
        hours: command.hours,
        policy: policy(common)?,
    };
    let mut linking = linking(command, &engine, &mut issues)?;
    let subjects =
        subjects(command, input, &engine, &standards, &mut linking, &options, &mut issues)?;
    if subjects.is_empty() {
        output.issues(&issues, common)?;
        let file = passerelle_model::one_line(&input.display().to_string()).into_owned();
        let what = if command.profiles { "profile" } else { "curriculum" };
        return Err(Error::NothingToMatch { file, what, issues: [].into() }.into());
    }
    if let Some(path) = &command.suggestions {
        write_suggestions(&engine, &subjects, path)?;
    }
    if let Some(path) = &command.cache {
        write_file(path, |file| Ok(linking.cache.write(file)?))?;
    }
    let subjects: Vec<Subject> = subjects.into_iter().map(|(subject, _)| subject).collect();
    let alignments = engine.align(&subjects, &standards, &options)?;
    match (written, form) {
        (Some(path), Some(form)) => {
            write_file(path, |file| write_as(form, &alignments, file))?;
        }
        _ if to_stdout => {
            let mut lines = Vec::new();
            write_as(Form::Lines, &alignments, &mut lines)?;
            print(&lines)?;
        }
        _ => {}
    }
    show(&alignments, issues.len(), command, output, to_stdout)?;
    let lost = issues.iter().any(|issue| issue.severity == Severity::Error);
    let exit = output.issues(&issues, common)?;
    Ok(if lost { Exit::Findings } else { exit })
}

fn show(
    alignments: &[Alignment],
    issues: usize,
    command: &AlignCommand,
    output: &Output,
    to_stdout: bool,
) -> Result<()> {
    if let [alignment] = alignments {
        let text = match &command.out {
            Some(out) if !to_stdout => text::brief(alignment, out)?,
            _ => text::whole(alignment)?,
        };
        return if to_stdout {
            output.result_aside(&text::brief(alignment, Path::new("-"))?, alignment)
        } else {
            output.result(&text, alignment)
        };
    }
    let standards = text::rankings(alignments);
    let text = text::ranked(&standards, alignments.len())?;
    let subjects = alignments.len();
    let summary = Summary { schema_version: SCHEMA_VERSION, subjects, standards, issues };
    if to_stdout { output.result_aside(&text, &summary) } else { output.result(&text, &summary) }
}

/// What people confirmed, and what was suggested before.
fn linking(command: &AlignCommand, engine: &Engine, issues: &mut Vec<Issue>) -> Result<Linking> {
    let mut linking = Linking { suggest: !command.no_suggestions, ..Linking::default() };
    for path in &command.links {
        let (links, found) = Links::open(engine, path)?;
        linking.links.extend(links);
        issues.extend(found);
    }
    if let Some(path) = command.cache.as_ref().filter(|path| path.is_file()) {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| format!("cannot read `{name}`"))?;
        linking.cache = SuggestionCache::read(BufReader::new(file))
            .with_context(|| format!("cannot read `{name}`"))?;
    }
    Ok(linking)
}

/// Refuses to write suggestions over a file in which somebody judged.
fn check_suggestions(engine: &Engine, path: &Path) -> Result<()> {
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        bail!("suggestions are written as CSV: name a file that ends in .csv");
    }
    if !path.is_file() {
        return Ok(());
    }
    let is_ours = Links::open(engine, path)
        .is_ok_and(|(links, issues)| links.is_empty() && issues.is_empty());
    if !is_ours {
        bail!(
            "`{}` holds verdicts, or is none of ours: pass it by --links, and name another file",
            path.display()
        );
    }
    Ok(())
}

/// What is aligned, each with the language that it is written in.
fn subjects(
    command: &AlignCommand,
    input: &Path,
    engine: &Engine,
    standards: &[passerelle::ConceptId],
    linking: &mut Linking,
    options: &AlignOptions,
    issues: &mut Vec<Issue>,
) -> Result<Vec<(Subject, LanguageTag)>> {
    let named = input.to_str().filter(|_| !input.exists());
    if command.profiles {
        let records = read_profiles(input)?;
        issues.extend(records.issues.iter().cloned());
        let name = input.display().to_string();
        let (subjects, found) = engine.people_to_align(&name, &records.records)?;
        issues.extend(found);
        return Ok(subjects.into_iter().map(|subject| (subject, LanguageTag::english())).collect());
    }
    if let Some(id) = named {
        match engine.standards_to_align(&[id.to_owned()]) {
            Ok(found) => {
                let read =
                    |&standard| Ok((engine.standard_to_align(standard)?, LanguageTag::english()));
                return found.iter().map(read).collect();
            }
            // What has no file's ending was meant to be a standard.
            Err(error) if input.extension().is_none() => return Err(error.into()),
            Err(_) => {}
        }
    }
    let (curricula, found) = read_curricula(input)?;
    issues.extend(found);
    let name = input.display().to_string();
    let (subjects, found) =
        engine.curricula_to_align(&name, &curricula, standards, linking, options)?;
    issues.extend(found);
    let languages = curricula.into_iter().map(|c| c.language.unwrap_or_else(LanguageTag::english));
    Ok(subjects.into_iter().zip(languages).collect())
}

fn write_suggestions(
    engine: &Engine,
    subjects: &[(Subject, LanguageTag)],
    path: &Path,
) -> Result<()> {
    let rows = links_table(engine, subjects)?;
    write_file(path, |file| {
        writeln!(file, "{}", LINK_COLUMNS.join(","))?;
        for row in rows {
            writeln!(file, "{}", row.map(|cell| text::cell(&cell)).join(","))?;
        }
        Ok(())
    })
}

/// Writes beside a file and renames, so that it is whole or not there.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let cannot = || format!("cannot write `{}`", path.display());
    let mut file = AtomicFile::create(path).with_context(cannot)?;
    let mut buffer = BufWriter::new(&mut file);
    write(&mut buffer)?;
    buffer.flush().with_context(cannot)?;
    drop(buffer);
    file.commit().with_context(cannot)?;
    Ok(())
}

fn write_as(form: Form, alignments: &[Alignment], mut file: impl Write) -> Result<()> {
    match form {
        Form::Json => match alignments {
            [alignment] => serde_json::to_writer_pretty(&mut file, alignment)?,
            several => serde_json::to_writer_pretty(&mut file, several)?,
        },
        Form::Lines => {
            for alignment in alignments {
                serde_json::to_writer(&mut file, alignment)?;
                file.write_all(b"\n")?;
            }
        }
        Form::Table => file.write_all(text::table(alignments)?.as_bytes())?,
        Form::Markdown => file.write_all(text::markdown(alignments)?.as_bytes())?,
        Form::Text => {
            for alignment in alignments {
                file.write_all(text::whole(alignment)?.as_bytes())?;
            }
        }
    }
    if form == Form::Json {
        file.write_all(b"\n")?;
    }
    Ok(())
}

/// The form that a file's name asks for.
fn form_of(path: &Path) -> Result<Form> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Ok(match extension.to_ascii_lowercase().as_str() {
        "json" => Form::Json,
        "jsonl" => Form::Lines,
        "csv" => Form::Table,
        "md" => Form::Markdown,
        "txt" => Form::Text,
        // A device or a pipe has no type.
        _ if path.exists() && !path.is_file() => Form::Lines,
        _ => bail!(
            "alignments are not written as `{}`: use .json, .jsonl, .csv, .md or .txt",
            path.display()
        ),
    })
}
