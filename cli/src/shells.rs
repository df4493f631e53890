//! `completions SHELL` and `man`: what shells and manuals know of the command, from its own description.

use clap::{Args, Command};
use clap_complete::{Shell, generate};
use clap_mangen::Man as Page;

use crate::host::Host;
use crate::streams::{print, write};

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The manual page of one command, for example validate
    #[arg(value_name = "COMMAND", conflicts_with = "output_folder")]
    command: Option<String>,
    /// Write all pages to this folder
    #[arg(long, value_name = "FOLDER")]
    output_folder: Option<String>,
}

pub(crate) fn completions(host: &mut dyn Host, asked: &Completions, mut whole: Command) -> Result<u8, String> {
    let mut script = Vec::new();
    generate(asked.shell, &mut whole, "itk3-validator", &mut script);
    // clap_complete 4.6.11 writes the name of a command with a hyphen in two ways, and bash never finds one by the other.
    let script = String::from_utf8_lossy(&script).replace("itk3__subcmd__validator", "itk3__validator");
    print(host, &script).map(|()| 0)
}

pub(crate) fn man(host: &mut dyn Host, asked: &Man, mut whole: Command) -> Result<u8, String> {
    whole.build();
    if let Some(folder) = &asked.output_folder {
        for (name, command) in pages(&whole) {
            let path = [folder.trim_end_matches('/'), "/", &name, ".1"].concat();
            write(host, &path, &page(command, &name)?)?;
        }
        return Ok(0);
    }
    let text = match &asked.command {
        None => page(whole.clone(), "itk3-validator")?,
        Some(name) => {
            let name = ["itk3-validator-", name].concat();
            let found = pages(&whole).into_iter().find(|(known, _)| *known == name);
            let (name, command) =
                found.ok_or_else(|| ["manual page ", &name, " not found; run itk3-validator --help for a list of commands"].concat())?;
            page(command, &name)?
        }
    };
    print(host, &text).map(|()| 0)
}

/// The command and each of its commands, by the names of their pages.
fn pages(whole: &Command) -> Vec<(String, Command)> {
    let below = whole.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set());
    let below = below.map(|command| (["itk3-validator-", command.get_name()].concat(), command.clone()));
    std::iter::once(("itk3-validator".to_owned(), whole.clone())).chain(below).collect()
}

fn page(command: Command, name: &str) -> Result<String, String> {
    let mut text = Vec::new();
    let page = Page::new(command.name(name.to_owned())).title(name.to_uppercase());
    page.render(&mut text).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
