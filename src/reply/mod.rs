//! What is answered to a message: acknowledgements, and what a sender makes of them.

pub(crate) mod acknowledge;
mod conversation;
mod itk2;
mod simulate;
mod types;

pub use crate::itk2::Itk2Reply;
pub use conversation::{Conversation, Reviewed, State};
pub use simulate::Simulated;
pub use types::{Acknowledgement, AcknowledgementOptions, Mesh, Organization, Practitioner, Refusal, Responder};
