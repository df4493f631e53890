//! The server on standard input and output: one thread reads, one works, and the one that began holds the documents, so that
//! neither a long check nor an editor that waits keeps the others waiting.

use std::io::{self, BufRead, ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::Message;

use super::{Done, Engine, Job, Next, Server};
use crate::host::Host;

/// Messages may be deep, and a main thread has as much.
const STACK: usize = 8 << 20;

/// What comes to pass.
enum Event {
    Message(Message),
    Unreadable(String),
    /// The editor has gone.
    End,
    Done(Done, Duration),
}

/// Serves an editor until it says that it is enough, or goes. Returns the exit code.
///
/// # Errors
///
/// Returns a sentence where threads cannot be started or the editor does not read what is written.
pub fn serve(host: impl Host + Send + 'static) -> Result<u8, String> {
    let (events, coming) = channel();
    let (jobs, work) = channel();
    let fault = |error: io::Error| format!("the language server cannot run: {error}");
    let reader = events.clone();
    thread::Builder::new().name("reader".to_owned()).spawn(move || read(&mut io::stdin().lock(), &reader)).map_err(fault)?;
    let worker = move || do_work(host, &work, &events);
    thread::Builder::new().name("worker".to_owned()).stack_size(STACK).spawn(worker).map_err(fault)?;
    hold(&coming, &jobs, &mut io::stdout().lock()).map_err(fault)
}

/// Reads messages. One that cannot be read is told, and the next one begins with the next header.
fn read(input: &mut dyn BufRead, events: &Sender<Event>) {
    let mut input = input;
    loop {
        let event = match Message::read(&mut input) {
            Ok(Some(message)) => Event::Message(message),
            Err(error) if error.kind() == ErrorKind::InvalidData => Event::Unreadable(brief(&error)),
            Ok(None) | Err(_) => Event::End,
        };
        let is_end = matches!(event, Event::End);
        if events.send(event).is_err() || is_end {
            return;
        }
    }
}

/// What is wrong, without the message itself.
fn brief(error: &io::Error) -> String {
    let said = error.to_string();
    said.split(['`', ':']).next().unwrap_or_default().trim().to_owned()
}

fn do_work(mut host: impl Host, work: &Receiver<Job>, events: &Sender<Event>) {
    let mut engine = Engine::new();
    for job in work {
        let begin = Instant::now();
        let id = job.id();
        let done = catch_unwind(AssertUnwindSafe(|| engine.work(&mut host, job))).unwrap_or_else(|_| {
            // What it knew may be half made.
            engine = Engine::new();
            Done::failed(id)
        });
        if events.send(Event::Done(done, begin.elapsed())).is_err() {
            return;
        }
    }
}

fn hold(coming: &Receiver<Event>, jobs: &Sender<Job>, output: &mut dyn Write) -> io::Result<u8> {
    let mut output = output;
    let begin = Instant::now();
    let now = || begin.elapsed().as_millis() as u64;
    let mut server = Server::new();
    let take = |server: &mut Server, event: Event| match event {
        Event::Message(message) => server.receive(message, now()),
        Event::Unreadable(why) => server.unreadable(&why),
        Event::Done(done, took) => server.done(done, took.as_millis() as u64),
        Event::End => server.gone(),
    };
    loop {
        let wait = match server.next(now()) {
            Next::Work(job) => {
                let _ = jobs.send(job);
                None
            }
            Next::Wait(wait) => wait,
            Next::Exit(code) => return Ok(code),
        };
        let event = match wait {
            None => coming.recv().ok(),
            Some(wait) => match coming.recv_timeout(Duration::from_millis(wait)) {
                Err(RecvTimeoutError::Timeout) => continue,
                event => event.ok(),
            },
        };
        take(&mut server, event.unwrap_or(Event::End));
        // Whatever else is there already comes first: a check of a text that is about to change would be for nothing.
        while let Ok(event) = coming.try_recv() {
            take(&mut server, event);
        }
        for message in server.outgoing() {
            message.write(&mut output)?;
        }
    }
}
