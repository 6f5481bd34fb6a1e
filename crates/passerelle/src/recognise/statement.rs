//! A proposal as a statement that people read, in text and in Markdown.

use std::fmt::Write as _;

use passerelle_model::{
    FindingBasis, MeasureChoice, MissingFact, Proposal, RuleVerdict, SubstantialDifference,
    one_line,
};

/// How deep questions are told with all their answers; the rest is in the data.
const QUESTIONS: usize = 2;

/// A proposal as plain text.
pub fn statement(proposal: &Proposal) -> String {
    Writer { text: String::new(), markdown: false }.proposal(proposal)
}

/// A proposal as Markdown.
pub fn markdown(proposal: &Proposal) -> String {
    Writer { text: String::new(), markdown: true }.proposal(proposal)
}

struct Writer {
    text: String,
    markdown: bool,
}

impl Writer {
    fn title(&mut self, title: &str) {
        if self.markdown {
            self.line(&format!("# {}", one_line(title)));
            self.text.push('\n');
        } else {
            self.line(title);
        }
    }

    fn section(&mut self, title: &str) {
        self.text.push('\n');
        if self.markdown {
            self.line(&format!("## {title}"));
            self.text.push('\n');
        } else {
            self.line(title);
        }
    }

    fn item(&mut self, depth: usize, text: &str) {
        let indent = "  ".repeat(depth + usize::from(!self.markdown));
        let mark = if self.markdown { "- " } else { "" };
        self.line(&format!("{indent}{mark}{}", one_line(text)));
    }

    fn items<'t>(&mut self, title: &str, texts: impl IntoIterator<Item = &'t String>) {
        let mut texts = texts.into_iter().peekable();
        if texts.peek().is_none() {
            return;
        }
        self.item(0, &format!("{title}:"));
        for text in texts {
            self.item(1, text);
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn proposal(mut self, proposal: &Proposal) -> String {
        let profession = proposal.profession.id.as_deref();
        let profession = profession.or(proposal.profession.isco.as_deref());
        self.title(&format!(
            "Case {}: {} in {}, as of {}",
            proposal.case,
            profession.unwrap_or("profession not named"),
            proposal.destination,
            proposal.as_of
        ));
        self.line(&proposal.notice);
        self.equivalence(proposal);
        self.licence(proposal);
        self.immigration(proposal);
        self.confidence(proposal);
        self.tried(proposal);
        self.references(proposal);
        self.text
    }

    fn equivalence(&mut self, proposal: &Proposal) {
        let result = &proposal.equivalence;
        self.section(&format!("Equivalence: {}", result.outcome));
        self.item(0, result.outcome.meaning());
        self.item(0, &format!("by {} ({})", result.route_title, result.route));
        if let Some(authority) = &proposal.profession.authority {
            self.item(0, &format!("who decides: {authority}"));
        }
        for label in &result.labels {
            self.item(0, &format!("also called: {label}"));
        }
        for step in &result.steps {
            self.item(0, &format!("{}: {}", step.rule, step.says));
        }
        if let Some(compared) = &result.comparison {
            self.item(0, &format!(
                "training covers {} of {} {}, {} with everything else; {} units, {} of which nobody can compare",
                compared.training,
                compared.reference.id,
                compared.reference.label,
                compared.with_compensation,
                compared.units,
                compared.undetermined
            ));
            for better in &compared.better {
                let (id, label) = (&better.standard.id, &better.standard.label);
                self.item(1, &format!("fits better: {id} {label}, {}", better.covered));
            }
        }
        if !result.differences.is_empty() {
            self.item(0, "differences:");
            for difference in &result.differences {
                self.difference(difference);
            }
        }
        if !result.measures.is_empty() {
            let choice = match result.choice {
                Some(MeasureChoice::Applicant) => ", the applicant chooses",
                Some(MeasureChoice::Host) => ", the host state chooses",
                Some(MeasureChoice::OneMeasure) => ", without a choice",
                None => "",
            };
            self.item(0, &format!("measures{choice}:"));
            for measure in &result.measures {
                let mut text = measure.kind.replace('_', " ");
                if let Some(name) = &measure.name {
                    let _ = write!(text, " ({name})");
                }
                if let Some(months) = measure.months_at_most {
                    let _ = write!(text, ", at most {}", in_months(months));
                }
                if let Some(months) = measure.offered_within_months {
                    let _ = write!(text, ", offered within {}", in_months(months));
                }
                if measure.with_examination {
                    text.push_str(", with an examination");
                }
                self.item(1, &text);
            }
        }
        self.items("the notice must state", &result.notice_must_state);
        self.items("what follows elsewhere", &result.effects);
        self.items("what else may be asked for", &result.options);
        if let Some(fallback) = &result.fallback {
            self.item(0, &format!("instead: {fallback}"));
        }
        self.clock(proposal);
        for missing in &result.missing {
            self.missing(missing, 0);
        }
        for agreement in &proposal.agreements {
            self.item(0, &format!("agreement: {} – {}", agreement.title, agreement.effect));
            for asked in &agreement.asks_for {
                self.item(1, &format!("asks for: {asked}"));
            }
        }
    }

    fn difference(&mut self, difference: &SubstantialDifference) {
        let mut text = difference.topic.clone();
        if let Some(unit) = &difference.unit {
            let _ = write!(text, " ({})", unit.id);
        }
        if let (Some(alone), Some(with)) =
            (difference.covered, difference.covered_with_compensation)
        {
            let _ = write!(text, ", {alone} % covered, {with} % with everything else");
        }
        match (difference.compensated, difference.hours) {
            (true, _) => text.push_str(" – made up for"),
            (false, Some(hours)) => {
                let _ = write!(text, " – remains, {hours} h");
            }
            (false, None) => text.push_str(" – remains"),
        }
        if !difference.by.is_empty() {
            let _ = write!(text, " by {}", difference.by.join(", "));
        }
        if let FindingBasis::AuthorityFinding { author, date } = &difference.basis {
            let _ = write!(text, " [found by {author}, {date}]");
        }
        self.item(1, &text);
        for outcome in &difference.outcomes {
            self.item(2, &format!("{} {}", outcome.id, outcome.label));
        }
    }

    fn clock(&mut self, proposal: &Proposal) {
        let Some(clock) = &proposal.equivalence.clock else { return };
        let mut parts = Vec::new();
        if let Some(months) = clock.acknowledge_months {
            parts.push(format!("acknowledge within {}", in_months(months)));
        }
        if let Some(months) = clock.decide_months {
            parts.push(format!("decide within {}", in_months(months)));
        }
        match clock.extension_months {
            Some(0) => parts.push("no extension".to_owned()),
            Some(months) => parts.push(format!("extension by {} at most", in_months(months))),
            None => {}
        }
        parts.extend(clock.suspended.as_ref().map(|until| format!("suspended {until}")));
        parts.extend(clock.fast_track.as_ref().map(|track| format!("fast track: {track}")));
        parts.extend(clock.law.clone());
        self.item(0, &format!("time: {}", parts.join("; ")));
    }

    fn missing(&mut self, missing: &MissingFact, depth: usize) {
        self.item(
            depth,
            &format!(
                "not known: {} (`{}`: {})",
                missing.question, missing.fact, missing.where_stated
            ),
        );
        if let Some(hint) = &missing.hint {
            self.item(depth + 1, &format!("a table of low confidence says: {hint}"));
        }
        for answer in &missing.answers {
            self.item(
                depth + 1,
                &format!("{}: {} ({})", answer.answer, answer.outcome, answer.route),
            );
            match &answer.then {
                Some(then) if depth < QUESTIONS => self.missing(then, depth + 2),
                Some(then) => self.item(depth + 2, &format!("then: {}", then.question)),
                None => {}
            }
        }
    }

    fn licence(&mut self, proposal: &Proposal) {
        let licence = &proposal.licence;
        self.section(&format!("Licence: {}", licence.outcome.as_str()));
        for reason in &licence.because {
            self.item(0, reason);
        }
        if let Some(asked) = &licence.language {
            let held = asked.held.as_deref().unwrap_or("none");
            let mut text = format!(
                "language: {} in {}, {held} shown",
                asked.level,
                asked.languages.join(" or ")
            );
            if let Some(note) = &asked.note {
                let _ = write!(text, " ({note})");
            }
            self.item(0, &text);
        }
    }

    fn immigration(&mut self, proposal: &Proposal) {
        for system in &proposal.immigration {
            let pass = match (system.pass, system.pass_mark) {
                (Some(true), _) => "passes",
                (Some(false), _) => "does not pass",
                (None, Some(_)) => "open",
                (None, None) => "ranks only",
            };
            self.section(&format!("Immigration: {}, {pass}", system.title));
            let mark =
                system.pass_mark.map_or_else(String::new, |mark| format!(" of {mark} needed"));
            let at_most = if system.at_most > system.points {
                format!(", {} if everything unknown were favourable", system.at_most)
            } else {
                String::new()
            };
            self.item(0, &format!("{} points{mark}{at_most}; {}", system.points, system.law));
            if let Some(bypass) = &system.bypass {
                self.item(0, &format!("points are not needed: {bypass}"));
            }
            for item in &system.breakdown {
                self.item(0, &format!("{} {}: {}", item.item, item.title, item.points));
            }
            for gate in &system.gates {
                let met = match gate.met {
                    Some(true) => "met",
                    Some(false) => "not met",
                    None => "not known",
                };
                let waived = gate
                    .waived_by
                    .as_ref()
                    .map_or_else(String::new, |by| format!(", waived by {by}"));
                self.item(0, &format!("gate: {} – {met}{waived}", gate.title));
            }
            self.items("not known", &system.missing);
            self.item(
                0,
                &format!("table as of {}, {} confidence", system.vintage, system.confidence),
            );
        }
    }

    fn confidence(&mut self, proposal: &Proposal) {
        let confidence = &proposal.confidence;
        let review = if confidence.needs_review { ", a human must look" } else { "" };
        self.section(&format!("Confidence: {}{review}", confidence.overall));
        for reason in &confidence.because {
            self.item(0, reason);
        }
        self.items("to check", &proposal.to_check);
        self.items("of the case not used", &proposal.unused);
        if !proposal.what_if.is_empty() {
            self.section("What would change it");
            for change in &proposal.what_if {
                let mut text = format!(
                    "{} – equivalence {}, licence {}",
                    change.change,
                    change.equivalence,
                    change.licence.as_str()
                );
                for points in &change.points {
                    let _ = write!(text, "; {points}");
                }
                self.item(0, &text);
            }
        }
    }

    fn tried(&mut self, proposal: &Proposal) {
        self.section("Rules tried");
        for tried in &proposal.tried {
            let verdict = match tried.verdict {
                RuleVerdict::Applies => "applies",
                RuleVerdict::DoesNotApply => "does not apply",
                RuleVerdict::Undetermined => "undetermined",
                RuleVerdict::NotInForce => "not in force",
            };
            let because = tried.because.join("; ");
            let because = if because.is_empty() { because } else { format!(" – {because}") };
            self.item(0, &format!("{} {verdict}{because}", tried.rule));
        }
    }

    fn references(&mut self, proposal: &Proposal) {
        self.section("Law");
        for reference in &proposal.references {
            let checked =
                if reference.checked { "checked in the text" } else { "not checked in the text" };
            self.item(
                0,
                &format!(
                    "{} ({}) – {} confidence, {checked}",
                    reference.citation,
                    reference.rules.join(", "),
                    reference.confidence
                ),
            );
        }
    }
}

fn in_months(months: u16) -> String {
    if months == 1 { "1 month".to_owned() } else { format!("{months} months") }
}
