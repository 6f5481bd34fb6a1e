//! What kinds of record there are, and what each must satisfy.

use passerelle_model::{
    CefrLevel, CefrSkills, Code, InvalidSkillRef, Issue, Period, Place, Profile, Vacancy, codes,
};
use serde::de::DeserializeOwned;

use super::cells::{Cell, Layout, Main};

/// A kind of record.
pub trait Record: DeserializeOwned + Send {
    /// What it is called before the user.
    const NAME: &'static str;

    /// Its fields.
    const FIELDS: &'static [&'static str];

    /// Its id.
    fn id(&self) -> &str;

    /// What its fields contradict, each with the path of the field.
    fn problems(&self) -> Vec<(String, Issue)>;

    /// The columns of a table of such records.
    #[doc(hidden)]
    fn layout() -> Layout;
}

/// Problems as they are gathered.
#[derive(Default)]
struct Problems(Vec<(String, Issue)>);

impl Problems {
    fn add(&mut self, field: impl Into<String>, code: Code, message: impl Into<String>) {
        self.0.push((field.into(), Issue::new(code, Place::default(), message)));
    }

    fn skill(&mut self, field: String, named: Result<(), InvalidSkillRef>) {
        if let Err(error) = named {
            self.add(field, codes::RECORD_SKILL_REF, error.to_string());
        }
    }

    fn period(&mut self, field: impl Into<String>, period: Period) {
        if period.is_reversed() {
            self.add(field, codes::RECORD_PERIOD, format!("it goes {period}"));
        }
    }

    fn range(&mut self, field: impl Into<String>, value: Option<u32>, least: u32, most: u32) {
        if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
            let message = format!("`{value}` is not between {least} and {most}");
            self.add(field, codes::RECORD_VALUE, message);
        }
    }

    fn language(&mut self, field: String, level: Option<CefrLevel>, skills: CefrSkills) {
        if level.is_none() && skills.is_empty() {
            let message = "the language has neither a level nor levels of its skills";
            self.add(field, codes::RECORD_VALUE, message);
        }
    }
}

impl Record for Profile {
    const NAME: &'static str = "profile";
    const FIELDS: &'static [&'static str] = &[
        "id",
        "skills",
        "experience",
        "languages",
        "qualifications",
        "licences",
        "destinations",
        "availability",
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn problems(&self) -> Vec<(String, Issue)> {
        let mut found = Problems::default();
        for (at, skill) in self.skills.iter().enumerate() {
            found.skill(format!("skills[{at}]"), skill.skill().map(|_| ()));
        }
        for (at, job) in self.experience.iter().enumerate() {
            let period = Period { from: Some(job.from), to: job.to };
            found.period(format!("experience[{at}].to"), period);
            let hours = job.hours_per_week.map(u32::from);
            found.range(format!("experience[{at}].hours_per_week"), hours, 1, 168);
        }
        for (at, known) in self.languages.iter().enumerate() {
            found.language(format!("languages[{at}]"), known.level, known.skills);
        }
        found.period("availability", self.availability.unwrap_or_default());
        found.0
    }

    fn layout() -> Layout {
        Layout {
            needed: &["id", "skills"],
            columns: &[
                ("id", Cell::Text("id")),
                ("skills", Cell::Entries("skills", Main::Skill)),
                ("experience", Cell::Entries("experience", Main::Field("occupation"))),
                ("languages", Cell::Entries("languages", Main::Field("language"))),
                ("qualifications", Cell::Entries("qualifications", Main::Field("concept"))),
                ("licences", Cell::Entries("licences", Main::Field("profession"))),
                ("destinations", Cell::List("destinations")),
                ("available_from", Cell::Text("availability.from")),
                ("available_to", Cell::Text("availability.to")),
            ],
        }
    }
}

impl Record for Vacancy {
    const NAME: &'static str = "vacancy";
    const FIELDS: &'static [&'static str] = &[
        "id",
        "title",
        "occupation",
        "requirements",
        "languages",
        "qualification",
        "experience",
        "licence",
        "destination",
        "places",
        "season",
        "terms",
    ];

    fn id(&self) -> &str {
        &self.id
    }

    fn problems(&self) -> Vec<(String, Issue)> {
        let mut found = Problems::default();
        for (at, requirement) in self.requirements.iter().enumerate() {
            found.skill(format!("requirements[{at}]"), requirement.skill().map(|_| ()));
            let weight = requirement.weight.map(u32::from);
            found.range(format!("requirements[{at}].weight"), weight, 1, 5);
        }
        for (at, asked) in self.languages.iter().enumerate() {
            found.language(format!("languages[{at}]"), asked.level, asked.skills);
        }
        let months = self.experience.as_ref().map(|asked| u32::from(asked.months));
        found.range("experience.months", months, 1, 600);
        found.range("places", self.places, 1, u32::MAX);
        found.period("season", self.season.unwrap_or_default());
        if let Some(terms) = &self.terms {
            found.range("terms.hours_per_week", terms.hours_per_week.map(u32::from), 1, 168);
            let currency = terms.wage.as_ref().map_or("EUR", |wage| &wage.currency);
            if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
                let message = "the currency is not three capital letters of ISO 4217";
                found.add("terms.wage.currency", codes::RECORD_VALUE, message);
            }
        }
        found.0
    }

    fn layout() -> Layout {
        Layout {
            needed: &["id", "requirements"],
            columns: &[
                ("id", Cell::Text("id")),
                ("title", Cell::Text("title")),
                ("occupation", Cell::Text("occupation")),
                ("requirements", Cell::Entries("requirements", Main::Skill)),
                ("languages", Cell::Entries("languages", Main::Field("language"))),
                ("eqf_level", Cell::Number("qualification.eqf_level")),
                ("field", Cell::Text("qualification.field")),
                ("qualification_gate", Cell::Flag("qualification.gate")),
                ("experience_months", Cell::Number("experience.months")),
                ("experience_occupation", Cell::Text("experience.occupation")),
                ("experience_gate", Cell::Flag("experience.gate")),
                ("licence_profession", Cell::Text("licence.profession")),
                ("licence_employment", Cell::Text("licence.employment")),
                ("destination", Cell::Text("destination")),
                ("places", Cell::Number("places")),
                ("season_from", Cell::Text("season.from")),
                ("season_to", Cell::Text("season.to")),
                ("wage_minor_units", Cell::Number("terms.wage.minor_units")),
                ("wage_currency", Cell::Text("terms.wage.currency")),
                ("wage_per", Cell::Text("terms.wage.per")),
                ("hours_per_week", Cell::Number("terms.hours_per_week")),
                ("recruitment_fees", Cell::Text("terms.recruitment_fees")),
                ("may_change_employer", Cell::Flag("terms.may_change_employer")),
            ],
        }
    }
}
