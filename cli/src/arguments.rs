//! The command line: its words, their help, and what comes of them.

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::complaints;
use crate::host::Host;
use crate::{acknowledge, codes, convert, lsp, redact, review, rules, shells, simulate, validate};

const EXIT_CODES: &str = "\
Exit codes:
  0  every file conforms (ack: the response was built; review: the conversation is complete)
  1  a file does not conform
  2  a file could not be checked, or the command could not run";

const ABOUT: &str = "Checks NHS ITK3 messages (HL7 FHIR STU3, XML or JSON) and messages of ITK 2, and builds the acknowledgements \
that answer them. Nothing leaves this machine.

A file, folder or pattern in place of a command is validated: `itk3-validator message.xml`.";

#[derive(Debug, Parser)]
#[command(
    name = "itk3-validator",
    version,
    about = "Checks NHS ITK3 messages and builds the acknowledgements that answer them",
    long_about = ABOUT,
    after_help = EXIT_CODES,
    override_usage = "itk3-validator [validate] FILE… [OPTION]…\n       itk3-validator COMMAND …",
    args_override_self = true,
    max_term_width = 100
)]
pub(crate) struct Line {
    #[command(subcommand)]
    pub(crate) word: Word,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Word {
    Validate(Box<validate::Arguments>),
    Ack(Box<acknowledge::Arguments>),
    Review(review::Arguments),
    Simulate(simulate::Arguments),
    Codes(codes::Arguments),
    Convert(convert::Arguments),
    Redact(redact::Arguments),
    Rules(rules::Arguments),
    Lsp(lsp::Arguments),
    Completions(shells::Completions),
    Man(shells::Man),
    #[cfg(not(target_arch = "wasm32"))]
    Definitions(Definitions),
}

/// Make the files of facts that are built in, from published definitions
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, clap::Args)]
pub(crate) struct Definitions {
    #[command(subcommand)]
    word: DefinitionsWord,
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Subcommand)]
enum DefinitionsWord {
    Build(BuildArguments),
}

/// Make files of facts from published definitions: FHIR packages, folders and files
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, clap::Args)]
struct BuildArguments {
    /// FHIR packages (.tgz), folders, or files
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<String>,
    /// The folder to write to; its contents are deleted first
    #[arg(long, value_name = "FOLDER")]
    out: String,
    /// The source of the inputs that follow (repeatable)
    #[arg(long, value_name = "NAME")]
    origin: Vec<String>,
    /// Make the inputs that follow loadable on demand
    #[arg(long)]
    on_demand: bool,
    /// A table that says where each definition was published
    #[arg(long, value_name = "TABLE")]
    provenance: Option<String>,
}

/// What `definitions build` is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Packages, folders and files.
    pub inputs: Vec<BuildInput>,
    /// The folder to write to.
    pub out: String,
    /// A table that says where each definition was published.
    pub provenance: Option<String>,
}

/// One input of `definitions build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildInput {
    /// A package, folder or file.
    pub path: String,
    /// What it comes from, if that was said.
    pub origin: Option<String>,
    /// It is kept where definitions are loaded on demand.
    pub on_demand: bool,
}

/// What the words ask for.
pub(crate) enum Asked {
    Word(Word),
    Build(Build),
    /// Help or the version, in full.
    Text(String),
}

/// The whole command line, as it is described to shells and manuals.
pub(crate) fn command() -> Command {
    Line::command()
}

/// Reads the words. A path without a command is one for `validate`.
///
/// # Errors
///
/// Returns a sentence that says what is wrong with them.
pub(crate) fn read(host: &mut dyn Host, words: &[String]) -> Result<Asked, String> {
    let mut line = vec!["itk3-validator".to_owned()];
    if words.first().is_some_and(|first| is_path(host, first)) {
        line.push("validate".to_owned());
    }
    line.extend_from_slice(words);
    let matches = match command().try_get_matches_from(line) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => return Ok(Asked::Text(error.render().to_string())),
        Err(error) => return Err(complaints::sentence(&error)),
    };
    if let Some(build) = build(&matches) {
        return Ok(Asked::Build(build));
    }
    match Line::from_arg_matches(&matches) {
        Ok(line) => Ok(Asked::Word(line.word)),
        Err(error) => Err(complaints::sentence(&error)),
    }
}

/// The help that is shown where no word was given.
pub(crate) fn help() -> String {
    command().render_help().to_string()
}

/// Not a command, and either an option, or what looks like a path, or is one.
fn is_path(host: &mut dyn Host, word: &str) -> bool {
    let of_all = ["help", "--help", "-h", "--version", "-V"];
    if of_all.contains(&word) || command().get_subcommands().any(|known| known.get_name() == word) {
        return false;
    }
    word.starts_with('-') || word.contains(['.', '/', '\\', '*', '?']) || host.kind(word).is_some()
}

/// `definitions build`: what `--origin` and `--on-demand` say holds for the inputs after them.
fn build(matches: &ArgMatches) -> Option<Build> {
    // Asked for by its name, a command that only the native door has would be a fault of the program.
    let (_, matches) = matches.subcommand().filter(|(name, _)| *name == "definitions")?;
    let (_, matches) = matches.subcommand()?;
    let placed = |name: &str| {
        let texts = matches.get_many::<String>(name).into_iter().flatten().cloned();
        matches.indices_of(name).into_iter().flatten().zip(texts).collect::<Vec<(usize, String)>>()
    };
    let origins = placed("origin");
    let on_demand = matches.get_flag("on_demand").then(|| matches.index_of("on_demand")).flatten();
    let input = |(at, path): (usize, String)| BuildInput {
        path,
        origin: origins.iter().rev().find(|(before, _)| *before < at).map(|(_, origin)| origin.clone()),
        on_demand: on_demand.is_some_and(|before| before < at),
    };
    Some(Build {
        inputs: placed("inputs").into_iter().map(input).collect(),
        out: matches.get_one::<String>("out")?.clone(),
        provenance: matches.get_one::<String>("provenance").cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn the_command_line_is_described_without_contradiction() {
        command().debug_assert();
    }

    #[test]
    fn every_command_and_option_is_explained() {
        fn look(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && !help.ends_with('.'), "{} {}: {help:?}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(look);
        }
        let mut command = command();
        command.build();
        look(&command);
    }
}
