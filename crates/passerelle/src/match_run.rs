//! Matching profiles and vacancies: the run itself, and its result in memory.

mod licences;
mod setting;

use std::collections::BTreeMap;
use std::sync::Arc;

use passerelle_import::records::{Batch, Records};
use passerelle_matching::{Candidate, CompiledVacancy, RankBy, RankOptions, Ranked, Ranker};
use passerelle_model::{
    Date, Detail, Issue, MatchList, MatchSummary, MatchingPolicy, Profile, RankedMatch,
    RecordCounts, RunOptions, SCHEMA_VERSION, Terms, Vacancy, View,
};
use passerelle_recognition::Law;
use rayon::prelude::*;

use crate::batch::Progress;
use crate::engine::Engine;
use crate::error::Error;

use setting::Setting;

/// How many lists are explained before they are handed on.
const LISTS: usize = 256;

/// What a run of matching is to do.
#[derive(Clone, Debug)]
pub struct MatchOptions {
    /// Whose lists are wanted.
    pub views: Vec<View>,
    /// How many matches each list has at most.
    pub top: usize,
    /// How many near misses each list has at most.
    pub near_misses: usize,
    /// How much each match explains; nothing where absent.
    pub detail: Option<Detail>,
    /// Decides between equals.
    pub seed: u64,
    /// Orders every list by one number; where absent, a candidate's list is
    /// ordered by fit and a vacancy's by score.
    pub rank_by: Option<RankBy>,
    /// The day up to which jobs without an end count; where absent, they
    /// count for nothing, with an issue.
    pub as_of: Option<Date>,
    /// The numbers of the score.
    pub policy: MatchingPolicy,
    /// The law tables: they say which professions are regulated where, and
    /// which way recognition takes. Where absent only licences that vacancies
    /// state are asked for.
    pub law: Option<Arc<Law>>,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self {
            views: vec![View::Candidate, View::Vacancy],
            top: 10,
            near_misses: 3,
            detail: Some(Detail::Full),
            seed: 0,
            rank_by: None,
            as_of: None,
            policy: MatchingPolicy::default(),
            law: None,
        }
    }
}

impl MatchOptions {
    fn rank_options(&self) -> RankOptions {
        RankOptions {
            top: self.top,
            near_misses: self.near_misses,
            seed: self.seed,
            rank_by: self.rank_by,
            by_candidate: self.views.contains(&View::Candidate),
            by_vacancy: self.views.contains(&View::Vacancy),
        }
    }
}

/// The result of matching two files.
#[derive(Debug)]
pub struct MatchRun {
    /// Every list: the candidates' in the order of their file, then the
    /// vacancies'.
    pub lists: Vec<MatchList>,
    /// Everything that was found on the way: in the taxonomies, the
    /// vacancies, then the profiles.
    pub issues: Vec<Issue>,
    /// The run in numbers.
    pub summary: MatchSummary,
}

/// Makes of a list what a sink keeps.
pub(crate) trait Maker: Copy + Sync {
    /// What is kept.
    type Item: Send;

    /// Makes it; called in parallel.
    fn make(self, list: MatchList) -> Result<Self::Item, Error>;
}

/// Where the lists and issues of a run go.
pub(crate) trait Sink {
    /// What makes of a list what is kept.
    type Maker: Maker;

    fn maker(&self) -> Self::Maker;

    /// Takes a list, in order.
    fn put(&mut self, item: <Self::Maker as Maker>::Item) -> Result<(), Error>;

    /// Takes issues, in order.
    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error>;

    /// Learns that a batch of profiles is done.
    fn progress(&mut self, _: Progress) {}
}

/// Where profiles come from.
pub(crate) trait Source {
    /// The next profiles; nothing at the end.
    fn next(&mut self) -> Result<Option<Batch<Profile>>, Error>;

    /// What the file is called.
    fn name(&self) -> &str;

    /// Its digest, once it has been read.
    fn blake3(&self) -> &str;

    /// How many bytes were read, and of how many, where that is known.
    fn bytes(&self) -> (u64, Option<u64>) {
        (0, None)
    }
}

impl Engine {
    /// Matches profiles and vacancies in both directions, in parallel on the
    /// current rayon pool, and keeps all lists in memory; for files that are
    /// larger see [`batch`](crate::batch). The same records give the same
    /// result on any number of threads.
    ///
    /// # Errors
    /// [`Error::NothingToMatch`] where a file has no usable record, or where
    /// the policy or a taxonomy cannot be used.
    pub fn match_records(
        &self,
        profiles: &Records<Profile>,
        vacancies: &Records<Vacancy>,
        options: &MatchOptions,
    ) -> Result<MatchRun, Error> {
        let mut sink = InMemory::default();
        let mut source = AtHand { profiles, given: false };
        match run(self, &mut source, vacancies, options, &mut sink) {
            Ok(summary) => Ok(MatchRun { lists: sink.lists, issues: sink.issues, summary }),
            Err(Error::NothingToMatch { file, what, .. }) => {
                Err(Error::NothingToMatch { file, what, issues: sink.issues.into() })
            }
            Err(error) => Err(error),
        }
    }

    /// Scores and explains one pair, whatever its rank; full detail where the
    /// options say nothing.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`] where no usable record has the id, or as
    /// [`Engine::match_records`].
    pub fn explain(
        &self,
        profiles: &Records<Profile>,
        profile_id: &str,
        vacancies: &Records<Vacancy>,
        vacancy_id: &str,
        options: &MatchOptions,
    ) -> Result<ExplainedPair, Error> {
        let absent = |file: &str, id: &str, what, issues: &[Issue]| Error::NoSuchRecord {
            file: file.to_owned(),
            id: id.to_owned(),
            what,
            issues: issues.into(),
        };
        let profile = profiles.records.iter().find(|r| r.record.id == profile_id);
        let profile = profile
            .ok_or_else(|| absent(&profiles.name, profile_id, "profile", &profiles.issues))?;
        let vacancy = vacancies.records.iter().find(|r| r.record.id == vacancy_id);
        let vacancy = vacancy
            .ok_or_else(|| absent(&vacancies.name, vacancy_id, "vacancy", &vacancies.issues))?;

        let setting = Setting::new(self, options)?;
        let mut issues = self.issues().to_vec();
        let about = |issue: &&Issue, line| issue.place.line == Some(line);
        issues.extend(profiles.issues.iter().filter(|i| about(i, profile.line)).cloned());
        issues.extend(vacancies.issues.iter().filter(|i| about(i, vacancy.line)).cloned());
        let compiled = setting.compile(&vacancies.name, vacancy, &mut issues)?;
        let Some(compiled) = compiled else {
            return Err(absent(&vacancies.name, vacancy_id, "vacancy", &issues));
        };
        let candidate = setting.candidate(&profiles.name, profile, &mut issues)?;
        let pair = setting.matcher.score(&candidate, &compiled);
        let ranked = Ranked { candidate: 0, vacancy: 0, pair };
        let detail = options.detail.or(Some(Detail::Full));
        Ok(ExplainedPair {
            found: setting.explained(View::Candidate, &ranked, 1, detail, &candidate, &compiled),
            issues,
        })
    }
}

/// One pair, explained.
#[derive(Clone, Debug)]
pub struct ExplainedPair {
    /// The match, as in a candidate's list; its rank means nothing.
    pub found: RankedMatch,
    /// What was found in the two records.
    pub issues: Vec<Issue>,
}

/// Matches profiles as they come with vacancies at hand.
///
/// Memory holds the vacancies and their lists with the candidates in them,
/// and one batch of profiles.
pub(crate) fn run<S: Sink>(
    engine: &Engine,
    source: &mut dyn Source,
    vacancies: &Records<Vacancy>,
    options: &MatchOptions,
    sink: &mut S,
) -> Result<MatchSummary, Error> {
    let setting = Setting::new(engine, options)?;
    let mut by_code = BTreeMap::new();
    let mut report = |sink: &mut S, issues: Vec<Issue>| {
        for issue in &issues {
            *by_code.entry(issue.code.to_string()).or_default() += 1;
        }
        sink.issues(issues)
    };
    report(sink, engine.issues().to_vec())?;
    report(sink, vacancies.issues.clone())?;
    let (compiled, issues) = Setting::each(&vacancies.records, |vacancy, issues| {
        setting.compile(&vacancies.name, vacancy, issues)
    })?;
    report(sink, issues)?;
    let compiled: Vec<CompiledVacancy> = compiled.into_iter().flatten().collect();
    if compiled.is_empty() {
        let file = vacancies.name.clone();
        let issues = Box::default();
        return Err(Error::NothingToMatch { file, what: "vacancy", issues });
    }

    let mut ranker = Ranker::new(&setting.matcher, &compiled, options.rank_options());
    // Candidates who are in the list of a vacancy, by their position.
    let mut listed: BTreeMap<usize, Candidate> = BTreeMap::new();
    let file = source.name().to_owned();
    let mut profiles = RecordCounts::default();
    let by_candidate = options.views.contains(&View::Candidate);
    while let Some(batch) = source.next()? {
        profiles.read += batch.read;
        report(sink, batch.issues)?;
        let (candidates, issues) = Setting::each(&batch.records, |profile, issues| {
            setting.candidate(&file, profile, issues)
        })?;
        report(sink, issues)?;
        let start = ranker.ranked();
        let rankings = ranker.rank(&candidates);
        if by_candidate {
            let pairs: Vec<_> = candidates.iter().zip(&rankings).collect();
            write(sink, &pairs, |&(candidate, ranking)| {
                setting.list(View::Candidate, candidate.id(), ranking, options.detail, |ranked| {
                    Some((candidate, compiled.get(ranked.vacancy)?))
                })
            })?;
        }
        listed.extend((start..).zip(candidates));
        let still = ranker.listed();
        listed.retain(|position, _| still.contains(position));
        let (bytes, total_bytes) = source.bytes();
        sink.progress(Progress { profiles: profiles.read, bytes, total_bytes });
    }
    profiles.used = ranker.ranked() as u64;
    if profiles.used == 0 {
        return Err(Error::NothingToMatch { file, what: "profile", issues: Box::default() });
    }
    let outcomes = ranker.counts();
    let rankings = ranker.finish();
    let pairs: Vec<_> = compiled.iter().zip(&rankings).collect();
    write(sink, &pairs, |&(vacancy, ranking)| {
        setting.list(View::Vacancy, vacancy.id(), ranking, options.detail, |ranked| {
            Some((listed.get(&ranked.candidate)?, vacancy))
        })
    })?;

    let used = compiled.len() as u64;
    Ok(MatchSummary {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        basis: setting.basis.clone(),
        policy_version: options.policy.version.clone(),
        options: RunOptions {
            views: options.views.clone(),
            top: options.top,
            near_misses: options.near_misses,
            language: engine.language().as_str().to_owned(),
            explain: options.detail.map_or("none", Detail::as_str).to_owned(),
            rank: options.rank_by.map(|by| match by {
                RankBy::Score => "score".to_owned(),
                RankBy::Fit => "fit".to_owned(),
            }),
        },
        pairs: profiles.used * used,
        profiles: RecordCounts {
            file,
            blake3: source.blake3().to_owned(),
            rejected: profiles.read - profiles.used,
            ..profiles
        },
        vacancies: RecordCounts {
            file: vacancies.name.clone(),
            blake3: vacancies.blake3.clone(),
            read: vacancies.read,
            rejected: vacancies.read - used,
            used,
        },
        outcomes,
        safeguards: setting.safeguards(),
        terms_missing: terms_missing(vacancies),
        issues: by_code,
    })
}

/// The vacancies that do not state a term, by term, in the order of the file.
fn terms_missing(vacancies: &Records<Vacancy>) -> BTreeMap<String, Vec<String>> {
    let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for vacancy in &vacancies.records {
        let terms = vacancy.record.terms.as_ref();
        for term in Terms::missing(terms) {
            missing.entry(term.to_owned()).or_default().push(vacancy.record.id.clone());
        }
    }
    missing
}

/// Makes lists in parallel and hands them on in order.
fn write<S: Sink, T: Sync>(
    sink: &mut S,
    pairs: &[T],
    list: impl Fn(&T) -> MatchList + Sync,
) -> Result<(), Error> {
    for chunk in pairs.chunks(LISTS) {
        let maker = sink.maker();
        let items: Result<Vec<_>, Error> =
            chunk.par_iter().map(|pair| maker.make(list(pair))).collect();
        for item in items? {
            sink.put(item)?;
        }
    }
    Ok(())
}

/// Lists and issues that stay in memory.
#[derive(Default)]
struct InMemory {
    lists: Vec<MatchList>,
    issues: Vec<Issue>,
}

/// Keeps a list as it is.
#[derive(Clone, Copy)]
struct AsIs;

impl Maker for AsIs {
    type Item = MatchList;

    fn make(self, list: MatchList) -> Result<MatchList, Error> {
        Ok(list)
    }
}

impl Sink for InMemory {
    type Maker = AsIs;

    fn maker(&self) -> AsIs {
        AsIs
    }

    fn put(&mut self, list: MatchList) -> Result<(), Error> {
        self.lists.push(list);
        Ok(())
    }

    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error> {
        self.issues.extend(issues);
        Ok(())
    }
}

/// Profiles that are in memory already.
struct AtHand<'r> {
    profiles: &'r Records<Profile>,
    given: bool,
}

impl Source for AtHand<'_> {
    fn next(&mut self) -> Result<Option<Batch<Profile>>, Error> {
        if std::mem::replace(&mut self.given, true) {
            return Ok(None);
        }
        let Records { records, read, rejected, issues, .. } = self.profiles;
        Ok(Some(Batch {
            records: records.clone(),
            read: *read,
            rejected: *rejected,
            issues: issues.clone(),
        }))
    }

    fn name(&self) -> &str {
        &self.profiles.name
    }

    fn blake3(&self) -> &str {
        &self.profiles.blake3
    }
}
