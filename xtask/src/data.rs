//! The embedded default: `taxonomies/` as a snapshot.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use passerelle::crosswalk::reviewed;
use passerelle_import::code_list::{self, CodeLists};
use passerelle_import::standard::{self, StandardFile};
use passerelle_import::{levels, sssom};
use passerelle_model::crosswalk::Crosswalk;
use passerelle_model::{
    ConceptKind, Iri, Issue, LabelRole, LanguageTag, LevelTables, SchemeKind, Severity, Status,
};
use passerelle_taxonomy::{Builder, Provenance, Scheme, Source, SourceId, Taxonomy};
use serde::Deserialize;

/// Where the snapshot lies, from the project's root.
pub const SNAPSHOT: &str = "crates/passerelle/data/default.snapshot";

/// Where the law tables lie, from the project's root.
pub const LAW: &str = "crates/passerelle/data/law.json";

/// What stands in a `SOURCE.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    source: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    what: String,
    origin: String,
    version: String,
    date: String,
    licence: String,
}

/// Writes the snapshot.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read or has an issue.
pub fn write(root: &Path) -> Result<()> {
    let taxonomy = build(root)?;
    let path = root.join(SNAPSHOT);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    taxonomy.save(&path)?;
    fs::write(root.join(LAW), law(root)?)?;
    Ok(())
}

/// The files of `taxonomies/law/` by their paths in it, as a JSON object.
///
/// # Errors
/// Where a file cannot be read.
pub fn law(root: &Path) -> Result<String> {
    let mut files = std::collections::BTreeMap::new();
    gather(&root.join("taxonomies/law"), "", &mut files)?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&files)?))
}

fn gather(
    folder: &Path,
    within: &str,
    files: &mut std::collections::BTreeMap<String, String>,
) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a name in UTF-8")?;
        let inner = format!("{within}{name}");
        if path.is_dir() {
            gather(&path, &format!("{inner}/"), files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.insert(inner, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Builds the taxonomy that ships.
///
/// # Errors
/// Where a file of `taxonomies/` cannot be read, or has any issue: what
/// ships is without fault.
pub fn build(root: &Path) -> Result<Taxonomy> {
    let folder = root.join("taxonomies");
    let mut builder = Builder::new();
    let mut issues = add_codes(&folder.join("codes"), &mut builder)?;
    let (levels, found) = level_tables(root)?;
    builder.levels(levels);
    issues.extend(found);
    for (name, file) in joint_standards(root)?.into_iter().chain(national_standards(root)?) {
        issues.extend(file.check(&name));
        issues.extend(file.add_to(&name, &mut builder));
    }
    let esco = builder.source(esco_source(&folder.join("crosswalks"))?);
    let crosswalks = crosswalks(root)?;
    issues.extend(standard::check_overlap(&joint_standards(root)?, esco_crosswalk(&crosswalks)?));
    for (name, crosswalk) in &crosswalks {
        name_esco_concepts(crosswalk, esco, &mut builder);
        issues.extend(builder.crosswalk(crosswalk, &reviewed(crosswalk), name));
    }
    let provenance = Provenance {
        title: "Passerelle default".to_owned(),
        made_by: "cargo xtask data".to_owned(),
        ..Provenance::default()
    };
    let (taxonomy, found) = builder.build(provenance);
    issues.extend(found);
    issues.extend(taxonomy.check(&|label| label.to_lowercase())?);
    issues.retain(|issue| issue.severity > Severity::Info);
    if issues.is_empty() {
        return Ok(taxonomy);
    }
    let lines: Vec<String> = issues.iter().map(ToString::to_string).collect();
    bail!("taxonomies/ has faults:\n{}", lines.join("\n"))
}

/// Every file of joint standards that ships, with its name, sorted.
///
/// # Errors
/// Where one cannot be read.
pub fn joint_standards(root: &Path) -> Result<Vec<(String, StandardFile)>> {
    standards(&root.join("taxonomies/joint"), "")
}

/// Every file of national standards that ships, with its folder and name,
/// sorted; those of `samples/` among them.
///
/// # Errors
/// Where one cannot be read.
pub fn national_standards(root: &Path) -> Result<Vec<(String, StandardFile)>> {
    let folder = root.join("taxonomies/national");
    let mut all = Vec::new();
    for path in entries(&folder)? {
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            all.extend(standards(&path, &format!("{name}/"))?);
        }
    }
    Ok(all)
}

/// Every crosswalk that ships, with the name of its file, sorted.
///
/// # Errors
/// Where one cannot be read, or has an issue worth a warning.
pub fn crosswalks(root: &Path) -> Result<Vec<(String, Crosswalk)>> {
    let folder = root.join("taxonomies/crosswalks");
    let mut all = Vec::new();
    for path in entries(&folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.ends_with(".sssom.tsv") {
            continue;
        }
        let (crosswalk, issues) = sssom::read_tsv(&name, File::open(&path)?, None)?;
        if let Some(issue) = issues.iter().find(|issue| issue.severity > Severity::Info) {
            bail!("{issue}");
        }
        all.push((name, crosswalk));
    }
    Ok(all)
}

/// The crosswalk from joint standards to ESCO.
///
/// # Errors
/// Where there is none among these.
pub fn esco_crosswalk(crosswalks: &[(String, Crosswalk)]) -> Result<&Crosswalk> {
    let found = crosswalks.iter().find(|(name, _)| name == "joint-esco.sssom.tsv");
    found.map(|(_, crosswalk)| crosswalk).context("there is no `joint-esco.sssom.tsv`")
}

/// The tables of levels that ship, with what is wrong with them.
///
/// # Errors
/// Where one cannot be read.
pub fn level_tables(root: &Path) -> Result<(LevelTables, Vec<Issue>)> {
    let folder = root.join("taxonomies/levels");
    let mut tables = LevelTables::default();
    let mut issues = Vec::new();
    for (name, read) in [
        (
            "frameworks.csv",
            levels::read_frameworks as fn(&str, File, &mut LevelTables) -> Vec<Issue>,
        ),
        ("conversions.csv", levels::read_conversions),
        ("language-tests.csv", levels::read_tests),
    ] {
        if sources(&folder, name)?.is_empty() {
            bail!("`{name}` has no source");
        }
        let path = folder.join(name);
        let file = File::open(&path).with_context(|| path.display().to_string())?;
        issues.extend(read(name, file, &mut tables));
    }
    Ok((tables, issues))
}

fn standards(folder: &Path, prefix: &str) -> Result<Vec<(String, StandardFile)>> {
    let mut all = Vec::new();
    for path in entries(folder)? {
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        if !is_toml || path.ends_with("SOURCE.toml") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("{prefix}{name}");
        let sources = if prefix.is_empty() { folder } else { folder.parent().unwrap_or(folder) };
        if self::sources(sources, &name)?.is_empty() {
            bail!("`{name}` has no source");
        }
        match standard::parse_standards(&name, &read(&path)?) {
            Ok(file) => all.push((name, file)),
            Err(issue) => bail!("{issue}"),
        }
    }
    Ok(all)
}

/// What is in a folder, sorted by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = read.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn add_codes(folder: &Path, builder: &mut Builder) -> Result<Vec<Issue>> {
    let lists: CodeLists = toml::from_str(&read(&folder.join("lists.toml"))?)?;
    let mut issues = Vec::new();
    for list in &lists.list {
        let entries = sources(folder, &list.file)?;
        let [entry] = entries.as_slice() else { bail!("`{}` needs one source", list.file) };
        let source = builder.source(source(entry));
        let text = read(&folder.join(&list.file))?;
        issues.extend(code_list::import(list, &list.file, text.as_bytes(), source, builder));
    }
    Ok(issues)
}

/// Declares the concepts of ESCO that a crosswalk of ours names, with their
/// preferred labels and kinds, so that they can be named without ESCO.
fn name_esco_concepts(crosswalk: &Crosswalk, source: SourceId, builder: &mut Builder) {
    const ESCO: &str = "http://data.europa.eu/esco/";
    let english = LanguageTag::english();
    for (what, number) in ["skills", "occupations"].into_iter().zip(0..) {
        let Ok(scheme) = Iri::parse(&format!("{ESCO}concept-scheme/{what}")) else { continue };
        let title = if number == 0 { "ESCO skills" } else { "ESCO Occupations" };
        builder.scheme(Scheme::new(scheme.clone(), SchemeKind::ConceptScheme, title));
        let namespace = format!("{ESCO}{}/", what.trim_end_matches('s'));
        for mapping in crosswalk.mappings.iter().filter(|m| m.object.starts_with(&namespace)) {
            let Ok(iri) = Iri::parse(&mapping.object) else { continue };
            let stated = mapping.slot("ext_object_kind").and_then(|kind| kind.parse().ok());
            let kind = stated.unwrap_or(ConceptKind::Skill);
            let concept = builder.concept(&iri, kind, Status::Provisional);
            builder.in_scheme(concept, &scheme);
            if let Some(label) = mapping.slot("object_label") {
                builder.label(concept, &english, LabelRole::Preferred, label, source);
            }
            // So that its place in ISCO-08 is known without ESCO.
            let group = mapping.slot("ext_object_isco").map(|code| format!("{ESCO}isco/C{code}"));
            if let Some(group) = group.and_then(|iri| builder.find(&iri)) {
                builder.broader(concept, group);
            }
        }
    }
}

fn esco_source(folder: &Path) -> Result<Source> {
    let entries = sources(folder, "joint-esco.sssom.tsv")?;
    let found = entries.iter().find(|e| e.origin.contains("ESCO"));
    Ok(source(found.context("the crosswalks have no source for ESCO")?))
}

/// What a folder's `SOURCE.toml` says of a file, by its name or a pattern with
/// one `*`.
fn sources(folder: &Path, file: &str) -> Result<Vec<Entry>> {
    let path = folder.join("SOURCE.toml");
    let all: Sources = toml::from_str(&read(&path)?).with_context(|| path.display().to_string())?;
    let fits = |pattern: &str| match pattern.split_once('*') {
        Some((before, behind)) => file.starts_with(before) && file.ends_with(behind),
        None => pattern == file,
    };
    let found: Vec<Entry> = all.source.into_iter().filter(|e| fits(&e.file)).collect();
    for entry in &found {
        if entry.what.is_empty() || entry.date.is_empty() || entry.licence.is_empty() {
            bail!("`{}` says too little of `{file}`", path.display());
        }
    }
    Ok(found)
}

fn source(entry: &Entry) -> Source {
    Source {
        name: entry.origin.clone(),
        version: entry.version.clone(),
        licence: entry.licence.clone(),
        ..Source::default()
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
