//! The kinds of replies of ITK 2.

use serde::Serialize;

/// What answers a message of ITK 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Itk2Reply {
    /// A distribution envelope with an InfrastructureResponse.
    Acknowledgement,
    /// A SOAP envelope with a SimpleMessageResponse, over the connection of the request.
    Answer,
    /// A SOAP fault, over the connection of the request.
    Fault,
}

impl Itk2Reply {
    /// The names, as the command and JavaScript have them.
    pub const NAMES: [&str; 3] = ["acknowledgement", "answer", "fault"];

    /// The reply of a name.
    pub fn of(name: &str) -> Option<Itk2Reply> {
        match name {
            "acknowledgement" => Some(Itk2Reply::Acknowledgement),
            "answer" => Some(Itk2Reply::Answer),
            "fault" => Some(Itk2Reply::Fault),
            _ => None,
        }
    }
}
