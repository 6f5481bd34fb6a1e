//! How a run goes: profiles are read while those before them are scored, and
//! lists are written while the next are explained.
//!
//! Profiles are taken in parts of [`PART`] records. What is known behind a
//! part, a [`RunState`], is enough to go on from there; parts are also what
//! shards share out.

use std::collections::BTreeMap;
use std::time::Duration;

use passerelle_import::records::{Batch, ReadTo, Records};
use passerelle_matching::{
    Candidate, CompiledVacancy, Ranked, Ranker, RankerState, Ranking, ResolvedProfile,
};
use passerelle_model::{
    Detail, Issue, MatchBasis, MatchSummary, Profile, RecordCounts, SCHEMA_VERSION, Vacancy, View,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::draft::{About, Draft};
use super::setting::Setting;
use super::{Maker, MatchOptions, Sink, Source, terms_missing};
use crate::batch::Progress;
use crate::engine::Engine;
use crate::error::Error;

/// How many records a part has: enough for columns to be packed well, few
/// enough to be done again.
pub(crate) const PART: usize = 8192;

/// How many lists are made before they are handed on: few where they say much.
pub(crate) const fn lists_at_once(is_full: bool) -> usize {
    if is_full { 256 } else { 1024 }
}

/// How many of them make an item.
pub(crate) const ITEM: usize = 64;

/// Tells the time since some moment: libraries have no clock of their own.
pub type Clock<'c> = &'c (dyn Fn() -> Duration + Sync);

/// One of several runs that share the parts of a file out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    /// Which, from 1.
    pub(crate) index: u64,
    /// Of how many.
    pub(crate) of: u64,
}

impl Shard {
    const WHOLE: Self = Self { index: 1, of: 1 };

    /// Whether a part is this one's.
    const fn has(self, part: u64) -> bool {
        part % self.of == self.index - 1
    }
}

/// What decides how a run goes, and nothing of what comes out.
pub(crate) struct Course<'c> {
    /// How many profiles are worked on at a time; divides [`PART`].
    pub(crate) step: usize,
    /// The parts to do.
    pub(crate) shard: Shard,
    /// Where to go on.
    pub(crate) resume: Option<RunState>,
    /// Tells the time, for [`Spent`].
    pub(crate) clock: Clock<'c>,
}

impl Default for Course<'_> {
    fn default() -> Self {
        Self { step: PART, shard: Shard::WHOLE, resume: None, clock: &|| Duration::ZERO }
    }
}

/// What a run knows behind a part of the profiles.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RunState {
    /// What the numbers rest on.
    pub(crate) basis: MatchBasis,
    /// How far the profiles were read.
    pub(crate) read_to: ReadTo,
    /// The records of the file so far, of whichever shard.
    pub(crate) records: u64,
    /// Those of this one.
    pub(crate) read: u64,
    /// How many issues there were of each code, before the profiles and in all.
    pub(crate) before: BTreeMap<String, u64>,
    pub(crate) issues: BTreeMap<String, u64>,
    /// How many pairs in lists each safeguard concerns.
    pub(crate) safeguards: BTreeMap<String, u64>,
    pub(crate) ranker: RankerState,
    /// The lines of the candidates who are in lists of vacancies.
    pub(crate) lines: BTreeMap<u64, usize>,
}

/// What a run spent its time on; reading goes on beside the rest, writing
/// beside explaining, so the sum is more than the run took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Reading and parsing profiles.
    pub reading: Duration,
    /// Finding the concepts that profiles name.
    pub resolving: Duration,
    /// Scoring, and keeping the best.
    pub scoring: Duration,
    /// Explaining the pairs that are kept.
    pub explaining: Duration,
    /// Writing them, packed or in columns.
    pub writing: Duration,
}

/// Matches profiles as they come with vacancies at hand.
///
/// Memory holds the vacancies and their lists with the candidates in them,
/// and two batches of profiles: the one at work and the next.
pub(crate) fn run<S: Sink>(
    engine: &Engine,
    source: &mut dyn Source,
    vacancies: &Records<Vacancy>,
    options: &MatchOptions,
    course: Course<'_>,
    sink: &mut S,
) -> Result<(MatchSummary, Spent), Error> {
    let setting = Setting::new(engine, options)?;
    let (compiled, issues) = Setting::each(vacancies.records.par_iter(), |vacancy, issues| {
        setting.compile(&vacancies.name, vacancy, issues)
    })?;
    let Course { step, shard, resume, clock } = course;
    let mut under_way = UnderWay {
        counts: Counts::default(),
        safeguarded: options.views.first().copied(),
        spent: Spent::default(),
        clock,
        sink,
    };
    if resume.is_none() {
        under_way.report(engine.issues().to_vec())?;
        under_way.report(vacancies.issues.clone())?;
        under_way.report(issues)?;
        under_way.counts.before = under_way.counts.issues.clone();
        under_way.sink.profiles(&under_way.counts.before)?;
    }
    let compiled: Vec<CompiledVacancy> = compiled.into_iter().flatten().collect();
    if compiled.is_empty() {
        let file = vacancies.name.clone();
        let issues = Box::default();
        return Err(Error::NothingToMatch { file, what: "vacancy", issues });
    }
    let ranker = Ranker::new(&setting.matcher, &compiled, options.rank_options());
    let about: Vec<About<'_>> = compiled.iter().map(|post| About::new(&setting, post)).collect();
    let mut work = Work {
        setting: &setting,
        compiled: &compiled,
        about: &about,
        options,
        file: source.name().to_owned(),
        shard,
        ranker,
        listed: BTreeMap::new(),
        kept: 0,
    };
    let mut records = 0;
    if let Some(state) = resume {
        records = work.go_on(state, source, step, &mut under_way)?;
    }

    let mut next = timed(clock, &mut under_way.spent.reading, || source.next(step))?;
    while let Some(batch) = next {
        let part = records / PART as u64;
        records += batch.read;
        let read_to = batch.read_to.clone();
        let mut reading = Duration::ZERO;
        let (following, done) = rayon::join(
            || timed(clock, &mut reading, || source.next(step)),
            || if shard.has(part) { work.batch(batch, &mut under_way) } else { Ok(()) },
        );
        done?;
        next = following?;
        under_way.spent.reading += reading;
        let is_whole = records.is_multiple_of(PART as u64) || next.is_none();
        if is_whole && shard.has(part) {
            let UnderWay { counts, sink, .. } = &mut under_way;
            sink.part(part, &|| work.state(records, &read_to, counts))?;
        }
        let (bytes, total_bytes) = source.bytes();
        under_way.sink.progress(Progress { profiles: records, bytes, total_bytes });
    }
    work.finish(source, vacancies, under_way)
}

/// What the numbers of a run would rest on.
pub(crate) fn basis(engine: &Engine, options: &MatchOptions) -> Result<MatchBasis, Error> {
    Ok(Setting::new(engine, options)?.basis)
}

/// Takes the time that something takes.
fn timed<T>(clock: Clock<'_>, spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = clock();
    let done = work();
    *spent += clock().saturating_sub(start);
    done
}

/// What is counted on the way.
#[derive(Clone, Debug, Default)]
struct Counts {
    read: u64,
    before: BTreeMap<String, u64>,
    issues: BTreeMap<String, u64>,
    safeguards: BTreeMap<String, u64>,
}

/// Where everything goes, with what is counted on the way.
struct UnderWay<'s, S> {
    counts: Counts,
    /// Whose lists safeguards are counted in.
    safeguarded: Option<View>,
    spent: Spent,
    clock: Clock<'s>,
    sink: &'s mut S,
}

impl<S: Sink> UnderWay<'_, S> {
    fn report(&mut self, issues: Vec<Issue>) -> Result<(), Error> {
        for issue in &issues {
            *self.counts.issues.entry(issue.code.to_string()).or_default() += 1;
        }
        self.sink.issues(issues)
    }

    /// Makes lists in parallel, so many at once, and hands them on in order, the
    /// last ones while the next are made. `draft` makes a list ready and has `add` take it.
    fn write<T: Sync>(
        &mut self,
        lists: &[T],
        at_once: usize,
        draft: impl Fn(&T, &mut dyn FnMut(&Draft<'_>) -> Result<(), Error>) -> Result<(), Error> + Sync,
    ) -> Result<(), Error> {
        let Self { counts, safeguarded, spent, clock, sink } = self;
        let (clock, maker, safeguarded) = (*clock, sink.maker(), *safeguarded);
        let mut before = Vec::new();
        for chunk in lists.chunks(at_once).map(Some).chain([None]) {
            let (mut explaining, mut writing) = (Duration::ZERO, Duration::ZERO);
            let explain = || {
                let made = chunk.unwrap_or_default().par_chunks(ITEM).map(|lists| {
                    let mut item = <S::Maker as Maker>::Item::default();
                    let mut warned: BTreeMap<&'static str, u64> = BTreeMap::new();
                    for list in lists {
                        draft(list, &mut |list| {
                            // Once for each pair that somebody reads, in whichever
                            // lists come first.
                            if Some(list.view) == safeguarded {
                                for id in list.safeguards() {
                                    *warned.entry(id).or_default() += 1;
                                }
                            }
                            maker.add(&mut item, list)
                        })?;
                    }
                    Ok((item, warned))
                });
                timed(clock, &mut explaining, || made.collect::<Result<Vec<_>, Error>>())
            };
            let (made, written) = rayon::join(explain, || {
                timed(clock, &mut writing, || {
                    if before.is_empty() { Ok(()) } else { sink.put(std::mem::take(&mut before)) }
                })
            });
            written?;
            spent.explaining += explaining;
            spent.writing += writing;
            for (item, warned) in made? {
                for (id, pairs) in warned {
                    *counts.safeguards.entry(id.to_owned()).or_default() += pairs;
                }
                before.push(item);
            }
        }
        Ok(())
    }
}

/// What a run works with.
struct Work<'w, 'e> {
    setting: &'w Setting<'e>,
    compiled: &'w [CompiledVacancy],
    /// About each of them.
    about: &'w [About<'w>],
    options: &'w MatchOptions,
    /// What the file of profiles is called.
    file: String,
    shard: Shard,
    ranker: Ranker<'w, 'e>,
    /// Candidates who are in the list of a vacancy, or were not long ago, by
    /// their position.
    listed: BTreeMap<usize, Listed>,
    /// How many they were when they were looked through.
    kept: usize,
}

/// A candidate who is in the list of a vacancy. What follows from a profile
/// is many times its size: it is made again where the list is explained.
struct Listed {
    line: u64,
    profile: ResolvedProfile,
}

impl Work<'_, '_> {
    /// Resolves, scores and explains some profiles.
    fn batch<S: Sink>(
        &mut self,
        batch: Batch<Profile>,
        under_way: &mut UnderWay<'_, S>,
    ) -> Result<(), Error> {
        let Self { setting, compiled, about, options, file, .. } = self;
        under_way.counts.read += batch.read;
        under_way.report(batch.issues)?;
        let clock = under_way.clock;
        let lines: Vec<u64> = batch.records.iter().map(|record| record.line).collect();
        let resolved = timed(clock, &mut under_way.spent.resolving, || {
            Setting::each(batch.records.par_iter(), |profile, issues| {
                setting.candidate(file, profile, issues)
            })
        });
        batch.records.into_par_iter().for_each(drop);
        let (candidates, issues) = resolved?;
        under_way.report(issues)?;
        let start = self.ranker.ranked();
        let rankings = timed(clock, &mut under_way.spent.scoring, || self.ranker.rank(&candidates));
        if options.views.contains(&View::Candidate) {
            let pairs: Vec<(&Candidate, &Ranking)> = candidates.iter().zip(&rankings).collect();
            let at_once = lists_at_once(options.detail == Some(Detail::Full));
            under_way.write(&pairs, at_once, |&(candidate, ranking), add| {
                let pair = |ranked: &Ranked| {
                    let at = ranked.vacancy;
                    Some((candidate, compiled.get(at)?, about.get(at)?))
                };
                let (view, id) = (View::Candidate, candidate.id());
                add(&Draft::new(setting, view, id, ranking, options.detail, pair))
            })?;
        }
        let new = self.ranker.listed_from(start);
        let listed = candidates.into_par_iter().zip(lines).enumerate();
        let listed = listed.filter_map(|(at, (candidate, line))| {
            let position = start + at;
            new.binary_search(&position).ok()?;
            Some((position, Listed { line, profile: candidate.into_profile() }))
        });
        self.listed.extend(listed.collect::<Vec<_>>());
        rankings.into_par_iter().for_each(drop);
        if self.listed.len() > self.kept + self.kept / 2 + PART {
            self.look_through();
        }
        Ok(())
    }

    /// Forgets who is in no list any more.
    fn look_through(&mut self) {
        let mut still = self.ranker.listed_from(0).into_iter().peekable();
        self.listed.retain(|position, _| {
            while still.next_if(|other| other < position).is_some() {}
            still.peek() == Some(position)
        });
        self.kept = self.listed.len();
    }

    /// What is known now.
    fn state(&self, records: u64, read_to: &ReadTo, counts: &Counts) -> RunState {
        let ranker = self.ranker.state();
        let listed = ranker.listed();
        let lines = self.listed.iter().filter(|(position, _)| listed.contains(position));
        RunState {
            basis: self.setting.basis.clone(),
            read_to: read_to.clone(),
            records,
            read: counts.read,
            before: counts.before.clone(),
            issues: counts.issues.clone(),
            safeguards: counts.safeguards.clone(),
            lines: lines.map(|(&position, listed)| (listed.line, position)).collect(),
            ranker,
        }
    }

    /// Takes up where another run was: reads what it had read, for the ids and
    /// for the candidates in lists of vacancies. Gives the records read.
    fn go_on<S: Sink>(
        &mut self,
        state: RunState,
        source: &mut dyn Source,
        step: usize,
        under_way: &mut UnderWay<'_, S>,
    ) -> Result<u64, Error> {
        if let Some(what) = difference(&state.basis, &self.setting.basis) {
            return Err(Error::Changed { what });
        }
        let mut records = 0;
        while records < state.records {
            let batch = source.next(step)?.ok_or(Error::Changed { what: "the profiles" })?;
            records += batch.read;
            let listed = batch.records.iter().filter_map(|record| {
                let position = *state.lines.get(&record.line)?;
                Some((position, record))
            });
            for (position, record) in listed {
                let candidate = self.setting.candidate(&self.file, record, &mut Vec::new())?;
                let profile = candidate.into_profile();
                self.listed.insert(position, Listed { line: record.line, profile });
            }
        }
        under_way.counts = Counts {
            read: state.read,
            before: state.before,
            issues: state.issues,
            safeguards: state.safeguards,
        };
        let listed = &self.listed;
        let id = |position: usize| listed.get(&position).map(|listed| listed.profile.id.as_str());
        let restored = self.ranker.restore(state.ranker, id);
        restored.map_err(|_| Error::Changed { what: "the vacancies" })?;
        self.kept = self.listed.len();
        Ok(records)
    }

    /// Writes the lists of the vacancies, and sums up.
    fn finish<S: Sink>(
        mut self,
        source: &dyn Source,
        vacancies: &Records<Vacancy>,
        mut under_way: UnderWay<'_, S>,
    ) -> Result<(MatchSummary, Spent), Error> {
        self.look_through();
        let Self { setting, compiled, about, options, file, shard, ranker, listed, .. } = self;
        let used = ranker.ranked() as u64;
        // A shard may have no part at all.
        if used == 0 && shard == Shard::WHOLE {
            return Err(Error::NothingToMatch { file, what: "profile", issues: Box::default() });
        }
        let outcomes = ranker.counts();
        let candidate = |position: usize| {
            Some(setting.matcher.candidate(listed.get(&position)?.profile.clone()))
        };
        let clock = under_way.clock;
        let rankings = timed(clock, &mut under_way.spent.scoring, || {
            if options.detail == Some(Detail::Compact) {
                ranker.finish_with_credits(candidate)
            } else {
                ranker.finish()
            }
        });
        under_way.sink.vacancies()?;
        let pairs: Vec<(&CompiledVacancy, &Ranking)> = compiled.iter().zip(&rankings).collect();
        let at_once = lists_at_once(options.detail == Some(Detail::Full));
        under_way.write(&pairs, at_once, |&(vacancy, ranking), add| {
            let candidates: BTreeMap<usize, Candidate> = ranking
                .matches
                .iter()
                .chain(&ranking.near_misses)
                .filter_map(|ranked| Some((ranked.candidate, candidate(ranked.candidate)?)))
                .collect();
            let pair = |ranked: &Ranked| {
                let candidate = candidates.get(&ranked.candidate)?;
                Some((candidate, vacancy, about.get(ranked.vacancy)?))
            };
            let (view, id) = (View::Vacancy, vacancy.id());
            add(&Draft::new(setting, view, id, ranking, options.detail, pair))
        })?;
        let UnderWay { counts, spent, .. } = under_way;
        let summary = MatchSummary {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            basis: setting.basis.clone(),
            policy_version: options.policy.version.clone(),
            options: options.stated(setting.language()),
            pairs: used * compiled.len() as u64,
            profiles: RecordCounts {
                file,
                blake3: source.blake3().to_owned(),
                read: counts.read,
                rejected: counts.read - used,
                used,
            },
            vacancies: RecordCounts {
                file: vacancies.name.clone(),
                blake3: vacancies.blake3.clone(),
                read: vacancies.read,
                rejected: vacancies.read - compiled.len() as u64,
                used: compiled.len() as u64,
            },
            outcomes,
            safeguards: counts.safeguards,
            terms_missing: terms_missing(vacancies),
            issues: counts.issues,
        };
        Ok((summary, spent))
    }
}

/// What two runs rest on differently.
pub(crate) fn difference(before: &MatchBasis, now: &MatchBasis) -> Option<&'static str> {
    [
        (before.taxonomies != now.taxonomies, "a taxonomy or crosswalk"),
        (before.policy != now.policy, "the policy"),
        (before.law != now.law, "the law tables"),
        (before.seed != now.seed, "`--seed`"),
        (before.as_of != now.as_of, "`--as-of`, the day of the run"),
    ]
    .into_iter()
    .find_map(|(differs, what)| differs.then_some(what))
}
