//! What a collector did to its files and told its customers, as a tracer saw it.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::Command;

use uuid::Uuid;

use crate::faulty;

/// A file of the store. The third, the shared memory, is made anew after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum File {
    Database,
    Log,
    /// The folder itself, whose sync keeps the names of the others.
    Folder,
}

/// What was begun at one line of the trace, and done at a later one or never.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) act: Act,
    pub(super) begun: usize,
    pub(super) done: usize,
}

#[derive(Debug)]
pub(super) enum Act {
    Write {
        file: File,
        offset: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: File,
        length: usize,
    },
    Sync(File),
    /// A 2xx about the response with this id.
    Told(Uuid),
    /// A call that failed.
    Nothing,
}

/// `program`, a build of `sondeo`, under a tracer that writes into `log`.
pub(super) fn traced(program: &Command, log: &Path) -> Command {
    let mut strace = faulty::strace();
    // Long enough for a page, and every byte as hexadecimal digits.
    strace.args(["-q", "--seccomp-bpf", "-s", "65536", "-xx", "-o"]).arg(log);
    strace.args(["-e", "trace=openat,close,pwrite64,ftruncate,fsync,fdatasync,writev"]);
    strace.arg(program.get_program());
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace
}

/// Says whether the tracer has written that the process `pid` is gone, which it does last.
pub(super) fn is_whole(log: &Path, pid: u32) -> bool {
    let mut log = fs::File::open(log).unwrap();
    let length = log.metadata().unwrap().len();
    log.seek(SeekFrom::Start(length.saturating_sub(2_000))).unwrap();
    let mut tail = Vec::new();
    log.read_to_end(&mut tail).unwrap();
    let is_last = |line: &str| {
        line.split_once(' ')
            .is_some_and(|(thread, said)| thread == pid.to_string() && said.trim_start().starts_with("+++"))
    };
    String::from_utf8_lossy(&tail).lines().any(is_last)
}

/// Reads the trace of a collector whose data is in `folder`, in the order in which things were begun.
pub(super) fn read(log: &Path, folder: &Path) -> Vec<Event> {
    let mut reader = Reader { folder, events: Vec::new(), files: HashMap::new(), calls: HashMap::new() };
    let log = BufReader::new(fs::File::open(log).unwrap());
    for (number, line) in log.lines().enumerate() {
        reader.read(number, &line.unwrap());
    }
    reader.events
}

struct Reader<'a> {
    folder: &'a Path,
    events: Vec<Event>,
    files: HashMap<i64, File>,
    /// By thread: the call that is under way.
    calls: HashMap<String, Call>,
}

struct Call {
    /// The file that it opens, if it opens one of ours.
    opens: Option<File>,
    /// The events that it is, a range.
    events: std::ops::Range<usize>,
}

impl Reader<'_> {
    fn read(&mut self, number: usize, line: &str) {
        let Some((thread, said)) = line.split_once(' ') else { return };
        let said = said.trim();
        if said.starts_with("<... ") {
            let (Some(call), Some(returned)) = (self.calls.remove(thread), returned(said)) else { return };
            return self.end(&call, returned, number);
        }
        // What a call has done is done, whether its end was seen or the process died before it.
        let cut = said.strip_suffix("<unfinished ...>").or_else(|| said.strip_suffix(" = ?"));
        let (begun, returned) = match cut {
            Some(begun) => (begun.trim_end_matches("<unfinished ...>)").trim_end_matches(')'), None),
            None => match (said.rsplit_once(" = "), returned(said)) {
                (Some((begun, _)), Some(returned)) => (begun, Some(returned)),
                _ => return,
            },
        };
        let Some((name, arguments)) = begun.trim_end().split_once('(') else { return };
        let call = self.begin(name, arguments.trim_end_matches(')'), number);
        match returned {
            Some(returned) => self.end(&call, returned, number),
            None => drop(self.calls.insert(thread.to_owned(), call)),
        }
    }

    fn begin(&mut self, name: &str, arguments: &str, number: usize) -> Call {
        let first = self.events.len();
        let descriptor = arguments.split(',').next().and_then(|word| word.trim().parse::<i64>().ok());
        let file = descriptor.and_then(|descriptor| self.files.get(&descriptor).copied());
        let last = || arguments.rsplit(", ").next().and_then(|word| word.parse().ok()).unwrap();
        let path = (name == "openat").then(|| bytes(arguments));
        let opens = path.and_then(|path| self.file(&String::from_utf8_lossy(&path)));
        let mut add = |act| self.events.push(Event { act, begun: number, done: usize::MAX });
        match (name, file) {
            ("close", Some(_)) => drop(self.files.remove(&descriptor.unwrap())),
            ("pwrite64", Some(file)) => add(Act::Write { file, offset: last(), bytes: bytes(arguments) }),
            ("ftruncate", Some(file)) => add(Act::Cut { file, length: last() }),
            ("fsync" | "fdatasync", Some(file)) => add(Act::Sync(file)),
            ("writev", None) => told(&bytes(arguments)).into_iter().for_each(|id| add(Act::Told(id))),
            _ => {}
        }
        Call { opens, events: first..self.events.len() }
    }

    fn end(&mut self, call: &Call, returned: i64, number: usize) {
        if let (Some(file), 0..) = (call.opens, returned) {
            self.files.insert(returned, file);
        }
        for event in &mut self.events[call.events.clone()] {
            event.done = number;
            match &mut event.act {
                Act::Told(_) => {}
                act if returned < 0 => *act = Act::Nothing,
                Act::Write { bytes, .. } => bytes.truncate(usize::try_from(returned).unwrap()),
                _ => {}
            }
        }
    }

    fn file(&self, path: &str) -> Option<File> {
        let inside = Path::new(path).strip_prefix(self.folder).ok()?;
        match inside.to_str()? {
            "" => Some(File::Folder),
            "sondeo.db" => Some(File::Database),
            "sondeo.db-wal" => Some(File::Log),
            _ => None,
        }
    }
}

/// What a call returned, at the end of its line.
fn returned(said: &str) -> Option<i64> {
    said.rsplit_once(" = ")?.1.split(' ').next()?.parse().ok()
}

/// The bytes of every string in a call's arguments.
fn bytes(arguments: &str) -> Vec<u8> {
    let digit = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'a' + 10 };
    let strings = arguments.split('"').skip(1).step_by(2);
    strings
        .flat_map(|string| string.as_bytes().chunks_exact(4).map(|byte| digit(byte[2]) << 4 | digit(byte[3])))
        .collect()
}

/// The ids of the responses that an answer acknowledges.
fn told(answer: &[u8]) -> Option<Uuid> {
    let answer = String::from_utf8_lossy(answer);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let id = body.strip_prefix("{\"id\":\"")?.split_once("\",\"rev\":")?.0;
    head.starts_with("HTTP/1.1 20").then(|| id.parse().ok())?
}
