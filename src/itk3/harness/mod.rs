//! What the ITK3 Test Harness of the NHS does with a message: which of its checks pass, and what its simulator answers.
//!
//! Both follow its public configuration (nhsdigitalmait/FHIR_MESH, rule set 20220301). The checks of it that are not public are
//! named, so that nobody takes them for passed.

mod checks;
mod look;
mod simulator;
mod triggers;

use serde::Serialize;

use super::codes::Level;

pub(crate) use checks::checks;
pub(crate) use simulator::simulate;

/// Where the configuration is published.
pub const CONFIGURATION: &str = "https://github.com/nhsdigitalmait/FHIR_MESH";

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// The harness reports a pass.
    Pass,
    /// The harness reports a failure.
    Fail,
    /// It cannot be carried out here, or it checks nothing.
    NotRun,
}

/// A check of the harness.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Check {
    /// Its name, as the harness has it.
    pub name: &'static str,
    /// What it looks at.
    pub test: &'static str,
    /// Pass, fail, or not run.
    pub result: CheckResult,
    /// Rules and response codes of this validator that look at the same.
    #[serde(skip)]
    pub(crate) rules: &'static [&'static str],
    /// What is to be known where the two differ.
    #[serde(skip)]
    pub(crate) caution: &'static str,
}

/// What decided what the simulator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// A handling key is missing or cannot be read.
    HandlingKey,
    /// A given name that is a code.
    GivenName,
    /// The receiver of the header.
    Receiver,
    /// An NHS number of one of its lists.
    NhsNumber,
    /// InfAckRequested and BusAckRequested.
    Flags,
    /// The message is a response.
    Response,
}

/// A response that the simulator sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SimulatedResponse {
    /// Infrastructure or business.
    pub level: Level,
    /// Its response code; `invrep` stands for one that is invalid on purpose.
    pub code: &'static str,
}

/// What the simulator answers to a message, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Simulation {
    /// What decided it.
    pub trigger: Trigger,
    /// The same as a sentence.
    pub because: String,
    /// The responses, in the order in which they are sent; none where the simulator stays silent.
    pub responses: Vec<SimulatedResponse>,
    /// What is to be known beside it.
    pub notes: Vec<&'static str>,
}

/// The name of a response that is invalid on purpose, in place of a code.
pub(crate) const INVALID: &str = "invrep";
