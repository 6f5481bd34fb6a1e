//! What experience, qualification and language are worth for 64 candidates at
//! a time: each different demand once, whoever makes it.
#![allow(
    clippy::indexing_slicing,
    reason = "rows are numbered by the plan, and there is a place for each"
)]

use passerelle_model::{Component, EqfLevel};
use passerelle_taxonomy::ConceptId;
use rustc_hash::FxHashMap;

use super::layout::{LANES, Row, lane};
use crate::candidate::Candidate;
use crate::component::Held;
use crate::experience::{ExperienceIn, Job};
use crate::isco::Occupation;
use crate::matcher::Matcher;
use crate::vacancy::{CompiledVacancy, GateDemand, LanguageDemand, QualificationDemand};

/// What a vacancy asks for beside skills: a row for each component, 0 where
/// it asks for nothing, in the order of the components.
pub(super) type SidesAsked = [u32; 3];

/// All different demands beside skills. Row 0 is worth nothing.
#[derive(Debug)]
pub(super) struct Sides {
    rows: usize,
    within: Vec<ExperienceIn>,
    within_numbers: FxHashMap<ExperienceIn, usize>,
    /// Whether a vacancy makes a condition of it.
    gated: Vec<bool>,
    /// How many months of each work, and the row.
    experience: Vec<Vec<(u16, u32)>>,
    qualification: Vec<(QualificationDemand, u32)>,
    languages: Vec<(LanguageDemand, u32)>,
    by_language: FxHashMap<String, Vec<usize>>,
    /// The rows of the languages that are asked for together, and the row of
    /// their mean.
    together: Vec<(Vec<u32>, u32)>,
}

/// The demand without what does not change its worth.
fn plain(mut demand: LanguageDemand) -> LanguageDemand {
    demand.gate = None;
    demand
}

impl Sides {
    /// The demands of vacancies, and what each vacancy asks for.
    pub(super) fn new(vacancies: &[CompiledVacancy]) -> (Self, Vec<SidesAsked>) {
        let mut sides = Self {
            rows: 1,
            within: Vec::new(),
            within_numbers: FxHashMap::default(),
            gated: Vec::new(),
            experience: Vec::new(),
            qualification: Vec::new(),
            languages: Vec::new(),
            by_language: FxHashMap::default(),
            together: Vec::new(),
        };
        let (mut experience, mut qualifications) = (FxHashMap::default(), FxHashMap::default());
        let (mut languages, mut together) = (FxHashMap::default(), FxHashMap::default());
        let asked = vacancies
            .iter()
            .map(|vacancy| {
                let asked = vacancy.vacancy();
                let counts = |component| vacancy.share(component) > 0;
                let of_experience = asked.experience.map_or(0, |demand| {
                    let within = sides.number(demand.within);
                    let mut gates = vacancy.gates().iter();
                    sides.gated[within] |=
                        gates.any(|gate| matches!(gate, GateDemand::Experience(_)));
                    *experience.entry((within, demand.months)).or_insert_with(|| {
                        let row = sides.row();
                        sides.experience[within].push((demand.months, row));
                        row
                    })
                });
                // Where a component has no share its worth decides nothing; experience
                // alone can make a match.
                let qualification =
                    asked.qualification.filter(|_| counts(Component::Qualification));
                let of_qualification = qualification.map_or(0, |demand| {
                    let demand = QualificationDemand { gate: None, ..demand };
                    *qualifications.entry(demand).or_insert_with(|| {
                        let row = sides.row();
                        sides.qualification.push((demand, row));
                        row
                    })
                });
                let each: Vec<u32> = asked
                    .languages
                    .iter()
                    .filter(|_| counts(Component::Language))
                    .map(|demand| {
                        let demand = plain(demand.clone());
                        *languages.entry(demand.clone()).or_insert_with(|| {
                            let row = sides.row();
                            let by = &mut sides.by_language;
                            let primary = demand.language.primary().to_owned();
                            by.entry(primary).or_default().push(sides.languages.len());
                            sides.languages.push((demand, row));
                            row
                        })
                    })
                    .collect();
                let of_languages = match each.as_slice() {
                    [] => 0,
                    [one] => *one,
                    _ => *together.entry(each.clone()).or_insert_with(|| {
                        let row = sides.row();
                        sides.together.push((each, row));
                        row
                    }),
                };
                [of_experience, of_qualification, of_languages]
            })
            .collect();
        (sides, asked)
    }

    fn row(&mut self) -> u32 {
        self.rows += 1;
        u32::try_from(self.rows - 1).unwrap_or(u32::MAX)
    }

    fn number(&mut self, within: ExperienceIn) -> usize {
        let next = self.within.len();
        let number = *self.within_numbers.entry(within).or_insert(next);
        if number == next {
            self.within.push(within);
            self.experience.push(Vec::new());
            self.gated.push(false);
        }
        number
    }
}

/// What of a qualification counts.
type LevelAndField = (Option<EqfLevel>, Option<ConceptId>);

/// What the demands are worth for the candidates of a block.
#[derive(Debug)]
pub(super) struct SideRows {
    rows: Vec<Row>,
    /// The experience of each kind that decides eligibility, by slot, in
    /// hundredths of a month.
    months: Vec<[u64; LANES]>,
    /// Of which of those anybody in the block may have any.
    some: Vec<usize>,
    /// What work in an occupation counts for.
    counts_for: FxHashMap<Option<Occupation>, CountsFor>,
    /// What a qualification of a level and field is worth, by demand.
    worth: FxHashMap<LevelAndField, Box<[u8]>>,
}

/// What each month of work in an occupation counts for, in per cent of one.
#[derive(Debug)]
struct CountsFor {
    /// A row, the months that are asked for there, and the per cent.
    rows: Box<[(u32, u16, u8)]>,
    /// The kinds of experience.
    kinds: Box<[usize]>,
    /// Those that decide eligibility, and the per cent.
    gated: Box<[(usize, u8)]>,
}

impl CountsFor {
    fn new(sides: &Sides, matcher: &Matcher<'_>, occupation: Option<Occupation>) -> Self {
        let (taxonomy, policy) = (matcher.taxonomy(), &matcher.policy().experience);
        let job = Job { occupation, ..Job::default() };
        let relevance = |within: &ExperienceIn| within.relevance(&job, taxonomy, policy);
        let each = sides.within.iter().map(relevance).enumerate();
        let kinds: Vec<(usize, u8)> = each.filter(|&(_, relevance)| relevance > 0).collect();
        let rows = kinds.iter().flat_map(|&(kind, relevance)| {
            sides.experience[kind].iter().map(move |&(asked, row)| (row, asked, relevance))
        });
        Self {
            rows: rows.collect(),
            kinds: kinds.iter().map(|&(kind, _)| kind).collect(),
            gated: kinds.iter().copied().filter(|&(kind, _)| sides.gated[kind]).collect(),
        }
    }
}

impl SideRows {
    pub(super) fn new(sides: &Sides) -> Self {
        Self {
            rows: vec![Row::ZERO; sides.rows],
            months: vec![[0; LANES]; sides.within.len()],
            some: Vec::new(),
            counts_for: FxHashMap::default(),
            worth: FxHashMap::default(),
        }
    }

    /// All rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What a row is worth for a candidate.
    pub(super) fn worth(&self, row: u32, slot: usize) -> u8 {
        self.rows[row as usize].0[lane(slot)]
    }

    /// The slots with so many months of experience of a kind.
    pub(super) fn months_reach(&self, sides: &Sides, within: ExperienceIn, asked: u16) -> u64 {
        let Some(&number) = sides.within_numbers.get(&within) else { return 0 };
        let months = self.months[number].iter().enumerate();
        months.fold(0, |mask, (slot, &months)| {
            mask | (u64::from(months >= 100 * u64::from(asked)) << slot)
        })
    }

    /// Fills the rows for the candidates of a block, by slot.
    pub(super) fn fill(&mut self, sides: &Sides, matcher: &Matcher<'_>, block: &[&Candidate]) {
        for kind in self.some.drain(..) {
            self.months[kind] = [0; LANES];
        }
        self.rows.fill(Row::ZERO);
        for &(ref demand, row) in &sides.languages {
            // Where nothing of it is asked for, everybody meets it.
            if demand.asked.iter().all(Option::is_none) {
                self.rows[row as usize] = Row([100; LANES]);
            }
        }
        for (slot, candidate) in block.iter().enumerate() {
            self.experience(sides, matcher, candidate, slot);
            self.qualification(sides, matcher, candidate, lane(slot));
            for known in &candidate.profile().languages {
                let language = known.language.primary();
                let Some(asked) = sides.by_language.get(language) else { continue };
                let held = Held::of(language, candidate.profile());
                for &at in asked {
                    let (demand, row) = &sides.languages[at];
                    let worth = demand.worth_of(held, matcher.policy());
                    self.rows[*row as usize].0[lane(slot)] = worth;
                }
            }
        }
        for (each, row) in &sides.together {
            let mut sums = [0; LANES];
            for &one in each {
                for (sum, &worth) in sums.iter_mut().zip(&self.rows[one as usize].0) {
                    *sum += usize::from(worth);
                }
            }
            let mean = sums.map(|sum| u8::try_from(sum / each.len()).unwrap_or(100));
            self.rows[*row as usize] = Row(mean);
        }
    }

    fn experience(
        &mut self,
        sides: &Sides,
        matcher: &Matcher<'_>,
        candidate: &Candidate,
        slot: usize,
    ) {
        let profile = candidate.profile();
        let policy = &matcher.policy().experience;
        let worth = |months: u64, asked: u16| {
            u8::try_from((months / u64::from(asked)).min(100)).unwrap_or(100)
        };
        for job in &profile.jobs {
            let counts_for = self
                .counts_for
                .entry(job.occupation)
                .or_insert_with(|| CountsFor::new(sides, matcher, job.occupation));
            if let [job] = profile.jobs.as_slice() {
                let months = u64::from(job.month_count());
                let (rows, lane) = (&mut *self.rows, lane(slot));
                for &(row, asked, relevance) in &counts_for.rows {
                    rows[row as usize].0[lane] = worth(months * u64::from(relevance), asked);
                }
                for &(kind, relevance) in &counts_for.gated {
                    self.some.push(kind);
                    self.months[kind][slot] = months * u64::from(relevance);
                }
                return;
            }
            // Of several jobs each month counts once: that takes a closer look.
            for &kind in &counts_for.kinds {
                let within = sides.within[kind];
                let months = within.weighted_hundredths(profile, matcher.taxonomy(), policy);
                for &(asked, row) in &sides.experience[kind] {
                    self.rows[row as usize].0[lane(slot)] = worth(months, asked);
                }
                if sides.gated[kind] {
                    self.some.push(kind);
                    self.months[kind][slot] = months;
                }
            }
        }
    }

    fn qualification(
        &mut self,
        sides: &Sides,
        matcher: &Matcher<'_>,
        candidate: &Candidate,
        lane: usize,
    ) {
        for held in &candidate.profile().qualifications {
            let worth = self.worth.entry((held.level, held.field)).or_insert_with(|| {
                let worth = |demand: &QualificationDemand| {
                    demand.worth(held, matcher.taxonomy(), matcher.policy()).total()
                };
                sides.qualification.iter().map(|(demand, _)| worth(demand)).collect()
            });
            for (&(_, row), &worth) in sides.qualification.iter().zip(&**worth) {
                let byte = &mut self.rows[row as usize].0[lane];
                *byte = (*byte).max(worth);
            }
        }
    }
}
