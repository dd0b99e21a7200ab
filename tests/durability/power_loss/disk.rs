//! A disk at the moment when the power goes: what was synced is on it, of the rest whatever had got there.

use std::fs;
use std::path::Path;

use rand::RngExt;
use uuid::Uuid;

use super::trace::{Act, Event, File};

/// The smallest piece that a disk writes whole.
const SECTOR: usize = 512;

/// What becomes of writes that no sync has covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// None of them gets there.
    Drop,
    /// Each of them does or does not.
    Random,
    /// Each of them does, or only its first sectors do.
    Torn,
}

impl Mode {
    pub(super) const ALL: [Self; 3] = [Self::Drop, Self::Random, Self::Torn];
}

/// The two files of a store.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    database: Vec<u8>,
    log: Vec<u8>,
}

impl Disk {
    /// Reads what is there before a trace begins.
    pub(super) fn read(folder: &Path) -> Self {
        let read = |name| fs::read(folder.join(name)).unwrap_or_default();
        Self { database: read("sondeo.db"), log: read("sondeo.db-wal") }
    }

    /// Writes both files into a folder.
    pub(super) fn write(&self, folder: &Path) {
        fs::write(folder.join("sondeo.db"), &self.database).unwrap();
        fs::write(folder.join("sondeo.db-wal"), &self.log).unwrap();
    }

    fn take(&mut self, act: &Act, most: usize) {
        match act {
            Act::Write { file, offset, bytes } => {
                let bytes = &bytes[..bytes.len().min(most)];
                let (Some(file), end) = (self.file(*file), offset + bytes.len()) else { return };
                file.resize(file.len().max(end), 0);
                file[*offset..end].copy_from_slice(bytes);
            }
            Act::Cut { file, length } => {
                if let Some(file) = self.file(*file) {
                    file.resize(*length, 0);
                }
            }
            Act::Sync(_) | Act::Told(_) | Act::Nothing => {}
        }
    }

    fn file(&mut self, file: File) -> Option<&mut Vec<u8>> {
        match file {
            File::Database => Some(&mut self.database),
            File::Log => Some(&mut self.log),
            File::Folder => None,
        }
    }
}

/// A trace, played up to a moment.
pub(super) struct Replay<'a> {
    /// What happens by line: an event begins, or a sync is done.
    steps: Vec<(usize, Step<'a>)>,
    next: usize,
    synced: Disk,
    unsynced: Vec<&'a Event>,
    told: Vec<Uuid>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Begins(&'a Event),
    IsSynced(File, &'a Event),
}

impl<'a> Replay<'a> {
    pub(super) fn new(before: Disk, events: &'a [Event]) -> Self {
        let begins = events.iter().map(|event| (event.begun, Step::Begins(event)));
        let syncs = events.iter().filter_map(|event| match event.act {
            Act::Sync(file) if event.done != usize::MAX => Some((event.done, Step::IsSynced(file, event))),
            _ => None,
        });
        let mut steps: Vec<_> = begins.chain(syncs).collect();
        steps.sort_by_key(|(line, _)| *line);
        Self { steps, next: 0, synced: before, unsynced: Vec::new(), told: Vec::new() }
    }

    /// Goes on to the end of a line of the trace.
    pub(super) fn go_to(&mut self, line: usize) {
        while let Some((_, step)) = self.steps.get(self.next).filter(|(at, _)| *at <= line) {
            match step {
                Step::Begins(Event { act: Act::Told(id), .. }) => self.told.push(*id),
                Step::Begins(event) => self.unsynced.push(event),
                Step::IsSynced(file, sync) => {
                    let covers = |event: &&Event| event.done < sync.begun && event.act.file() == Some(*file);
                    self.unsynced
                        .iter()
                        .filter(|event| covers(event))
                        .for_each(|event| self.synced.take(&event.act, usize::MAX));
                    self.unsynced.retain(|event| !covers(event));
                }
            }
            self.next += 1;
        }
    }

    /// The ids that customers were told of.
    pub(super) fn told(&self) -> &[Uuid] {
        &self.told
    }

    /// What is on the disk if the power goes now.
    pub(super) fn after_power_loss(&self, mode: Mode, random: &mut impl RngExt) -> Disk {
        let mut disk = self.synced.clone();
        for event in &self.unsynced {
            let whole = random.random_bool(0.5);
            // There is no half of a cut.
            let most = match mode {
                Mode::Drop => continue,
                Mode::Random if whole => usize::MAX,
                Mode::Random => continue,
                Mode::Torn if whole => usize::MAX,
                Mode::Torn if matches!(event.act, Act::Cut { .. }) => continue,
                Mode::Torn => SECTOR * random.random_range(0..=8),
            };
            disk.take(&event.act, most);
        }
        disk
    }
}

impl Act {
    fn file(&self) -> Option<File> {
        match self {
            Self::Write { file, .. } | Self::Cut { file, .. } => Some(*file),
            Self::Sync(_) | Self::Told(_) | Self::Nothing => None,
        }
    }
}
