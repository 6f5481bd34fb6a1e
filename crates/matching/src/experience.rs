//! Months of work, and what they are worth for a vacancy.

use passerelle_model::{Date, DayOrMonth, ExperiencePolicy, ResolvedBy};
use passerelle_taxonomy::Taxonomy;

use crate::candidate::ResolvedProfile;
use crate::isco::Occupation;

/// A month counts where a job covers at least so many of its days: with half
/// months at either end a year is twelve months, not thirteen.
const HALF_MONTH: i8 = 15;

/// A job, in months of the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// The occupation, where one is known.
    pub occupation: Option<Occupation>,
    /// How the profile named it.
    pub resolved_by: Option<ResolvedBy>,
    /// The first and the last month that count, as [`month_number`]; nothing
    /// where none does.
    pub months: Option<(i32, i32)>,
    /// Hours a week, as stated.
    pub hours_per_week: Option<u8>,
}

/// The number of a month: 12 · year + month − 1.
pub fn month_number(day: Date) -> i32 {
    12 * i32::from(day.year()) + i32::from(day.month()) - 1
}

/// The months that a job counts for, as the first and the last
/// [`month_number`]: those of which it covers at least 15 days.
///
/// A job without an end goes on until `as_of`, and one that goes beyond it is
/// cut there; without `as_of`, a job without an end counts for nothing.
pub fn months_of(
    from: DayOrMonth,
    to: Option<DayOrMonth>,
    as_of: Option<Date>,
) -> Option<(i32, i32)> {
    let first = from.first_day();
    let end = to.map(DayOrMonth::last_day);
    let last = match (end, as_of) {
        (Some(end), Some(as_of)) => end.min(as_of),
        (Some(end), None) => end,
        (None, as_of) => as_of?,
    };
    if last < first {
        return None;
    }
    let (start, end) = (month_number(first), month_number(last));
    if start == end {
        return (last.day() - first.day() + 1 >= HALF_MONTH).then_some((start, end));
    }
    let starts_early = first.days_in_month() - first.day() + 1 >= HALF_MONTH;
    let ends_late = last.day() >= HALF_MONTH;
    let (start, end) = (start + i32::from(!starts_early), end - i32::from(!ends_late));
    (start <= end).then_some((start, end))
}

impl Job {
    /// How many months of the calendar it counts for.
    pub fn month_count(&self) -> u32 {
        self.months.map_or(0, |(first, last)| last.abs_diff(first) + 1)
    }
}

/// How many months of the calendar jobs cover together.
pub(crate) fn distinct_months<'a>(jobs: impl Iterator<Item = &'a Job>) -> u32 {
    let mut stretches: Vec<(i32, i32)> = jobs.filter_map(|job| job.months).collect();
    stretches.sort_unstable();
    let mut covered = 0;
    let mut counted_to = i32::MIN;
    for (first, last) in stretches {
        let first = first.max(counted_to.saturating_add(1));
        if first <= last {
            covered += last.abs_diff(first) + 1;
            counted_to = last;
        }
    }
    covered
}

/// What experience a vacancy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExperienceIn {
    /// Work of any kind.
    AnyOccupation,
    /// Work in an occupation or one like it.
    Occupation(Occupation),
    /// Work in an occupation that the vacancy names and nobody knows: no work
    /// counts, and whether it is enough cannot be decided.
    UnknownOccupation,
}

impl ExperienceIn {
    /// What each month of a job is worth, in per cent.
    pub(crate) fn relevance(self, job: &Job, taxonomy: &Taxonomy, policy: &ExperiencePolicy) -> u8 {
        match (self, job.occupation) {
            (Self::AnyOccupation, _) => 100,
            (Self::Occupation(asked), Some(held)) => held.relevance(asked, taxonomy, policy),
            (Self::Occupation(_), None) | (Self::UnknownOccupation, _) => 0,
        }
    }

    /// Σ months · relevance, in hundredths of a month: each month of the
    /// calendar once, at the highest relevance of the jobs that cover it.
    pub(crate) fn weighted_hundredths(
        self,
        profile: &ResolvedProfile,
        taxonomy: &Taxonomy,
        policy: &ExperiencePolicy,
    ) -> u64 {
        let worth: Vec<u8> =
            profile.jobs.iter().map(|job| self.relevance(job, taxonomy, policy)).collect();
        let mut steps: Vec<u8> = worth.iter().copied().filter(|&w| w > 0).collect();
        steps.sort_unstable_by(|a, b| b.cmp(a));
        steps.dedup();
        let mut sum = 0;
        let mut counted = 0;
        // Months of this relevance or a higher one, less those counted.
        for step in steps {
            let jobs = profile.jobs.iter().zip(&worth).filter(|&(_, &w)| w >= step);
            let covered = distinct_months(jobs.map(|(job, _)| job));
            sum += u64::from(covered - counted) * u64::from(step);
            counted = covered;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(from: &str, to: &str) -> u32 {
        let job = Job {
            occupation: None,
            resolved_by: None,
            months: months_of(from.parse().unwrap(), to.parse().ok(), None),
            hours_per_week: None,
        };
        job.month_count()
    }

    #[test]
    fn a_year_is_twelve_months_wherever_it_starts() {
        assert_eq!(months("2020-01", "2020-12"), 12);
        assert_eq!(months("2019-01-15", "2020-01-14"), 12);
        assert_eq!(months("2019-01-20", "2020-01-19"), 12);
        assert_eq!(months("2020-02-01", "2020-02-14"), 0);
        assert_eq!(months("2020-02-01", "2020-02-15"), 1);
        assert_eq!(months("2020-01-25", "2020-02-10"), 0);
        assert_eq!(months("2020-03", ""), 0);
    }

    #[test]
    fn a_job_without_an_end_goes_on_until_the_day_of_the_run() {
        let as_of = Date::constant(2026, 11, 23);
        let from = "2026-01".parse().unwrap();
        assert_eq!(months_of(from, None, Some(as_of)), Some((24312, 24322)));
        let later = "2030-01".parse().ok();
        assert_eq!(months_of(from, later, Some(as_of)), Some((24312, 24322)));
        assert_eq!(months_of("2027-01".parse().unwrap(), None, Some(as_of)), None);
    }

    #[test]
    fn overlapping_months_count_once() {
        let job = |first, last| Job {
            occupation: None,
            resolved_by: None,
            months: Some((first, last)),
            hours_per_week: None,
        };
        let jobs = [job(5, 9), job(1, 6), job(2, 3), job(20, 20)];
        assert_eq!(distinct_months(jobs.iter()), 10);
    }
}
