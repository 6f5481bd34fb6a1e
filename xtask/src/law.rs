//! The pages of the law tables, and the cases that specify them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use passerelle::model::{
    Case, Country, Date, FactBasis, FactConfidence, MatchingPolicy, Proposal, RuleVerdict,
};
use passerelle::{Engine, Law, Located, Profession, RecogniseOptions, Rule, embedded_law};
use serde_json::Value;

/// The folder of the pages, from the project's root.
pub const FOLDER: &str = "docs/law";

/// The folder of the cases.
const CASES: &str = "tests/recognition";

/// A case of a page, with what is expected of its proposal.
#[derive(Debug)]
pub struct Specified {
    /// The page, by the name of its file.
    pub page: String,
    /// The case.
    pub case: Case,
    /// What must be in the proposal.
    pub expect: Value,
}

/// Every case of every page of `tests/recognition/`, in order.
///
/// # Errors
/// Where a page cannot be read, or a case of it.
pub fn specified(root: &Path) -> Result<Vec<Specified>> {
    let mut found = Vec::new();
    for path in files(&root.join(CASES), "md")? {
        let page = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path)?;
        let mut rest = text.as_str();
        while let Some((case, after)) = block(rest, "case") {
            let (expect, after) = block(after, "expect")
                .with_context(|| format!("{page}: a case expects nothing"))?;
            let case: Case =
                serde_json::from_str(case).with_context(|| format!("{page}: {case}"))?;
            let expect = serde_json::from_str(expect)
                .with_context(|| format!("{page}: what {} expects", case.id))?;
            found.push(Specified { page: page.clone(), case, expect });
            rest = after;
        }
    }
    Ok(found)
}

/// The first block of a kind, and what comes after it.
fn block<'t>(text: &'t str, kind: &str) -> Option<(&'t str, &'t str)> {
    let (_, after) = text.split_once(&format!("```json {kind}\n"))?;
    after.split_once("```")
}

fn files(folder: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// What the law leads to in each case.
///
/// # Errors
/// Where a case cannot be examined.
pub fn proposals(engine: &Engine, law: &Law, cases: &[Specified]) -> Result<Vec<Proposal>> {
    let located: Vec<Located<Case>> =
        cases.iter().map(|s| Located { line: 1, record: s.case.clone() }).collect();
    let options = RecogniseOptions {
        as_of: Date::constant(2026, 8, 1),
        override_as_of: false,
        what_if: false,
        policy: MatchingPolicy::default(),
    };
    let (proposals, issues) = engine.recognise(CASES, law, &located, &options)?;
    if proposals.len() != cases.len() {
        anyhow::bail!("cases that cannot be examined: {issues:#?}");
    }
    Ok(proposals)
}

/// The pages, by their paths from the project's root.
///
/// # Errors
/// Where a case cannot be read or examined.
pub fn pages(root: &Path) -> Result<BTreeMap<String, String>> {
    let law = embedded_law()?;
    let engine = Engine::embedded()?;
    let cases = specified(root)?;
    let proposals = proposals(&engine, &law, &cases)?;
    let covered = Covered::new(&proposals);
    let mut pages = BTreeMap::new();
    let mut add = |name: String, page: String| pages.insert(format!("{FOLDER}/{name}"), page);
    for rule in law.rules() {
        add(format!("rules/{}.md", rule.id), rule_page(&law, rule, &covered)?);
    }
    add("facts.md".to_owned(), facts_page(&law)?);
    add("coverage.md".to_owned(), coverage_page(&law, &covered, cases.len())?);
    add("destinations.md".to_owned(), destinations_page(&law)?);
    Ok(pages)
}

/// Writes the pages, and removes those of rules that are no more.
///
/// # Errors
/// Where a page cannot be made or written.
pub fn write(root: &Path) -> Result<()> {
    let rules = root.join(FOLDER).join("rules");
    fs::create_dir_all(&rules)?;
    for old in files(&rules, "md")? {
        fs::remove_file(old)?;
    }
    for (path, page) in pages(root)? {
        fs::write(root.join(path), page)?;
    }
    Ok(())
}

/// Which cases a rule applied in, and in which it did not.
struct Covered {
    by_rule: BTreeMap<String, [BTreeSet<String>; 3]>,
}

impl Covered {
    fn new(proposals: &[Proposal]) -> Self {
        let mut by_rule: BTreeMap<String, [BTreeSet<String>; 3]> = BTreeMap::new();
        for proposal in proposals {
            for tried in &proposal.tried {
                let at = match tried.verdict {
                    RuleVerdict::Applies => 0,
                    RuleVerdict::DoesNotApply => 1,
                    RuleVerdict::Undetermined => 2,
                    RuleVerdict::NotInForce => continue,
                };
                by_rule.entry(tried.rule.clone()).or_default()[at].insert(proposal.case.clone());
            }
        }
        Self { by_rule }
    }

    fn of(&self, rule: &str) -> [Vec<&str>; 3] {
        self.by_rule.get(rule).map_or_else(Default::default, |sets| {
            [0, 1, 2].map(|at| sets[at].iter().map(String::as_str).collect())
        })
    }
}

fn rule_page(law: &Law, rule: &Rule, covered: &Covered) -> Result<String> {
    let mut page = format!("# {}: {}\n\n{}\n", rule.id, rule.title, rule.why);
    writeln!(page, "\nFor example: {}\n\n## When\n", rule.example)?;
    let (all, any) = rule.conditions(law.vocabulary());
    if all.is_empty() && any.is_empty() {
        writeln!(page, "Always, where no rule before it applies.")?;
    }
    for condition in all {
        writeln!(page, "- {condition}")?;
    }
    if !any.is_empty() {
        writeln!(page, "\nand one of:\n")?;
        for set in any {
            writeln!(page, "- {}", set.join(", and "))?;
        }
    }
    writeln!(page, "\n## Then\n")?;
    let then = &rule.then;
    if let Some(outcome) = then.outcome {
        writeln!(page, "- `{outcome}`: {}", then.says)?;
    } else if let Some(licence) = then.licence {
        writeln!(page, "- the licence is `{}`: {}", licence.as_str(), then.says)?;
    } else if let Some(go) = &then.go {
        writeln!(page, "- on to `{go}`: {}", then.says)?;
    }
    for (title, items) in [
        ("also called", &then.labels),
        ("the notice must state", &then.notice_must_state),
        ("what follows elsewhere", &then.effects),
        ("what else may be asked for", &then.options),
        ("to check", &then.check),
    ] {
        if !items.is_empty() {
            writeln!(page, "- {title}: {}", items.join("; "))?;
        }
    }
    for measure in &then.measures {
        let name = measure.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        let months = measure.months_at_most;
        let months = months.map_or_else(String::new, |m| format!(", at most {m} months"));
        writeln!(page, "- measure: {}{name}{months}", measure.kind.replace('_', " "))?;
    }
    writeln!(page, "\n## Law\n")?;
    for citation in &rule.law {
        writeln!(page, "- {citation}")?;
    }
    let checked = match rule.basis {
        FactBasis::Verified => "checked in the text",
        FactBasis::Recalled | FactBasis::Authored => "not checked in the text",
    };
    let since = rule.valid_from.map_or_else(String::new, |day| format!(" In force since {day}."));
    let until = rule.valid_to.map_or_else(String::new, |day| format!(" Until {day}."));
    writeln!(page, "\n{} confidence, {checked}.{since}{until}", capital(rule.confidence))?;
    let [applies, not, open] = covered.of(&rule.id);
    writeln!(page, "\n## Cases\n")?;
    writeln!(page, "- applies: {}", some(&applies))?;
    writeln!(page, "- does not apply: {}", some(&not))?;
    writeln!(page, "- undetermined: {}", some(&open))?;
    writeln!(page, "\nMade by `cargo xtask docs`.")?;
    Ok(page)
}

fn capital(confidence: FactConfidence) -> &'static str {
    match confidence {
        FactConfidence::High => "High",
        FactConfidence::Medium => "Medium",
        FactConfidence::Low => "Low",
    }
}

/// At most eight of them, and how many more there are.
fn some(cases: &[&str]) -> String {
    const SHOWN: usize = 8;
    if cases.is_empty() {
        return "none".to_owned();
    }
    let shown = cases.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match cases.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

fn facts_page(law: &Law) -> Result<String> {
    let mut page = String::from(
        "# Facts\n\nWhat a rule may ask. `circumstance` and `good_standing` stand in a case's `circumstances`, \
         `immigration` in its `immigration`; everything else is derived, or may be stated as a finding of an \
         authority, with author and date. Made by `cargo xtask docs` from `taxonomies/law/facts.toml`.\n\n\
         | fact | group | answers | presumed | question |\n|---|---|---|---|---|\n",
    );
    for fact in law.vocabulary().facts() {
        let presumed = fact.presumed.as_ref().map_or_else(String::new, ToString::to_string);
        writeln!(
            page,
            "| `{}` | {} | {} | {presumed} | {} |",
            fact.id,
            fact.group,
            fact.answers(),
            fact.question
        )?;
    }
    Ok(page)
}

fn coverage_page(law: &Law, covered: &Covered, cases: usize) -> Result<String> {
    let mut page = format!(
        "# Rules and cases\n\nIn how many of the {cases} cases of `tests/recognition/` each rule applies, does not \
         apply, or is undetermined. Made by `cargo xtask docs`; a test fails where a rule has no case.\n",
    );
    for stage in law.stages() {
        writeln!(page, "\n## {} – {}\n", stage.id, stage.title)?;
        writeln!(page, "| rule | | applies | does not | undetermined |\n|---|---|--:|--:|--:|")?;
        for rule in law.rules_of(stage) {
            let [applies, not, open] = covered.of(&rule.id);
            writeln!(
                page,
                "| [{}](rules/{}.md) | {} | {} | {} | {} |",
                rule.id,
                rule.id,
                rule.title,
                applies.len(),
                not.len(),
                open.len()
            )?;
        }
    }
    Ok(page)
}

fn destinations_page(law: &Law) -> Result<String> {
    let mut page = String::from(
        "# Destinations and professions\n\nWhat the tables know: for employees / on one's own account, **R** regulated, \
         f free, ? not known; then how sure the row is. A row of low confidence (l) warns and decides nothing. \
         National law for evidence from third countries is in the tables for Germany alone (BQFG, PflBG, BÄO); \
         elsewhere such a case ends in an individual examination, with the differences that were found. \
         Made by `cargo xtask docs`.\n\n",
    );
    let tables: BTreeMap<Country, &[Profession]> = law.professions().collect();
    let mut professions: BTreeSet<&str> = BTreeSet::new();
    for rows in tables.values() {
        professions.extend(rows.iter().map(|row| row.id.as_str()));
    }
    write!(page, "| profession |")?;
    for country in tables.keys() {
        write!(page, " {country} |")?;
    }
    writeln!(page, "\n|---|{}", "---|".repeat(tables.len()))?;
    let sign = |answer: Option<bool>| match answer {
        Some(true) => "**R**",
        Some(false) => "f",
        None => "?",
    };
    for profession in professions {
        write!(page, "| {profession} |")?;
        for rows in tables.values() {
            let row = rows.iter().find(|row| row.id == profession);
            let cell = row.map_or_else(
                || "–".to_owned(),
                |row| {
                    let sure = match row.confidence {
                        FactConfidence::High => "h",
                        FactConfidence::Medium => "m",
                        FactConfidence::Low => "l",
                    };
                    let regulation = row.regulation;
                    let (employed, own) =
                        (sign(regulation.employed), sign(regulation.self_employed));
                    format!("{employed}/{own} {sure}")
                },
            );
            write!(page, " {cell} |")?;
        }
        writeln!(page)?;
    }
    Ok(page)
}
