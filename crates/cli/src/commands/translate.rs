//! `passerelle translate`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle::atomic_file::AtomicFile;
use passerelle::model::{NotMappedReason, TranslationAnswer, TranslationHop, TranslationUse};
use passerelle::{ConceptId, Engine, Error, SchemeId, Scratch, read_list};
use passerelle_model::{Issue, Place, SCHEMA_VERSION, codes};
use serde::Serialize;

use super::{counted, engine, number, policy};
use crate::args::{Common, Purpose, TranslateCommand};
use crate::exit::Exit;
use crate::output::{Output, print};

/// The columns of a table of translations.
const COLUMNS: &str = "source,source_label,target,target_label,predicate,confidence,composed,\
                       beyond_skos,path,assumed,inverted,sets,not_mapped,nearest_broader,fan_out\n";

#[derive(Serialize)]
struct Summary {
    schema_version: u32,
    concepts: u64,
    mapped: u64,
    /// Of the best translation of each concept.
    by_predicate: BTreeMap<String, u64>,
    not_mapped: BTreeMap<&'static str, u64>,
    issues: usize,
}

pub(crate) fn run(command: &TranslateCommand, common: &Common, output: &Output) -> Result<Exit> {
    let file = command.what.as_deref().map(Path::new).filter(|path| path.is_file());
    let input = file.map(Path::to_path_buf);
    let to_stdout = command.out.as_deref() == Some(Path::new("-"));
    let written = command.out.clone().filter(|_| !to_stdout);
    common.check_files(&input.iter().collect::<Vec<_>>(), &[written.as_ref()])?;

    let engine = engine(common)?;
    let to = schemes(&engine, &command.to)?;
    let from = command.from.as_deref().map(|text| schemes(&engine, text)).transpose()?;
    let from = from.unwrap_or_default();
    let purpose = match command.purpose {
        Purpose::People => TranslationUse::People,
        Purpose::Evidence => TranslationUse::Evidence,
        Purpose::Requirements => TranslationUse::Requirements,
    };
    let translate = engine.translate(&to, purpose, &policy(common)?)?;
    let mut issues = engine.issues().to_vec();
    let concepts = match (&command.what, &input) {
        (Some(_), Some(path)) => listed(&engine, path, &from, &mut issues)?,
        (Some(id), None) => vec![Ok(one(&engine, id, &from)?)],
        (None, _) => from.iter().flat_map(|&scheme| translate.members(scheme)).map(Ok).collect(),
    };
    let limit = command.limit.get();
    let mut scratch = Scratch::default();
    let mut summary = Summary {
        schema_version: SCHEMA_VERSION,
        concepts: concepts.len() as u64,
        mapped: 0,
        by_predicate: BTreeMap::new(),
        not_mapped: BTreeMap::new(),
        issues: issues.len(),
    };
    let single = command.out.is_none() && input.is_none() && command.what.is_some();
    if let (true, [Ok(concept)]) = (single, concepts.as_slice()) {
        let mut answer = translate.concept(*concept, &mut scratch);
        answer.translations.truncate(limit);
        output.result(&text(&answer)?, &answer)?;
        return output.issues(&issues, common);
    }
    let csv = is_table(written.as_deref())?;
    let mut sink = Sink::open(written)?;
    let mut lost = false;
    if csv {
        sink.write(COLUMNS.as_bytes())?;
    }
    for concept in concepts {
        let mut answer = match concept {
            Ok(concept) => translate.concept(concept, &mut scratch),
            Err((text, reason)) => {
                lost = true;
                translate.unknown(&text, reason)
            }
        };
        summary.count(&answer);
        answer.translations.truncate(limit);
        let bytes = if csv {
            rows(&answer).into_bytes()
        } else {
            let mut line = serde_json::to_vec(&answer)?;
            line.push(b'\n');
            line
        };
        sink.write(&bytes)?;
    }
    if sink.close()? {
        output.result(&summary.text()?, &summary)?;
    } else {
        output.result_aside(&summary.text()?, &summary)?;
    }
    let exit = output.issues(&issues, common)?;
    Ok(if lost { Exit::Findings } else { exit })
}

/// Whether to write a table: by the file's name, which must be one of the two.
fn is_table(path: Option<&Path>) -> Result<bool, Error> {
    let Some(path) = path else { return Ok(false) };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "csv" => Ok(true),
        "jsonl" => Ok(false),
        // A device or a pipe has no type.
        _ if path.exists() && !path.is_file() => Ok(false),
        _ => Err(Error::TranslationType { path: path.to_owned() }),
    }
}

/// What is to be translated, or the text that names nothing and why.
type Listed = Result<ConceptId, (String, NotMappedReason)>;

/// Where translations go.
enum Sink {
    File(AtomicFile, PathBuf),
    Stdout,
}

impl Sink {
    fn open(path: Option<PathBuf>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout) };
        let cannot = || format!("cannot write `{}`", path.display());
        let file = AtomicFile::create(&path).with_context(cannot)?;
        Ok(Self::File(file, path))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::File(file, path) => {
                file.write_all(bytes).with_context(|| format!("cannot write `{}`", path.display()))
            }
            Self::Stdout => print(bytes),
        }
    }

    /// Finishes the file; says whether standard output is free.
    fn close(self) -> Result<bool> {
        match self {
            Self::File(file, path) => {
                file.commit().with_context(|| format!("cannot write `{}`", path.display()))?;
                Ok(true)
            }
            Self::Stdout => Ok(false),
        }
    }
}

fn schemes(engine: &Engine, text: &str) -> Result<Vec<SchemeId>> {
    let found = engine.schemes_named(text);
    if found.is_empty() {
        let schemes = engine.taxonomy().schemes().iter();
        let known: Vec<String> = schemes
            .map(|s| match &s.prefix {
                Some((prefix, _)) => format!("{prefix} ({})", s.display_title()),
                None => s.display_title().to_owned(),
            })
            .collect();
        bail!("no classification is called `{text}`; there are: {}", known.join("; "));
    }
    Ok(found)
}

fn one(engine: &Engine, id: &str, from: &[SchemeId]) -> Result<ConceptId> {
    match engine.find_named(id, from).as_slice() {
        &[concept] => Ok(concept),
        [] => bail!(
            "nothing that is loaded has the id or code `{id}`, and no file is called so; \
             `passerelle taxonomy search` finds by words"
        ),
        several => {
            let iris: Vec<&str> = several.iter().map(|&c| engine.taxonomy().iri(c)).collect();
            bail!(
                "`{id}` is the code of several concepts; say which classification with `--from`, or \
                 give one of: {}",
                iris.join(", ")
            )
        }
    }
}

fn listed(
    engine: &Engine,
    path: &Path,
    from: &[SchemeId],
    issues: &mut Vec<Issue>,
) -> Result<Vec<Listed>> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot read `{name}`"))?;
    let (entries, found) = read_list(&name, file);
    issues.extend(found);
    let mut concepts = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = || Place::file(&name).line(entry.line);
        match engine.find_named(&entry.text, from).as_slice() {
            &[concept] => concepts.push(Ok(concept)),
            [] => {
                let message = format!("`{}` is in nothing that is loaded", entry.text);
                issues.push(Issue::new(codes::TRANSLATE_UNKNOWN, place(), message));
                concepts.push(Err((entry.text, NotMappedReason::Unknown)));
            }
            several => {
                let message = format!("`{}` is the code of {} concepts", entry.text, several.len());
                issues.push(Issue::new(codes::TRANSLATE_AMBIGUOUS, place(), message));
                concepts.push(Err((entry.text, NotMappedReason::Ambiguous)));
            }
        }
    }
    Ok(concepts)
}

impl Summary {
    fn count(&mut self, answer: &TranslationAnswer) {
        if let Some(best) = answer.translations.first() {
            self.mapped += 1;
            let composed = if best.composed { ", composed" } else { "" };
            *self.by_predicate.entry(format!("{}{composed}", best.predicate)).or_default() += 1;
        }
        if let Some(why) = &answer.not_mapped {
            *self.not_mapped.entry(why.reason.as_str()).or_default() += 1;
        }
    }

    fn text(&self) -> Result<String> {
        let share = |count: u64| 100 * count / self.concepts.max(1);
        let mut text = String::new();
        let concepts = counted(self.concepts, "concept", "concepts");
        writeln!(text, "{concepts}, {} mapped ({} %)", number(self.mapped), share(self.mapped))?;
        for (predicate, count) in &self.by_predicate {
            writeln!(text, "{count:>7}  {:>3} %  best by {predicate}", share(*count))?;
        }
        for (reason, count) in &self.not_mapped {
            writeln!(text, "{count:>7}  {:>3} %  not mapped: {reason}", share(*count))?;
        }
        Ok(text)
    }
}

fn text(answer: &TranslationAnswer) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "{}  {}", answer.source.id, answer.source.label)?;
    for found in &answer.translations {
        let mut marks = String::new();
        if found.composed {
            marks.push_str(", composed");
        }
        if found.beyond_skos {
            marks.push_str(", beyond SKOS");
        }
        writeln!(
            text,
            "{:>4} %  {}{marks}  {}  {}",
            found.confidence, found.predicate, found.target.id, found.target.label
        )?;
        if found.path.is_empty() {
            writeln!(text, "        it is in the classification already")?;
        }
        path(&mut text, &found.path)?;
    }
    if let Some(why) = &answer.not_mapped {
        let reason = match why.reason {
            NotMappedReason::StatedUnmapped => "its mapping set states that nothing corresponds",
            NotMappedReason::NothingSaid => {
                "paths lead there and say nothing: they go up and down again, or through what is \
                 only related"
            }
            NotMappedReason::NoPath => "no path of up to three mappings leads there",
            NotMappedReason::Unknown => "it is in nothing that is loaded",
            NotMappedReason::Ambiguous => "it is the code of several concepts",
        };
        writeln!(text, "not mapped: {reason}")?;
        if let Some(nearest) = &why.nearest_broader {
            let concepts = counted(nearest.fan_out as u64, "concept", "concepts");
            let concept = &nearest.concept;
            writeln!(
                text,
                "nearest broader: {}  {}, mapped to {concepts} there",
                concept.id, concept.label
            )?;
            path(&mut text, &nearest.path)?;
        }
    }
    Ok(text)
}

fn path(text: &mut String, hops: &[TranslationHop]) -> Result<()> {
    for hop in hops {
        let assumed = if hop.assumed { " assumed" } else { "" };
        let read = hop.read.map_or(String::new(), |direction| format!(", read {direction}"));
        writeln!(
            text,
            "        {} → {}  {} ({} %{assumed}, keeps {} %; {}{read})",
            hop.predicate, hop.to.id, hop.to.label, hop.confidence, hop.prior, hop.set
        )?;
    }
    Ok(())
}

/// A row for each translation, or one that says why there is none.
fn rows(answer: &TranslationAnswer) -> String {
    let mut rows = String::new();
    let source = format!("{},{}", field(&answer.source.id), field(&answer.source.label));
    for found in &answer.translations {
        let sets: Vec<&str> = found.path.iter().map(|hop| hop.set.as_str()).collect();
        let way: Vec<String> =
            found.path.iter().map(|hop| format!("{} {}", hop.predicate, hop.to.id)).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            rows,
            "{source},{},{},{},{},{},{},{},{},{},{},,,",
            field(&found.target.id),
            field(&found.target.label),
            found.predicate,
            found.confidence,
            found.composed,
            found.beyond_skos,
            field(&way.join(" | ")),
            found.path.iter().any(|hop| hop.assumed),
            found.path.iter().any(|hop| hop.read.is_some()),
            field(&sets.join(" | ")),
        );
    }
    if let Some(why) = &answer.not_mapped {
        let nearest = why.nearest_broader.as_ref();
        let _ = writeln!(
            rows,
            "{source},,,,,,,,,,,{},{},{}",
            why.reason.as_str(),
            nearest.map_or(String::new(), |n| field(&n.concept.id)),
            nearest.map_or(String::new(), |n| n.fan_out.to_string()),
        );
    }
    rows
}

/// A field of a table, in quotation marks where it needs them.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
