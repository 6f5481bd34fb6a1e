//! Lengths of time as law counts them: calendar months, and days beyond.

use passerelle_model::{Date, DayOrMonth};

/// A length of full-time work, in hundredths of a thirtieth of a month: one
/// day beyond full months counts as a thirtieth, as pension law counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FullTime(i64);

impl FullTime {
    /// Whole months.
    pub(crate) fn months(self) -> i32 {
        i32::try_from(self.0 / 3_000).unwrap_or(i32::MAX)
    }

    /// The time between two days, the second not included, at a share of full
    /// time in per cent.
    pub(crate) fn between(from: Date, until: Date, percent: u8) -> Self {
        let (months, days) = months_and_days(from, until);
        Self((i64::from(months) * 30 + i64::from(days)) * i64::from(percent))
    }
}

impl std::ops::Add for FullTime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// The day so many months later, or earlier; the last of its month where the
/// month is too short. The calendar's end where it does not reach so far.
pub(crate) fn shift_months(day: Date, months: i32) -> Date {
    let number = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + months;
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12) + 1);
    let (Ok(year), Ok(month)) = (i16::try_from(year), i8::try_from(month)) else { return day };
    let Ok(first) = Date::new(year, month, 1) else { return day };
    let last = first.last_of_month();
    Date::new(year, month, day.day().min(last.day())).unwrap_or(last)
}

/// Full calendar months between two days, the second not included, and the
/// days beyond, at most 30.
pub(crate) fn months_and_days(from: Date, until: Date) -> (i32, i32) {
    if until <= from {
        return (0, 0);
    }
    let months = (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month());
    let months = if shift_months(from, months) > until { months - 1 } else { months };
    let days = days_between(shift_months(from, months), until);
    // The last days of a long month never make a month.
    (months, days.min(29))
}

fn days_between(from: Date, until: Date) -> i32 {
    let mut day = from;
    let mut days = 0;
    // At most a month.
    while day < until && days < 31 {
        days += 1;
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    days
}

/// The day after the last of a period; the day itself at the calendar's end.
pub(crate) fn after(last: DayOrMonth) -> Date {
    let day = last.last_day();
    day.tomorrow().unwrap_or(day)
}

/// A stretch of work, the last day not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Date,
    pub(crate) until: Date,
    pub(crate) percent: u8,
}

/// Work without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spell {
    pub(crate) length: FullTime,
    pub(crate) until: Date,
}

/// Lays stretches over one another: time that several share counts once, at
/// the sum of their shares and at most full. Gives the spells without a break,
/// in order of time.
pub(crate) fn spells(stretches: &[Stretch]) -> Vec<Spell> {
    let mut days: Vec<Date> =
        stretches.iter().filter(|s| s.from < s.until).flat_map(|s| [s.from, s.until]).collect();
    days.sort_unstable();
    days.dedup();
    let mut found: Vec<Spell> = Vec::new();
    // The part of one share that is being gathered.
    let mut open: Option<(Date, Date, u8)> = None;
    let mut close = |part: Option<(Date, Date, u8)>| {
        let Some((from, until, percent)) = part else { return };
        let length = FullTime::between(from, until, percent);
        match found.last_mut() {
            Some(spell) if spell.until == from => {
                *spell = Spell { length: spell.length + length, until };
            }
            _ => found.push(Spell { length, until }),
        }
    };
    for pair in days.windows(2) {
        let &[from, until] = pair else { continue };
        let percent: u32 = stretches
            .iter()
            .filter(|s| s.from <= from && until <= s.until)
            .map(|s| u32::from(s.percent))
            .sum();
        let percent = u8::try_from(percent.min(100)).unwrap_or(100);
        match open {
            Some((start, end, share)) if end == from && share == percent => {
                open = Some((start, until, share));
            }
            _ => {
                close(open.take());
                open = (percent > 0).then_some((from, until, percent));
            }
        }
    }
    close(open);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn stretch(from: &str, until: &str, percent: u8) -> Stretch {
        Stretch { from: day(from), until: day(until), percent }
    }

    #[test]
    fn a_year_is_twelve_months_leap_or_not() {
        for (from, until, months) in [
            ("2020-01-01", "2021-01-01", 12),
            ("2021-01-01", "2022-01-01", 12),
            ("2020-02-29", "2021-02-28", 12),
            ("2020-09-01", "2026-09-01", 72),
            ("2020-09-02", "2026-09-01", 71),
            ("2024-01-31", "2024-02-29", 1),
        ] {
            let length = FullTime::between(day(from), day(until), 100);
            assert_eq!(length.months(), months, "{from} {until}");
        }
    }

    #[test]
    fn overlaps_count_once_and_shares_add_up_to_full() {
        let of = |stretches: &[Stretch]| -> i32 {
            spells(stretches).iter().map(|s| s.length.months()).sum()
        };
        assert_eq!(of(&[stretch("2020-01-01", "2021-01-01", 50)]), 6);
        let two =
            [stretch("2020-01-01", "2021-01-01", 50), stretch("2020-01-01", "2021-01-01", 50)];
        assert_eq!(of(&two), 12);
        let three =
            [stretch("2020-01-01", "2021-01-01", 100), stretch("2020-07-01", "2021-07-01", 100)];
        assert_eq!(of(&three), 18);
    }

    #[test]
    fn a_day_between_breaks_a_spell() {
        let joined =
            [stretch("2020-01-01", "2021-01-01", 100), stretch("2021-01-01", "2022-01-01", 100)];
        assert_eq!(spells(&joined).len(), 1);
        let apart =
            [stretch("2020-01-01", "2021-01-01", 100), stretch("2021-01-02", "2022-01-01", 100)];
        assert_eq!(spells(&apart).len(), 2);
    }
}
