//! Matching two files of records.

use std::collections::BTreeMap;
use std::io::Write;

use passerelle_import::records::Records;
use passerelle_matching::{
    Candidate, CompiledVacancy, Matcher, Names, RankBy, RankOptions, Ranked, Rankings,
};
use passerelle_model::{
    Issue, MatchBasis, MatchList, MatchingPolicy, Profile, RankedMatch, SCHEMA_VERSION, Vacancy,
};
use rayon::prelude::*;
use serde::Serialize;

use crate::engine::Engine;
use crate::error::Error;

pub use passerelle_model::View;

/// How many lists are explained before they are written.
const CHUNK: usize = 256;

/// What a run of matching is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchOptions {
    /// Whose lists are wanted.
    pub views: Vec<View>,
    /// How many matches each list has at most.
    pub top: usize,
    /// Decides between equals.
    pub seed: u64,
    /// Orders every list by one number; where absent, a candidate's list is
    /// ordered by fit and a vacancy's by score.
    pub rank_by: Option<RankBy>,
    /// The numbers of the score.
    pub policy: MatchingPolicy,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self {
            views: vec![View::Candidate, View::Vacancy],
            top: 10,
            seed: 0,
            rank_by: None,
            policy: MatchingPolicy::default(),
        }
    }
}

/// How many records of a file there were, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordCounts {
    /// The file.
    pub file: String,
    /// Its BLAKE3 digest, in hexadecimal.
    pub blake3: String,
    /// The records read.
    pub read: u64,
    /// The records that could not be used.
    pub rejected: u64,
    /// The records that were matched.
    pub used: u64,
}

/// A run in numbers: enough to repeat it and to compare two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatchSummary {
    /// The version of this shape.
    pub schema_version: u32,
    /// The version of the program.
    pub version: &'static str,
    /// What the numbers rest on.
    pub basis: MatchBasis,
    /// The profiles.
    pub profiles: RecordCounts,
    /// The vacancies.
    pub vacancies: RecordCounts,
    /// How many pairs were scored.
    pub pairs: u64,
    /// How many issues there are of each code.
    pub issues: BTreeMap<&'static str, u64>,
}

/// The result of matching two files.
#[derive(Debug)]
pub struct MatchRun<'e> {
    engine: &'e Engine,
    matcher: Matcher<'e>,
    candidates: Vec<Candidate>,
    vacancies: Vec<CompiledVacancy>,
    rankings: Rankings,
    views: Vec<View>,
    issues: Vec<Issue>,
    summary: MatchSummary,
}

impl Engine {
    /// Matches profiles and vacancies in both directions, in parallel on the
    /// current rayon pool. The same records give the same result on any
    /// number of threads.
    ///
    /// # Errors
    /// [`Error::NothingToMatch`] where a file has no usable record, or where
    /// the policy or a taxonomy cannot be used.
    pub fn match_records(
        &self,
        profiles: &Records<Profile>,
        vacancies: &Records<Vacancy>,
        options: &MatchOptions,
    ) -> Result<MatchRun<'_>, Error> {
        let matcher = Matcher::new(self.taxonomy(), options.policy.clone())?;
        let resolved = self.resolve_records(profiles, vacancies, &options.policy)?;
        let mut issues = self.issues().to_vec();
        issues.extend_from_slice(&profiles.issues);
        issues.extend_from_slice(&vacancies.issues);
        issues.extend(resolved.issues.iter().cloned());
        for (file, what, count) in [
            (&profiles.name, "profile", resolved.candidates.len()),
            (&vacancies.name, "vacancy", resolved.vacancies.len()),
        ] {
            if count == 0 {
                let file = file.clone();
                return Err(Error::NothingToMatch { file, what, issues: issues.into() });
            }
        }
        let rank = RankOptions { top: options.top, seed: options.seed, rank_by: options.rank_by };
        let rankings = matcher.rank(&resolved.candidates, &resolved.vacancies, &rank);

        let mut by_code = BTreeMap::new();
        for issue in &issues {
            *by_code.entry(issue.code.id()).or_default() += 1;
        }
        let (candidates, vacancies_used) = (resolved.candidates, resolved.vacancies);
        let policy = serde_json::to_vec(&options.policy).map_err(std::io::Error::from)?;
        let summary = MatchSummary {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            basis: MatchBasis {
                taxonomies: self.digests()?,
                policy: blake3::hash(&policy).to_hex().to_string(),
                seed: options.seed,
            },
            pairs: candidates.len() as u64 * vacancies_used.len() as u64,
            profiles: counts(profiles, candidates.len()),
            vacancies: counts(vacancies, vacancies_used.len()),
            issues: by_code,
        };
        Ok(MatchRun {
            engine: self,
            matcher,
            candidates,
            vacancies: vacancies_used,
            rankings,
            views: options.views.clone(),
            issues,
            summary,
        })
    }
}

fn counts<T>(records: &Records<T>, used: usize) -> RecordCounts {
    RecordCounts {
        file: records.name.clone(),
        blake3: records.blake3.clone(),
        read: records.read,
        rejected: records.read - used as u64,
        used: used as u64,
    }
}

impl MatchRun<'_> {
    /// The run in numbers.
    pub fn summary(&self) -> &MatchSummary {
        &self.summary
    }

    /// Everything that was found on the way: in the taxonomies, the
    /// profiles, the vacancies, then their skills.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Every list, explained: the candidates' in the order of their file,
    /// then the vacancies'. For a large run, [`MatchRun::write`] holds less
    /// in memory.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn lists(&self) -> Result<Vec<MatchList>, Error> {
        let names = self.names()?;
        Ok(self.keys().into_par_iter().map(|key| self.list(key, &names)).collect())
    }

    /// The first lists of one view, whatever views are written.
    ///
    /// # Errors
    /// Where labels cannot be read.
    pub fn lists_of(&self, view: View, count: usize) -> Result<Vec<MatchList>, Error> {
        let names = self.names()?;
        let there = match view {
            View::Candidate => self.candidates.len(),
            View::Vacancy => self.vacancies.len(),
        };
        Ok((0..there.min(count)).map(|at| self.list((view, at), &names)).collect())
    }

    /// Writes every list as a line of JSON.
    ///
    /// # Errors
    /// Where labels cannot be read, or `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), Error> {
        let names = self.names()?;
        for chunk in self.keys().chunks(CHUNK) {
            let lines: Vec<Vec<u8>> = chunk
                .par_iter()
                .map(|&key| {
                    let mut line = serde_json::to_vec(&self.list(key, &names))?;
                    line.push(b'\n');
                    Ok(line)
                })
                .collect::<Result<_, serde_json::Error>>()
                .map_err(std::io::Error::from)?;
            for line in lines {
                out.write_all(&line)?;
            }
        }
        Ok(())
    }

    fn names(&self) -> Result<Names<'_>, Error> {
        Ok(Names::new(self.engine.taxonomy(), self.engine.language())?)
    }

    fn keys(&self) -> Vec<(View, usize)> {
        let has = |view| self.views.contains(&view);
        let of = |view, count| (0..if has(view) { count } else { 0 }).map(move |at| (view, at));
        of(View::Candidate, self.candidates.len())
            .chain(of(View::Vacancy, self.vacancies.len()))
            .collect()
    }

    fn list(&self, (view, at): (View, usize), names: &Names<'_>) -> MatchList {
        let (id, ranked) = match view {
            View::Candidate => (self.candidates[at].id(), &self.rankings.by_candidate[at]),
            View::Vacancy => (self.vacancies[at].id(), &self.rankings.by_vacancy[at]),
        };
        let matches = ranked
            .iter()
            .zip(1..)
            .map(|(ranked, rank)| self.explained(view, ranked, rank, names))
            .collect();
        let basis = self.summary.basis.clone();
        MatchList { schema_version: SCHEMA_VERSION, view, id: id.to_owned(), basis, matches }
    }

    fn explained(&self, view: View, ranked: &Ranked, rank: u32, names: &Names<'_>) -> RankedMatch {
        let candidate = &self.candidates[ranked.candidate];
        let vacancy = &self.vacancies[ranked.vacancy];
        let (id, title) = match view {
            View::Candidate => (vacancy.id(), vacancy.title().map(str::to_owned)),
            View::Vacancy => (candidate.id(), None),
        };
        RankedMatch {
            rank,
            id: id.to_owned(),
            title,
            score: ranked.pair.score,
            fit: ranked.pair.fit,
            explanation: self.matcher.explain(candidate, vacancy, names),
        }
    }
}
