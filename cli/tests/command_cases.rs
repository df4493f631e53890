//! Every case of `command/cases.json`: what the command prints, writes and exits with. `tests/package/command.test.mjs`
//! holds the other door to the same. `UPDATE=1 cargo test -p itk3-validator-cli --test command_cases` rewrites what is expected.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it is a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file can be copied");
        }
    }
}

/// A report of JUnit without its times.
fn without_times(text: &str) -> String {
    let mut parts = text.split(" time=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let (time, rest) = part.split_once('"').expect("it ends");
        assert!(time.split_once('.').is_some_and(|(_, digits)| digits.len() == 6) && time.parse::<f64>().is_ok(), "{time}");
        all + " time=\"…\"" + rest
    })
}

/// What came of it, as it stands in a file.
fn run(case: &Value, folder: &Path) -> String {
    let words = case["words"].as_array().expect("it has words").iter().filter_map(Value::as_str);
    let mut child = Command::new(env!("CARGO_BIN_EXE_itk3-validator"))
        .args(words)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let input = case["input"].as_str().unwrap_or_default();
    let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the command ends");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    let written = case["writes"].as_str().map(|name| text(&fs::read(folder.join(name)).expect("it was written")));
    // How long it took is not the same twice.
    let text = |bytes: &[u8]| without_times(&text(bytes));
    format!(
        "exit {}\n--- output\n{}--- errors\n{}{}",
        output.status.code().expect("it exits by itself"),
        text(&output.stdout),
        text(&output.stderr),
        written.map(|text| format!("--- file\n{text}")).unwrap_or_default()
    )
}

#[test]
fn the_command_does_what_is_expected() {
    let cases: Value =
        serde_json::from_str(&fs::read_to_string(here().join("cases.json")).expect("the cases are there")).expect("they are JSON");
    let update = std::env::var_os("UPDATE").is_some();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command-cases");
    let mut wrong = Vec::new();
    for case in cases.as_array().expect("a list") {
        let _ = fs::remove_dir_all(&folder);
        copy(&here().join("files"), &folder);
        copy(&here().join("../../../www/examples"), &folder.join(".examples"));
        let name = case["name"].as_str().expect("it has a name");
        let expected = here().join("expected").join(name).with_extension("txt");
        let found = run(case, &folder);
        if update {
            fs::write(&expected, &found).expect("it can be written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
