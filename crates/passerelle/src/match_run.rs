//! Matching profiles and vacancies: the run itself, and its result in memory.

mod course;
mod draft;
mod licences;
mod setting;

use std::collections::BTreeMap;
use std::sync::Arc;

use passerelle_import::records::{Batch, ReadTo, Records};
use passerelle_matching::{RankBy, RankOptions, Ranked};
use passerelle_model::{
    Date, Detail, Issue, MatchList, MatchSummary, MatchingPolicy, Profile, RankedMatch, RunOptions,
    Terms, Vacancy, View,
};
use passerelle_recognition::Law;

use crate::batch::Progress;
use crate::engine::Engine;
use crate::error::Error;

pub use course::{Clock, Spent};
pub(crate) use course::{
    Course, ITEM, PART, RunState, Shard, basis, difference, lists_at_once, run,
};
use draft::About;
pub(crate) use draft::{Draft, Pair};
use setting::Setting;

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
    /// The options as a manifest states them, for a run in this language.
    pub(crate) fn stated(&self, language: &str) -> RunOptions {
        RunOptions {
            views: self.views.clone(),
            top: self.top,
            near_misses: self.near_misses,
            language: language.to_owned(),
            explain: self.detail.map_or("none", Detail::as_str).to_owned(),
            rank: self.rank_by.map(|by| match by {
                RankBy::Score => "score".to_owned(),
                RankBy::Fit => "fit".to_owned(),
            }),
        }
    }

    fn rank_options(&self) -> RankOptions {
        RankOptions {
            top: self.top,
            near_misses: self.near_misses,
            seed: self.seed,
            rank_by: self.rank_by,
            by_candidate: self.views.contains(&View::Candidate),
            by_vacancy: self.views.contains(&View::Vacancy),
            credits: self.detail == Some(Detail::Compact),
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

/// Makes of lists what a sink keeps.
pub(crate) trait Maker: Copy + Sync {
    /// What is kept of some lists.
    type Item: Default + Send;

    /// Adds a list; called in parallel, for lists one after the other.
    fn add(self, item: &mut Self::Item, list: &Draft<'_>) -> Result<(), Error>;
}

/// Where the lists and issues of a run go.
pub(crate) trait Sink: Send {
    /// What makes of a list what is kept.
    type Maker: Maker + Send;

    fn maker(&self) -> Self::Maker;

    /// Takes some lists, in order: items of as many lists as always.
    fn put(&mut self, items: Vec<<Self::Maker as Maker>::Item>) -> Result<(), Error>;

    /// Takes issues, in order.
    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error>;

    /// Learns that profiles follow, and how many issues of each code there were
    /// before.
    fn profiles(&mut self, _: &BTreeMap<String, u64>) -> Result<(), Error> {
        Ok(())
    }

    /// Learns that a batch of profiles is done.
    fn progress(&mut self, _: Progress) {}

    /// Learns that a part of the profiles is done, whose number this is;
    /// `state` is what a later run needs to go on behind it.
    fn part(&mut self, _: u64, _: &dyn Fn() -> RunState) -> Result<(), Error> {
        Ok(())
    }

    /// Learns that the lists of candidates are all there, and those of
    /// vacancies follow.
    fn vacancies(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Where profiles come from.
pub(crate) trait Source: Send {
    /// The next profiles, so many at most; nothing at the end.
    fn next(&mut self, limit: usize) -> Result<Option<Batch<Profile>>, Error>;

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
        let mut source = AtHand::new(profiles);
        let course = Course::default();
        match run(self, &mut source, vacancies, options, course, &mut sink) {
            Ok((summary, _)) => Ok(MatchRun { lists: sink.lists, issues: sink.issues, summary }),
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
        let about = About::new(&setting, &compiled);
        let law = setting.licences.as_ref();
        let pair = Pair {
            ranked: &ranked,
            rank: 1,
            view: View::Candidate,
            setting: &setting,
            person: law.map_or_else(Default::default, |law| law.person(&candidate)),
            candidate: &candidate,
            vacancy: &compiled,
            about: &about,
            detail,
            credits: None,
        };
        Ok(ExplainedPair { found: pair.explained(), issues })
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
    type Item = Vec<MatchList>;

    fn add(self, item: &mut Vec<MatchList>, list: &Draft<'_>) -> Result<(), Error> {
        item.push(list.explained());
        Ok(())
    }
}

impl Sink for InMemory {
    type Maker = AsIs;

    fn maker(&self) -> AsIs {
        AsIs
    }

    fn put(&mut self, lists: Vec<Vec<MatchList>>) -> Result<(), Error> {
        self.lists.extend(lists.into_iter().flatten());
        Ok(())
    }

    fn issues(&mut self, issues: Vec<Issue>) -> Result<(), Error> {
        self.issues.extend(issues);
        Ok(())
    }
}

/// Profiles that are in memory already.
pub(crate) struct AtHand<'r> {
    profiles: &'r Records<Profile>,
    /// How many records were given.
    given: usize,
}

impl<'r> AtHand<'r> {
    pub(crate) fn new(profiles: &'r Records<Profile>) -> Self {
        Self { profiles, given: 0 }
    }
}

impl Source for AtHand<'_> {
    fn next(&mut self, limit: usize) -> Result<Option<Batch<Profile>>, Error> {
        let Records { records, read, rejected, issues, .. } = self.profiles;
        let start = self.given;
        let end = records.len().min(start + limit);
        if start > 0 && start == end {
            return Ok(None);
        }
        self.given = end.max(1);
        let records = records.get(start..end).unwrap_or_default().to_vec();
        let mut batch = Batch {
            read: records.len() as u64,
            rejected: 0,
            records,
            issues: Vec::new(),
            read_to: ReadTo::default(),
        };
        if start == 0 {
            // Those that were rejected on reading come first, with all issues.
            batch.read += rejected;
            batch.rejected = *rejected;
            batch.issues.clone_from(issues);
        }
        let nothing = batch.read == 0 && batch.issues.is_empty() && *read == 0;
        Ok((!nothing).then_some(batch))
    }

    fn name(&self) -> &str {
        &self.profiles.name
    }

    fn blake3(&self) -> &str {
        &self.profiles.blake3
    }
}
