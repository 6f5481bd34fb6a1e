//! What is wrong with standards in themselves.

use std::collections::{BTreeMap, BTreeSet};

use passerelle_model::{Code, Issue, LanguageTag, Place, Prefixes, codes};
use passerelle_taxonomy::{Taxonomy, level_iri};

use super::{Standard, StandardFile, Standing, Unit};

/// More hours than any training has.
const MOST_HOURS: u32 = 20_000;

/// Gathers issues about one standard.
struct Findings<'a> {
    file: &'a str,
    id: String,
    issues: Vec<Issue>,
}

impl Findings<'_> {
    fn add(&mut self, code: Code, field: &str, message: String) {
        let place = Place::file(self.file).about(self.id.clone()).field(field);
        self.issues.push(Issue::new(code, place, message));
    }
}

impl StandardFile {
    /// What is wrong with the standards of the file, without regard to any
    /// other: values out of range, codes used twice, parts without a title or
    /// a known source, dates and hours that contradict one another.
    pub fn check(&self, name: &str) -> Vec<Issue> {
        let mut issues = Vec::new();
        let of_file = |field: &str, message: String| {
            Issue::new(codes::STANDARD_VALUE, Place::file(name).field(field), message)
        };
        let is_prefix = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let prefix = &self.scheme.prefix;
        if prefix.is_empty() || !prefix.chars().all(is_prefix) {
            let message = format!("`{prefix}` has other characters than a-z, 0-9 and -");
            issues.push(of_file("scheme.prefix", message));
        } else if !self.scheme.is_joint()
            && Prefixes::builtin().expand(&format!("{prefix}:x")).is_some()
        {
            issues.push(of_file("scheme.prefix", format!("`{prefix}` stands for something else")));
        }
        for (field, text) in
            [("scheme.title", &self.scheme.title), ("scheme.publisher", &self.scheme.publisher)]
        {
            if text.trim().is_empty() {
                issues.push(of_file(field, "it is empty".to_owned()));
            }
        }
        for (key, source) in &self.source {
            if source.title.trim().is_empty() {
                issues.push(of_file(&format!("source.{key}.title"), "it is empty".to_owned()));
            }
        }
        if self.standard.is_empty() {
            issues.push(of_file("standard", "there is no standard in it".to_owned()));
        }
        let mut ids = BTreeSet::new();
        let mut titled: BTreeMap<String, &Unit> = BTreeMap::new();
        for standard in &self.standard {
            let mut found = Findings { file: name, id: standard.name(), issues: Vec::new() };
            if !ids.insert(standard.name()) {
                let message = format!("`{}` is used twice", standard.name());
                found.add(codes::STANDARD_CODE, "id", message);
            }
            self.check_standard(standard, &mut found);
            self.check_units(standard, &mut titled, &mut found);
            issues.append(&mut found.issues);
        }
        issues
    }

    fn check_standard(&self, standard: &Standard, found: &mut Findings<'_>) {
        let value = codes::STANDARD_VALUE;
        if !is_id(&standard.name()) {
            found.add(value, "id", format!("`{}` cannot end an IRI", standard.name()));
        }
        if standard.title.values().all(|t| t.trim().is_empty()) {
            found.add(value, "title", "there is no title".to_owned());
        }
        if self.scheme.is_joint() && !standard.title.contains_key(&LanguageTag::english()) {
            found.add(value, "title", "there is no English title".to_owned());
        }
        if let (Some(from), Some(until)) = (standard.valid_from, standard.valid_until)
            && until < from
        {
            found.add(value, "valid_until", format!("`{until}` is before `{from}`"));
        }
        for hours in standard.hours.into_iter().chain(standard.unit.iter().filter_map(|u| u.hours))
        {
            if !(1..=MOST_HOURS).contains(&hours) {
                found.add(value, "hours", format!("`{hours}` is not between 1 and {MOST_HOURS}"));
            }
        }
        if standard.replaced_by.as_ref() == Some(&standard.name()) {
            found.add(value, "replaced_by", "it is itself".to_owned());
        }
        if standard.duration_months == Some(0) {
            found.add(value, "duration_months", "it is 0".to_owned());
        }
        let units: u64 = standard.unit.iter().filter_map(|u| u.hours).map(u64::from).sum();
        if let Some(hours) = standard.hours.filter(|&hours| units > u64::from(hours)) {
            let message = format!("its units have {units} hours, itself {hours}");
            found.add(codes::STANDARD_HOURS, "hours", message);
        }
        if standard.replaced_by.is_some() && standard.status != Standing::Superseded {
            let message = "something took its place, and it is not `superseded`".to_owned();
            found.add(value, "status", message);
        }
        let without = standard.unit.iter().filter(|u| u.hours.is_none()).count();
        if standard.unit.is_empty() {
            found.add(codes::STANDARD_NO_UNITS, "unit", "it has no units".to_owned());
        } else if without > 0 {
            let message = format!("{without} of {} units state no hours", standard.unit.len());
            found.add(codes::STANDARD_NO_HOURS, "unit.hours", message);
        }
        let used = standard.unit.iter().filter_map(|u| u.source.as_ref());
        for key in used.chain([&standard.source]) {
            if !self.source.contains_key(key) {
                let message = format!("there is no `[source.{key}]`");
                found.add(codes::STANDARD_SOURCE, "source", message);
            }
        }
    }

    fn check_units<'a>(
        &'a self,
        standard: &'a Standard,
        titled: &mut BTreeMap<String, &'a Unit>,
        found: &mut Findings<'_>,
    ) {
        let value = codes::STANDARD_VALUE;
        let (mut units, mut outcomes) = (BTreeSet::new(), BTreeSet::new());
        // A unit that has the IRI of a standard would be two things, and so
        // would an outcome that has the IRI of either.
        let of_standards: BTreeSet<String> =
            self.standard.iter().map(|s| self.scheme.standard_iri(s)).collect();
        let of_units: BTreeSet<String> =
            standard.unit.iter().map(|unit| self.scheme.unit_iri(standard, unit)).collect();
        for unit in &standard.unit {
            let name = unit.name();
            if unit.code.is_some() == unit.id.is_some() {
                let message = format!("unit `{name}` needs a `code` or an `id`, not both");
                found.add(value, "unit", message);
            } else if !is_id(&name) {
                found.add(value, "unit", format!("`{name}` cannot end an IRI"));
            }
            if !units.insert(name.clone()) {
                found.add(codes::STANDARD_CODE, "unit", format!("`{name}` is used twice"));
            }
            let iri = self.scheme.unit_iri(standard, unit);
            if of_standards.contains(&iri) {
                let message = format!("unit `{name}` is called as a standard is");
                found.add(codes::STANDARD_CODE, "unit", message);
            }
            if let Some(known) = titled.get(&iri)
                && let (Some(here), Some(above)) = (unit.hours, known.hours)
                && here != above
            {
                let message = format!("unit `{name}` has {here} hours, and {above} above");
                found.add(codes::STANDARD_HOURS, "hours", message);
            }
            if unit.title.values().all(|t| t.trim().is_empty()) {
                if !titled.contains_key(&iri) {
                    found.add(value, "title", format!("unit `{name}` has no title"));
                }
            } else if let Some(known) = titled.get(&iri).filter(|k| k.title != unit.title) {
                let other = known.title.values().next().map_or("", String::as_str);
                let message = format!("unit `{name}` is called otherwise above: `{other}`");
                found.add(codes::STANDARD_CODE, "title", message);
            } else {
                titled.insert(iri, unit);
            }
            for outcome in &unit.outcome {
                let iri = self.scheme.outcome_iri(standard, unit, outcome);
                if !is_id(&outcome.code.trim().replace(' ', "-")) {
                    let message = format!("outcome `{}` cannot end an IRI", outcome.code);
                    found.add(value, "outcome", message);
                } else if of_standards.contains(&iri)
                    || of_units.contains(&iri)
                    || !outcomes.insert(iri)
                {
                    let message = format!("`{}` is used twice", outcome.code);
                    found.add(codes::STANDARD_CODE, "outcome", message);
                }
                if outcome.text.values().all(|t| t.trim().is_empty()) {
                    found.add(value, "text", format!("outcome `{}` has no text", outcome.code));
                }
                if self.scheme.is_joint() && outcome.level.is_none() {
                    found.add(value, "level", format!("outcome `{}` has no level", outcome.code));
                }
            }
        }
    }

    /// References of the file that a taxonomy does not know: levels, groups of
    /// ISCO-08, fields of ISCED-F, what took a standard's place.
    pub fn check_references(&self, name: &str, taxonomy: &Taxonomy) -> Vec<Issue> {
        let mut issues = Vec::new();
        let prefix = &self.scheme.prefix;
        let known = taxonomy.prefixes().expand(&format!("{prefix}:x"));
        if known.is_some_and(|iri| iri.as_str() != format!("{}x", self.scheme.namespace())) {
            let message = format!("`{prefix}` stands for something else");
            let place = Place::file(name).field("scheme.prefix");
            issues.push(Issue::new(codes::STANDARD_VALUE, place, message));
        }
        for standard in &self.standard {
            let mut found = Findings { file: name, id: standard.name(), issues: Vec::new() };
            for (field, iri) in self.references(standard) {
                let known = taxonomy.find_iri(&iri).is_some()
                    || self.standard.iter().any(|s| self.scheme.standard_iri(s) == iri);
                if !known {
                    let message = format!("`{iri}` is in no code list");
                    found.add(codes::GRAPH_UNKNOWN_REFERENCE, field, message);
                }
            }
            issues.append(&mut found.issues);
        }
        issues
    }

    /// What a standard refers to, as IRIs, with the field that does.
    pub(super) fn references(&self, standard: &Standard) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        if let Some(level) = &standard.level {
            all.push(("level", level_of(level)));
        }
        if let Some(level) = standard.language_minimum {
            all.push(("language_minimum", format!("urn:passerelle:cefr:{level}")));
        }
        let groups = standard.isco08.iter();
        all.extend(groups.map(|code| ("isco08", format!("{}{code}", super::graph::ISCO))));
        if let Some(code) = &standard.isced_f {
            all.push(("isced_f", format!("{}{code}", super::graph::ISCED)));
        }
        if let Some(id) = &standard.replaced_by {
            all.push(("replaced_by", format!("{}{id}", self.scheme.namespace())));
        }
        all
    }
}

/// The IRI of a level that is written `PH-PQF:2`.
pub(super) fn level_of(reference: &str) -> String {
    let (framework, level) = reference.split_once(':').unwrap_or((reference, ""));
    let framework = if framework.eq_ignore_ascii_case("eqf") { "EQF" } else { framework };
    level_iri(framework, &level.trim().replace(' ', "-"))
}

/// Whether a text can end an IRI of ours.
fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "-_./&()+".contains(c);
    let is_path = text.split('/').any(|part| part.is_empty() || part == "." || part == "..");
    !is_path && text.chars().all(allowed)
}
