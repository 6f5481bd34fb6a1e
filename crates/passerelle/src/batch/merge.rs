//! Shards of a run put together: the same bytes as of one run.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use passerelle_matching::Tie;
use passerelle_model::{
    Manifest, MatchList, MatchSummary, PairCounts, RankedMatch, SCHEMA_VERSION, View,
};

use super::folder::{self, Finished, Folder};
use super::lists::{self, Made, Writer};
use super::{check_outputs, write_manifest};
use crate::error::{Error, cannot_write};
use crate::match_run::{ITEM, lists_at_once};

/// Puts the shards of a run together: lists of candidates in the order of
/// their file, lists of vacancies with the best of all shards; as one run over
/// the whole file would have written them.
///
/// # Errors
/// [`Error::NoShard`] for a folder that is none, [`Error::Shards`] where they
/// are not those of one run, each once; where something cannot be read or
/// written.
pub fn merge(
    shards: &[PathBuf],
    out: &Path,
    rejects: Option<&Path>,
    manifest: Option<&Path>,
) -> Result<Manifest, Error> {
    let inputs: Vec<&Path> = shards.iter().map(PathBuf::as_path).collect();
    let outputs: Vec<&Path> = [Some(out), rejects, manifest].into_iter().flatten().collect();
    check_outputs(&inputs, &outputs)?;
    let file_type = lists::type_of(out)?;
    let mut found: Vec<(Folder, Finished)> =
        shards.iter().map(|path| Folder::finished(path)).collect::<Result<_, Error>>()?;
    found.sort_by_key(|(_, finished)| finished.key.shard.index);
    check(&found)?;
    let [(_, first), others @ ..] = found.as_slice() else {
        return Err(Error::Shards { reason: "there is none".to_owned() });
    };
    if lists::type_of(Path::new(&first.key.file))? != file_type {
        let reason = format!("they hold lists for `{}`, another type of file", first.key.file);
        return Err(Error::Shards { reason });
    }
    let is_full = first.key.options.explain == "full";
    let writer = Writer { file: file_type, is_full, shows: false };
    let folders: Vec<&Folder> = found.iter().map(|(folder, _)| folder).collect();
    let mut run = sum(first, others);

    // The lists of vacancies, as the last part of what is put together.
    let above = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::tempdir_in(above).map_err(|source| cannot_write(out, source))?;
    let (path, vacancies) = vacancies(&found, writer, beside.path(), &mut run)?;
    let of_candidates = |(_, f): &(_, Finished)| f.sums.lists - vacancies;
    let lists = found.iter().map(of_candidates).sum::<u64>() + vacancies;
    let output = folder::assemble(&folders, out, &writer.header()?, lists, Some(&path))?;
    let rejects = rejects.map(|path| folder::rejects_of(&folders, path)).transpose()?;
    let whole = Manifest { schema_version: SCHEMA_VERSION, run, output, rejects };
    if let Some(path) = manifest {
        write_manifest(path, &whole)?;
    }
    Ok(whole)
}

/// Whether they are the shards of one run, each once.
fn check(found: &[(Folder, Finished)]) -> Result<(), Error> {
    let refused = |reason: String| Err(Error::Shards { reason });
    let Some((_, first)) = found.first() else { return Ok(()) };
    let of = first.key.shard.of;
    for (at, (folder, finished)) in (1..).zip(found) {
        let path = folder.path().display();
        let same_key = folder::Key { shard: first.key.shard, ..finished.key.clone() } == first.key;
        if finished.key.shard.of != of || !same_key {
            return refused(format!("`{path}` is of a run with other options or vacancies"));
        }
        if finished.run.profiles.blake3 != first.run.profiles.blake3 {
            return refused(format!("`{path}` is of other profiles"));
        }
        if finished.run.basis != first.run.basis {
            return refused(format!("`{path}` rests on other taxonomies, policy or day"));
        }
        let index = finished.key.shard.index;
        if index < at {
            return refused(format!("shard {index} of {of} is there twice"));
        }
        if index > at {
            return refused(format!("shard {at} of {of} is missing"));
        }
    }
    if found.len() as u64 != of {
        return refused(format!("shard {} of {of} is missing", found.len() + 1));
    }
    Ok(())
}

/// The shards in numbers.
fn sum(first: &Finished, others: &[(Folder, Finished)]) -> MatchSummary {
    let mut run = first.run.clone();
    for (_, Finished { run: other, before, .. }) in others {
        run.pairs += other.pairs;
        run.profiles.read += other.profiles.read;
        run.profiles.rejected += other.profiles.rejected;
        run.profiles.used += other.profiles.used;
        add(&mut run.outcomes, &other.outcomes);
        for (id, count) in &other.safeguards {
            *run.safeguards.entry(id.clone()).or_default() += count;
        }
        for (code, count) in &other.issues {
            // What every shard finds counts once.
            let own = count - before.get(code).copied().unwrap_or(0);
            if own > 0 {
                *run.issues.entry(code.clone()).or_default() += own;
            }
        }
    }
    run
}

fn add(sum: &mut PairCounts, other: &PairCounts) {
    sum.eligible += other.eligible;
    sum.near_misses += other.near_misses;
    sum.ineligible += other.ineligible;
    for (sum, other) in
        [(&mut sum.failed, &other.failed), (&mut sum.undetermined, &other.undetermined)]
    {
        for (gate, count) in other {
            *sum.entry(*gate).or_default() += count;
        }
    }
}

/// Writes the lists of vacancies with the best of all shards; gives their file
/// and number.
fn vacancies(
    found: &[(Folder, Finished)],
    writer: Writer,
    beside: &Path,
    run: &mut MatchSummary,
) -> Result<(PathBuf, u64), Error> {
    let mut readers = Vec::new();
    for (folder, _) in found {
        let path = folder.path().join("vacancies");
        let file = File::open(&path).map_err(|source| {
            let reason = format!("its lists of vacancies cannot be read ({source})");
            Error::NoShard { path: folder.path().to_owned(), reason }
        })?;
        readers.push((folder.path(), BufReader::with_capacity(1 << 18, file).lines()));
    }
    // Safeguards count once for each pair in whichever lists come first.
    let counted = run.options.views.first() == Some(&View::Vacancy);
    if counted {
        run.safeguards.clear();
    }
    let mut out = folder::PartFile::new(beside.join("vacancies"));
    let at_once = lists_at_once(writer.is_full);
    let mut made: Vec<Made> = Vec::new();
    let mut count = 0;
    loop {
        let mut lists = Vec::new();
        for (path, lines) in &mut readers {
            let damaged = |reason: String| Error::NoShard { path: path.to_path_buf(), reason };
            let Some(line) = lines.next() else { continue };
            let line = line.map_err(|error| damaged(error.to_string()))?;
            let list: MatchList =
                serde_json::from_str(&line).map_err(|error| damaged(error.to_string()))?;
            lists.push(list);
        }
        if !lists.is_empty() && lists.len() != readers.len() {
            let reason = "they hold different numbers of vacancies".to_owned();
            return Err(Error::Shards { reason });
        }
        let is_end = lists.is_empty();
        if let Some(list) = best(lists, run) {
            if counted {
                for warning in
                    list.matches.iter().chain(&list.near_misses).flat_map(|m| &m.warnings)
                {
                    *run.safeguards.entry(warning.id.clone()).or_default() += 1;
                }
            }
            if count % ITEM == 0 {
                made.push(Made::default());
            }
            if let Some(made) = made.last_mut() {
                writer.add_explained(made, list)?;
            }
            count += 1;
        }
        if (count % at_once == 0 || is_end) && !made.is_empty() {
            out.put(writer, std::mem::take(&mut made))?;
        }
        if is_end {
            return Ok((out.close()?, count as u64));
        }
    }
}

/// The best of the lists of one vacancy.
fn best(lists: Vec<MatchList>, run: &MatchSummary) -> Option<MatchList> {
    let mut lists = lists.into_iter();
    let mut all = lists.next()?;
    for list in lists {
        add(&mut all.counts, &list.counts);
        all.matches.extend(list.matches);
        all.near_misses.extend(list.near_misses);
    }
    let by_fit = run.options.rank.as_deref() == Some("fit");
    for (matches, limit) in
        [(&mut all.matches, run.options.top), (&mut all.near_misses, run.options.near_misses)]
    {
        matches.sort_by_cached_key(|found: &RankedMatch| {
            let number = if by_fit { found.fit } else { found.score };
            let first = std::cmp::Reverse((number, found.evidenced));
            (first, Tie::new(run.basis.seed, &found.id))
        });
        matches.truncate(limit);
        for (found, rank) in matches.iter_mut().zip(1..) {
            found.rank = rank;
        }
    }
    Some(all)
}
