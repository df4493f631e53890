//! What is answered to a message: acknowledgements, and what a sender makes of them.

pub(crate) mod acknowledge;
mod conversation;

pub use acknowledge::{Acknowledgement, AcknowledgementOptions, Mesh, Organization, Practitioner, Refusal, Responder};
pub use conversation::{Conversation, Reviewed, State};
