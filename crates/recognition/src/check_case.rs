//! Whether a case can be examined.

use passerelle_model::{AuthorityFinding, Case, Code, FactValue, Issue, Place, Severity, codes};

use crate::derive::may_state;
use crate::facts::FactGroup;
use crate::law::Law;

/// What is wrong with a case; it can be examined where nothing is an error.
///
/// `place` is where the case stands.
pub fn check_case(law: &Law, case: &Case, place: &Place) -> Vec<Issue> {
    let mut check = Check { law, place: place.clone().about(case.id.as_str()), issues: Vec::new() };
    if case.id.trim().is_empty() {
        check.say(codes::CASE_SHAPE, "id", "the id is empty".to_owned());
    }
    check.profession(case);
    for (at, qualification) in case.qualifications.iter().enumerate() {
        let field = format!("qualifications[{at}]");
        if matches!((qualification.from, qualification.until), (Some(from), Some(until)) if until.last_day() < from.first_day())
        {
            check.say(codes::CASE_DATES, &field, "the training ends before it begins".to_owned());
        }
    }
    for (at, period) in case.experience.iter().enumerate() {
        let field = format!("experience[{at}]");
        if period.to.is_some_and(|to| to.last_day() < period.from.first_day()) {
            check.say(codes::CASE_DATES, &field, "the work ends before it begins".to_owned());
        }
        if period.percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
            let message = "`percent` is a share of full time, 1 to 100".to_owned();
            check.say(codes::CASE_VALUE, &field, message);
        }
        check.isco(&field, period.isco.as_deref());
    }
    for (at, language) in case.languages.iter().enumerate() {
        if language.test.is_some() != language.score.is_some() {
            let message = "a test has a `score`, and a score its `test`".to_owned();
            check.say(codes::CASE_VALUE, &format!("languages[{at}]"), message);
        }
    }
    for (fact, value) in &case.circumstances {
        check.fact("circumstances", fact, value, |group| may_state(group, fact, false));
    }
    for (fact, value) in &case.immigration {
        check.fact("immigration", fact, value, |group| may_state(group, fact, true));
    }
    for (at, finding) in case.findings.iter().enumerate() {
        check.finding(&format!("findings[{at}]"), finding);
    }
    check.issues
}

struct Check<'a> {
    law: &'a Law,
    place: Place,
    issues: Vec<Issue>,
}

impl Check<'_> {
    fn say(&mut self, code: Code, field: &str, message: String) {
        self.issues.push(Issue::new(code, self.place.clone().field(field), message));
    }

    fn isco(&mut self, field: &str, isco: Option<&str>) {
        let Some(isco) = isco else { return };
        if isco.len() != 4 || !isco.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("`{isco}` is no unit group of ISCO-08, which has four digits");
            self.say(codes::CASE_VALUE, field, message);
        }
    }

    fn profession(&mut self, case: &Case) {
        self.isco("target.isco", case.target.isco.as_deref());
        if case.target.profession.is_none() && case.target.isco.is_none() {
            return;
        }
        let Some(rows) = self.law.professions.get(&case.destination) else {
            let message = format!("there is no table of professions for {}", case.destination);
            self.say(codes::CASE_PROFESSION, "destination", message);
            return;
        };
        if let Some(id) = &case.target.profession
            && !rows.iter().any(|row| row.id == *id)
        {
            let message = format!("`{id}` is not in the table of {}", case.destination);
            self.say(codes::CASE_PROFESSION, "target.profession", message);
        }
    }

    fn fact(
        &mut self,
        field: &str,
        fact: &str,
        value: &FactValue,
        fits: impl Fn(FactGroup) -> bool,
    ) {
        let vocabulary = &self.law.vocabulary;
        let Some(known) = vocabulary.find(fact).and_then(|id| vocabulary.get(id)) else {
            let like = vocabulary.like(fact).join("`, `");
            let hint = if like.is_empty() { String::new() } else { format!("; is it `{like}`?") };
            self.say(codes::CASE_FACT, field, format!("`{fact}` is no fact{hint}"));
            return;
        };
        if !fits(known.group) {
            let message = format!("`{fact}` belongs elsewhere: {}", known.group.where_stated());
            self.say(codes::CASE_FACT, field, message);
        } else if known.domain_of(value).is_none() {
            let message = format!("`{fact}` cannot be `{value}`; it is: {}", known.answers());
            self.say(codes::CASE_VALUE, field, message);
        }
    }

    fn finding(&mut self, field: &str, finding: &AuthorityFinding) {
        if finding.author.trim().is_empty() {
            self.say(codes::CASE_FINDING, field, "it names no author".to_owned());
        }
        let said =
            [finding.differences.is_some(), finding.covers.is_some(), finding.fact.is_some()];
        if said.iter().filter(|said| **said).count() != 1
            || finding.fact.is_some() != finding.value.is_some()
        {
            let message = "it states one of `differences`, `covers`, and `fact` with `value`";
            self.say(codes::CASE_FINDING, field, message.to_owned());
            return;
        }
        if let (Some(fact), Some(value)) = (&finding.fact, &finding.value) {
            self.fact(field, fact, value, states_finding);
        }
    }
}

/// Whether a finding of an authority may state facts of a group.
pub(crate) const fn states_finding(group: FactGroup) -> bool {
    !matches!(
        group,
        FactGroup::Case | FactGroup::Result | FactGroup::Licence | FactGroup::Immigration
    )
}

/// Whether issues keep a case from being examined.
pub fn can_be_examined(issues: &[Issue]) -> bool {
    issues.iter().all(|issue| issue.severity < Severity::Error)
}
