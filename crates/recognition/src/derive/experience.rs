//! Experience, from periods of work.

use passerelle_model::{CaseExperience, Country, Date, DayOrMonth, WorkRole};

use crate::time::{FullTime, Spell, Stretch, after, months_and_days, shift_months, spells};

/// The work of a case, as far as law counts it.
#[derive(Clone, Debug)]
pub(crate) struct Work<'c> {
    as_of: Date,
    /// In the profession aimed at.
    related: Vec<&'c CaseExperience>,
}

impl<'c> Work<'c> {
    pub(crate) fn new(experience: &'c [CaseExperience], isco: Option<&str>, as_of: Date) -> Self {
        let related = experience.iter().filter(|period| is_related(period, isco)).collect();
        Self { as_of, related }
    }

    /// Full-time months that fit a condition, in so many months before the
    /// application and after a day, where these are given.
    pub(crate) fn months(
        &self,
        within: Option<i32>,
        since: Option<Date>,
        fits: impl Fn(&CaseExperience) -> bool,
    ) -> i32 {
        let spells = self.spells(within, since, fits);
        // Each spell's days beyond its months count as well.
        spells.iter().map(|s| s.length).reduce(|a, b| a + b).map_or(0, FullTime::months)
    }

    /// The longest spell without a break that fits a condition.
    pub(crate) fn longest(
        &self,
        within: Option<i32>,
        fits: impl Fn(&CaseExperience) -> bool,
    ) -> Option<Spell> {
        let spells = self.spells(within, None, fits);
        // Of equally long ones the later serves better.
        spells.into_iter().max_by_key(|spell| (spell.length, spell.until))
    }

    /// How many months before the application the last work that fits ended.
    pub(crate) fn ended_months_ago(&self, until: Date) -> i32 {
        // A day beyond full months makes the activity older than these.
        let (months, days) = months_and_days(until, after(DayOrMonth::from(self.as_of)));
        months + i32::from(days > 1)
    }

    pub(crate) fn last_end(&self, fits: impl Fn(&CaseExperience) -> bool) -> Option<Date> {
        self.spells(None, None, fits).last().map(|spell| spell.until)
    }

    fn spells(
        &self,
        within: Option<i32>,
        since: Option<Date>,
        fits: impl Fn(&CaseExperience) -> bool,
    ) -> Vec<Spell> {
        let opens = within.map(|months| shift_months(self.as_of, -months));
        let opens = opens.max(since);
        let stretches: Vec<Stretch> = self
            .related
            .iter()
            .filter(|period| fits(period))
            .map(|period| self.stretch(period, opens))
            .collect();
        spells(&stretches)
    }

    fn stretch(&self, period: &CaseExperience, opens: Option<Date>) -> Stretch {
        // Work after the application does not count yet.
        let end = period.to.map_or(self.as_of, after).min(self.as_of);
        let from = period.from.first_day();
        Stretch {
            from: opens.map_or(from, |opens| from.max(opens)),
            until: end,
            percent: period.percent.unwrap_or(100).min(100),
        }
    }
}

/// Whether work is in the profession aimed at: in its unit group.
pub(crate) fn is_related(period: &CaseExperience, isco: Option<&str>) -> bool {
    matches!((period.isco.as_deref(), isco), (Some(period), Some(isco)) if period == isco)
}

/// How long one period lasts by itself, full-time.
pub(crate) fn months_of(period: &CaseExperience, as_of: Date) -> i32 {
    let work = Work { as_of, related: vec![period] };
    work.months(None, None, |_| true)
}

/// Whether a period was worked on one's own account or as manager.
pub(crate) fn is_independent(period: &CaseExperience) -> bool {
    matches!(period.role, WorkRole::SelfEmployed | WorkRole::Manager)
}

/// Whether a period was worked in one of these countries.
pub(crate) fn is_in(period: &CaseExperience, is_one: impl Fn(Country) -> bool) -> bool {
    period.country.is_some_and(is_one)
}
