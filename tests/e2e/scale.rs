//! Registers: packed files, runs that are killed and go on, shards.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use passerelle_import::records::{Packing, packed, unpacked};

use crate::support::{root, run};

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];
const VACANCIES: &str = "fixtures/corridor/vacancies.jsonl";

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// The corridor's profiles many times over, each time under other ids.
fn register(folder: &Path, times: usize) -> PathBuf {
    let all = fs::read_to_string(root().join("fixtures/corridor/profiles.jsonl")).unwrap();
    let mut lines = String::new();
    for time in 0..times {
        for line in all.lines() {
            lines.push_str(&line.replacen("{\"id\":\"P", &format!("{{\"id\":\"P{time:04}-"), 1));
            lines.push('\n');
        }
        // One of each hundred cannot be used, and is told of once.
        if time % 100 == 0 {
            lines.push_str("{\"id\":\"broken\",\"skills\":7}\n");
        }
    }
    let path = folder.join("register.jsonl");
    fs::write(&path, lines).unwrap();
    path
}

/// What a run of the register takes, whoever looks at it.
fn arguments<'a>(register: &'a str, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let start = ["match", register, VACANCIES, "--out", out, "--explain", "compact", "--quiet"];
    [&start[..], &DAY, more].concat()
}

fn whole(path: &Path) -> [Vec<u8>; 2] {
    let manifest = path.with_extension("manifest.json");
    // The manifest names the files, which differ.
    let manifest = fs::read_to_string(manifest).unwrap();
    let stem = path.file_stem().unwrap().to_str().unwrap();
    [fs::read(path).unwrap(), manifest.replace(stem, "m").into_bytes()]
}

#[test]
fn what_is_packed_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let profiles = fs::read(root().join("fixtures/corridor/profiles.jsonl")).unwrap();
    let plain = text(&at("plain.jsonl"));
    let straight = "fixtures/corridor/profiles.jsonl";
    run(&arguments(straight, &plain, &[])).exits(0);
    let expected = fs::read(&plain).unwrap();
    for (name, packing) in [("gz", Packing::Gzip), ("zst", Packing::Zstd)] {
        let input = text(&at(&format!("profiles.jsonl.{name}")));
        fs::write(&input, packed(profiles.clone(), packing).unwrap()).unwrap();
        let out = at(&format!("m.jsonl.{name}"));
        run(&arguments(&input, &text(&out), &[])).exits(0);
        let mut content = Vec::new();
        let file = fs::File::open(&out).unwrap();
        unpacked(file, packing).unwrap().read_to_end(&mut content).unwrap();
        assert!(content == expected, "{name}");
        // Its manifest stands beside it, without the packing's ending.
        assert!(at("m.manifest.json").exists() && !at(&format!("m.jsonl.{name}.run")).exists());
    }
    let cut = text(&at("cut.jsonl.gz"));
    let whole = packed(profiles, Packing::Gzip).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    run(&arguments(&cut, &text(&at("c.jsonl")), &[])).exits(2).says(&["PS-FILE-001"]);
}

#[test]
fn standard_input_is_read_as_lines() {
    let profiles = fs::File::open(root().join("fixtures/corridor/profiles.jsonl")).unwrap();
    let piped = Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(arguments("-", "-", &[]))
        .current_dir(root())
        .stdin(profiles)
        .output()
        .unwrap();
    let straight = run(&arguments("fixtures/corridor/profiles.jsonl", "-", &[])).exits(0).out();
    assert_eq!(String::from_utf8(piped.stdout).unwrap(), straight);
    let both = ["match", "-", "-", "--out", "x.jsonl"];
    run(&both).exits(2).says(&["PS-RUN-007", "standard input"]);
    let resumed = arguments("-", "x.jsonl", &["--resume"]);
    run(&resumed).exits(2).says(&["PS-RUN-007", "--resume"]);
}

#[test]
fn columns_are_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let of = |threads: &str| {
        let out = folder.path().join(format!("{threads}.parquet"));
        let profiles = "fixtures/corridor/profiles.jsonl";
        run(&arguments(profiles, &text(&out), &["--threads", threads])).exits(0);
        fs::read(out).unwrap()
    };
    let one = of("1");
    assert!(one.starts_with(b"PAR1") && one.ends_with(b"PAR1"));
    assert!(one == of("2"));
}

#[test]
fn little_memory_changes_no_line() {
    let folder = tempfile::tempdir().unwrap();
    let register = text(&register(folder.path(), 30));
    let of = |name: &str, more: &[&str]| {
        let out = text(&folder.path().join(name));
        run(&arguments(&register, &out, more)).exits(1);
        fs::read(out).unwrap()
    };
    assert!(of("a.jsonl", &[]) == of("b.jsonl", &["--memory", "32M"]));
    let refused = arguments(&register, "x.jsonl", &["--memory", "1M"]);
    run(&refused).exits(2).says(&["PS-RUN-007", "at least 32 MiB"]);
}

/// A generator that need not be good, only different each time.
struct Delays(u64);

impl Delays {
    fn next(&mut self, most: Duration) -> Duration {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        most * u32::try_from(self.0 >> 48).unwrap() / (1 << 16)
    }
}

/// Kills runs at random points until so many are dead; what the last one
/// leaves must be what an undisturbed one does. `PASSERELLE_KILLS=200 cargo
/// test -p passerelle-cli --test e2e kill` is the long form.
#[test]
fn a_run_that_is_killed_goes_on_and_writes_the_same_bytes() {
    #[expect(clippy::disallowed_methods, reason = "how long a test is may be asked for")]
    let kills = std::env::var("PASSERELLE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let folder = tempfile::tempdir().unwrap();
    let register = text(&register(folder.path(), 500));
    for name in ["jsonl", "parquet"] {
        let at = |stem: &str| folder.path().join(format!("{stem}.{name}"));
        #[expect(clippy::disallowed_methods, reason = "kills have to fall into the run")]
        let start = std::time::Instant::now();
        run(&arguments(&register, &text(&at("whole")), &[])).exits(1);
        let took = start.elapsed();
        let expected = whole(&at("whole"));
        let out = text(&at("killed"));
        let mut delays = Delays(20_261_124);
        let (mut dead, mut done) = (0, 0);
        while dead < kills {
            let mut child = Command::new(env!("CARGO_BIN_EXE_passerelle"))
                .args(arguments(&register, &out, &["--resume"]))
                .current_dir(root())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(delays.next(took));
            if child.try_wait().unwrap().is_some() {
                // It was done before: begin again.
                assert!(whole(&at("killed")) == expected, "{name}: after {dead} kills");
                fs::remove_file(&out).unwrap();
                done += 1;
                assert!(done < 10 * kills, "no kill falls into a run");
                continue;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            dead += 1;
            // It may have died between its output and its end; never with a part
            // of one.
            if let Ok(written) = fs::read(at("killed")) {
                assert!(written == expected[0], "{name}: part of an output under its name");
                fs::remove_file(at("killed")).unwrap();
            }
        }
        run(&arguments(&register, &out, &["--resume"])).exits(1);
        assert!(whole(&at("killed")) == expected, "{name}: after {dead} kills");
        assert!(!Path::new(&format!("{out}.run")).exists());
    }
}

#[test]
fn what_changed_meanwhile_is_noticed_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let register = register(folder.path(), 500);
    let input = text(&register);
    let out = text(&folder.path().join("m.jsonl"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_passerelle"))
        .args(arguments(&input, &out, &[]))
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let state = PathBuf::from(format!("{out}.run/state"));
    while !state.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first checkpoint");
        std::thread::sleep(Duration::from_millis(2));
    }
    // While it is at work nobody else is.
    run(&arguments(&input, &out, &["--resume"])).exits(2).says(&["PS-RUN-006"]);
    child.kill().unwrap();
    child.wait().unwrap();

    run(&arguments(&input, &out, &[])).exits(2).says(&["PS-RUN-005", "--resume"]);
    let refused = |more: &[&str], what: &str| {
        run(&arguments(&input, &out, &[&["--resume"], more].concat()))
            .exits(2)
            .says(&["PS-RUN-004", what]);
    };
    refused(&["--seed", "9"], "--seed");
    refused(&["--top", "3"], "an option of the run");
    let policy = folder.path().join("policy.toml");
    let default = run(&["policy", "show"]).exits(0).out();
    fs::write(&policy, default.replacen("sibling = 20", "sibling = 19", 1)).unwrap();
    refused(&["--policy", &text(&policy)], "the policy");
    let before = fs::read_to_string(&register).unwrap();
    fs::write(&register, before.replacen("P0003-01", "P0003-xx", 1)).unwrap();
    refused(&[], "the profiles");
    // What was finished is still there, and goes on once all is as it was.
    fs::write(&register, before).unwrap();
    run(&arguments(&input, &out, &["--resume"])).exits(1);
    assert!(Path::new(&out).exists() && !state.exists());
}

#[test]
fn shards_put_together_are_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let register = text(&register(folder.path(), 500));
    for name in ["jsonl", "csv.gz", "parquet"] {
        let at = |stem: &str| text(&folder.path().join(format!("{stem}.{name}")));
        run(&arguments(&register, &at("whole"), &[])).exits(1);
        let mut shards = Vec::new();
        for index in 1..=4 {
            let shard = format!("{index}/4");
            let done = run(&arguments(&register, &at("s"), &["--shard", &shard]));
            // Not every part has a record that is rejected.
            assert!(done.err().is_empty(), "{}", done.err());
            if index == 2 {
                let again = ["--shard", &shard, "--resume"];
                let folder = format!("{}.shard-2-of-4", at("s"));
                let before = fs::metadata(Path::new(&folder).join("part-000001")).unwrap();
                run(&arguments(&register, &at("s"), &again));
                let after = fs::metadata(Path::new(&folder).join("part-000001")).unwrap();
                // What is finished is left as it is.
                assert_eq!(before.modified().unwrap(), after.modified().unwrap());
                let other = [&again[..], &["--seed", "9"]].concat();
                run(&arguments(&register, &at("s"), &other)).exits(2).says(&["PS-RUN-004"]);
            }
            shards.push(format!("{}.shard-{index}-of-4", at("s")));
        }
        let merge = |shards: &[&str]| {
            let out = ["--out", &at("merged")];
            run(&[&["merge"], shards, &out[..]].concat())
        };
        let all: Vec<&str> = shards.iter().map(String::as_str).collect();
        merge(&all[..3]).exits(2).says(&["PS-RUN-008", "shard 4 of 4 is missing"]);
        merge(&[all[0], all[1], all[1], all[3]]).exits(2).says(&["PS-RUN-008", "twice"]);
        // In any order.
        merge(&[all[2], all[0], all[3], all[1]]).exits(1);
        assert!(fs::read(at("merged")).unwrap() == fs::read(at("whole")).unwrap(), "{name}");
        let manifest = |stem: &str| {
            let path = folder.path().join(format!("{stem}.manifest.json"));
            fs::read_to_string(path).unwrap().replace(stem, "m")
        };
        assert_eq!(manifest("merged"), manifest("whole"));
        let rejects = |stem: &str| {
            fs::read_to_string(folder.path().join(format!("{stem}.rejects.jsonl"))).unwrap()
        };
        assert_eq!(rejects("merged"), rejects("whole"));
    }
    run(&["merge", &text(folder.path()), "--out", "x.jsonl"]).exits(2).says(&["PS-RUN-008"]);
}
