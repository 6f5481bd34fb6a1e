//! The section of `benches/RESULTS.md` that is made from `benches/raw/`, and the
//! curves beside it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use passerelle_benches::raw::{Measured, Raw};

/// The page, from the project's root.
pub const PAGE: &str = "benches/RESULTS.md";
/// The folder of the raw figures.
const RAW: &str = "benches/raw";
/// The curves.
pub const CURVE: &str = "benches/raw/cost.svg";
/// How many lists have to have been compared; all where there are fewer.
const SAMPLE: usize = 1000;

const BEGIN: &str =
    "<!-- Made by `cargo xtask results` from benches/raw/: do not edit by hand. -->\n";
const END: &str = "<!-- End of what is made. -->\n";

/// Writes the section and the curves.
///
/// # Errors
/// Where raw figures are missing, or are of lists that did not agree.
pub fn write(root: &Path) -> Result<()> {
    let page = fs::read_to_string(root.join(PAGE))?;
    let (section, curve) = made(root)?;
    fs::write(root.join(PAGE), with_section(&page, &section)?)?;
    Ok(fs::write(root.join(CURVE), curve)?)
}

/// The page with its section anew, and the curves.
///
/// # Errors
/// As [`write()`].
pub fn made(root: &Path) -> Result<(String, String)> {
    let mut runs = Vec::new();
    for size in ["S", "M", "L"] {
        let path = root.join(RAW).join(format!("{size}.json"));
        let text = fs::read(&path).with_context(|| path.display().to_string())?;
        let raw: Raw = serde_json::from_slice(&text)?;
        check(&raw)?;
        runs.push(raw);
    }
    let curve = runs.iter().find(|raw| raw.size == "M").map(curve).context("size M")?;
    Ok((section(&runs), curve))
}

/// The page with the section in its place.
///
/// # Errors
/// Where the page has no place for it.
pub fn with_section(page: &str, section: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("where the section begins")?;
    let (_, after) = rest.split_once(END).context("where the section ends")?;
    Ok(format!("{before}{BEGIN}{section}{END}{after}"))
}

/// Refuses figures of lists that differ, or were not compared.
fn check(raw: &Raw) -> Result<()> {
    for density in ["full", "cap"] {
        for with in ["reference", "sparse_dot_topn"] {
            let of = raw.agreement.iter().find(|a| a.density == density && a.with == with);
            let of = of.with_context(|| format!("{}: {density} was not compared", raw.size))?;
            ensure!(
                of.differing == 0 && of.lists >= SAMPLE,
                "{}: kernel and {with} disagree: {of:?}",
                raw.size
            );
        }
    }
    Ok(())
}

fn of_peer(raw: &Raw, density: &str) -> Option<f64> {
    let is = |m: &&Measured| m.by == "sparse_dot_topn" && m.density == density && m.threads == 1;
    raw.measured.iter().find(is).map(Measured::rate)
}

fn section(runs: &[Raw]) -> String {
    let mut text = String::new();
    for raw in runs {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n### Size {}\n\n{} ({} threads at once; {}), {}. Peers: {}.\n\n",
            raw.size,
            raw.machine.processor,
            raw.machine.threads,
            raw.machine.instruction_sets.join(", "),
            raw.day,
            raw.peers.join(", "),
        );
        let agreed: Vec<String> = raw
            .agreement
            .iter()
            .map(|a| format!("{} with {} ({})", a.lists, a.with, a.density))
            .collect();
        let _ = writeln!(text, "Lists that were compared and agree: {}.\n", agreed.join(", "));
        text.push_str(&ratios(raw));
        text.push_str(
            "| by | density | semantics | lists | near misses | threads | set | candidates | \
             vacancies | requirements each | seconds | M pairs/s | × sparse_dot_topn |\n\
             |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        for m in &raw.measured {
            #[expect(clippy::cast_precision_loss, reason = "a mean of small counts")]
            let each = m.requirements as f64 / m.vacancies.max(1) as f64;
            let ratio = of_peer(raw, &m.density)
                .filter(|_| m.by == "passerelle")
                .map_or_else(String::new, |peer| format!("{:.1}", m.rate() / peer));
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {each:.1} | {:.3} | {:.0} | {ratio} |",
                m.by,
                m.density,
                m.semantics,
                m.lists,
                m.near_misses,
                m.threads,
                m.instruction_set.as_deref().unwrap_or(""),
                m.candidates,
                m.vacancies,
                m.median(),
                m.rate(),
            );
        }
    }
    text.push('\n');
    text
}

/// What was asked of a run, as ratios in it.
fn ratios(raw: &Raw) -> String {
    let own = |density: &str, change: &dyn Fn(&mut Measured)| {
        let of = |m: &&Measured| m.by == "passerelle" && m.density == density;
        let mut wanted = raw.measured.iter().find(of)?.clone();
        change(&mut wanted);
        // Semantics draw other vacancies; the first of a kind are the usual ones.
        let same = |m: &&Measured| {
            let (seconds, requirements) = (m.seconds.clone(), m.requirements);
            **m == Measured { seconds, requirements, ..wanted.clone() }
        };
        raw.measured.iter().find(same).map(Measured::median)
    };
    let mut text = String::from("| ratio | asked | `full` | `cap` |\n|---|---|---|---|\n");
    let mut row = |what: &str, asked: &str, ratio: &dyn Fn(&str) -> Option<f64>| {
        let [full, cap] = ["full", "cap"].map(|density| {
            ratio(density).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
        });
        if full != "–" || cap != "–" {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| {what} | {asked} | {full} | {cap} |");
        }
    };
    let base = |density: &str| own(density, &|_| {});
    row("faster than sparse_dot_topn on one thread", "30, 10", &|density| {
        let of = |m: &&Measured| m.by == "passerelle" && m.density == density;
        Some(raw.measured.iter().find(of)?.rate() / of_peer(raw, density)?)
    });
    let full = |m: &mut Measured| "full".clone_into(&mut m.semantics);
    row("time of the full semantics, by that of the peers'", "1.6 at most", &|density| {
        Some(own(density, &full)? / base(density)?)
    });
    row("… with near misses, by that without", "1.2 at most", &|density| {
        let near = own(density, &|m| {
            full(m);
            m.near_misses = 3;
        });
        Some(near? / own(density, &full)?)
    });
    row("two threads, by one", "1.8", &|density| {
        Some(base(density)? / own(density, &|m| m.threads = 2)?)
    });
    row("time of AVX2, by that of AVX-512", "1.15 at most", &|density| {
        let avx2 = own(density, &|m| m.instruction_set = Some("Avx2".to_owned()));
        Some(avx2? / base(density)?)
    });
    text.push('\n');
    text
}

/// Time over candidates and over requirements, each from nothing.
fn curve(raw: &Raw) -> String {
    let base = raw.measured.iter().find(|m| m.by == "passerelle");
    let alike = |m: &&Measured| {
        base.is_some_and(|base| {
            let like = Measured {
                candidates: m.candidates,
                requirements: m.requirements,
                seconds: m.seconds.clone(),
                ..base.clone()
            };
            **m == like
        })
    };
    let own: Vec<&Measured> = raw.measured.iter().filter(alike).collect();
    let of_base = |m: &&&Measured| base.is_some_and(|base| m.requirements == base.requirements);
    let by_candidates = own.iter().filter(of_base).map(|m| (m.candidates, m.median())).collect();
    let whole = |m: &&&Measured| {
        base.is_some_and(|base| m.candidates == base.candidates)
            && m.requirements.is_multiple_of(m.vacancies)
    };
    let by_requirements =
        own.iter().filter(whole).map(|m| (m.requirements / m.vacancies, m.median())).collect();
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 300\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"760\" height=\"300\" \
         fill=\"white\"/>\n",
    );
    panel(&mut svg, 0.0, "candidates", by_candidates);
    panel(&mut svg, 380.0, "requirements of each vacancy", by_requirements);
    svg.push_str("</svg>\n");
    svg
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn panel(svg: &mut String, left: f64, what: &str, mut points: Vec<(usize, f64)>) {
    points.sort_by_key(|&(count, _)| count);
    let most = points.iter().map(|&(count, _)| count).max().unwrap_or(1) as f64;
    let longest = points.iter().map(|&(_, seconds)| seconds).fold(f64::MIN_POSITIVE, f64::max);
    let place = |(count, seconds): (usize, f64)| {
        (left + 60.0 + 280.0 * count as f64 / most, 250.0 - 200.0 * seconds / longest)
    };
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"24\">Seconds over {what}</text>\n<path d=\"M{x} 40V250H{}\" \
         fill=\"none\" stroke=\"black\"/>",
        left + 60.0,
        left + 350.0,
        x = left + 60.0,
    );
    let line: Vec<String> = points
        .iter()
        .map(|&point| {
            let (x, y) = place(point);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f77b4\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    for (at, &(count, seconds)) in points.iter().enumerate() {
        let (x, y) = place((count, seconds));
        // Counts double, so the first ones stand close: by turns on two lines.
        let line = 268 + 16 * (at % 2);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"#1f77b4\"/>\n<text x=\"{x:.1}\" \
             y=\"{line}\" text-anchor=\"middle\">{count}</text>\n<text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{seconds:.2}</text>",
            x - 6.0,
            y - 6.0,
        );
    }
}
