//! Whether a write-ahead log is whole.
//!
//! SQLite takes the first frame that it cannot read for the torn end of the last write, and drops it with all that
//! follows, without a word. That is right for a power cut and wrong for a damaged disk: what follows may have been
//! acknowledged. A commit is synced before the next one is written, so a torn end has one commit at most; with two of
//! them behind it, a frame that cannot be read was once whole. Damage in the very last commit cannot be told from a
//! torn write. The format: <https://sqlite.org/fileformat2.html#walformat>.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read},
    path::Path,
};

/// The bytes in front of all frames, and of each frame.
const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// The word that a log begins with; its last bit says that checksums are of big-endian words.
const MAGIC: u32 = 0x377f_0682;

/// What is wrong with a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// Nothing of it can be read.
    Head,
    /// So many commits can be read, and at least so many come behind a frame that cannot.
    Commits { before: usize, behind: usize },
}

/// Looks at the log in `path`, which nobody writes to.
pub(super) fn damage(path: &Path) -> io::Result<Option<Damage>> {
    let log = match File::open(path) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut log = BufReader::with_capacity(1 << 16, log);
    let mut head = [0; HEAD];
    if !fill(&mut log, &mut head)? {
        return Ok(None);
    }
    let is_big_endian = word(&head, 0) & 1 == 1;
    let mut sum = Checksum { words: (0, 0), is_big_endian };
    sum.add(&head[..24]);
    let page = usize::try_from(word(&head, 8)).unwrap_or(0);
    if word(&head, 0) & !1 != MAGIC || !sum.is_at(&head, 24) || !(512..=65_536).contains(&page) {
        // A torn head has nothing behind it: it is synced before any frame.
        return Ok(fill(&mut log, &mut [0; FRAME_HEAD])?.then_some(Damage::Head));
    }
    let (mut before, mut behind, mut is_readable) = (0, 0, true);
    let mut frame = vec![0; FRAME_HEAD + page];
    while fill(&mut log, &mut frame)? {
        // Frames of the log's former lives have other salts.
        let is_of_this_life = frame[8..16] == head[16..24];
        if is_readable {
            sum.add(&frame[..8]);
            sum.add(&frame[FRAME_HEAD..]);
            is_readable = is_of_this_life && sum.is_at(&frame, 16);
        }
        let is_commit = is_of_this_life && word(&frame, 4) != 0;
        before += usize::from(is_commit && is_readable);
        behind += usize::from(is_commit && !is_readable);
    }
    Ok((behind > 1).then_some(Damage::Commits { before, behind }))
}

/// Reads exactly so much; false at the end.
fn fill(log: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match log.read_exact(bytes) {
        Err(end) if end.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// SQLite's checksum, which goes on from frame to frame.
struct Checksum {
    words: (u32, u32),
    is_big_endian: bool,
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let (mut first, mut second) = self.words;
        for pair in bytes.chunks_exact(8) {
            let [mut one, mut other] = [word(pair, 0), word(pair, 4)];
            if !self.is_big_endian {
                (one, other) = (one.swap_bytes(), other.swap_bytes());
            }
            first = first.wrapping_add(one).wrapping_add(second);
            second = second.wrapping_add(other).wrapping_add(first);
        }
        self.words = (first, second);
    }

    /// Says whether it is what is written there.
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        self.words == (word(bytes, at), word(bytes, at + 4))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::{Connection, config::DbConfig};
    use tempfile::TempDir;

    use super::*;

    const COMMITS: usize = 5;

    /// A folder with a log of some commits, two frames each, behind a life of ten.
    fn written() -> (TempDir, std::path::PathBuf, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join("a.db")).unwrap();
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
        db.execute_batch("pragma journal_mode = wal; create table one (n); create table other (n)").unwrap();
        let commit = "begin; insert into one values (1); insert into other values (2); commit";
        for _ in 0..10 {
            db.execute_batch(commit).unwrap();
        }
        db.execute_batch("pragma wal_checkpoint(restart)").unwrap();
        for _ in 0..COMMITS {
            db.execute_batch(commit).unwrap();
        }
        let log = folder.path().join("a.db-wal");
        let bytes = fs::read(&log).unwrap();
        assert!(bytes.len() > HEAD + 20 * (FRAME_HEAD + 4096), "the former life is gone");
        (folder, log, bytes)
    }

    #[test]
    fn a_whole_log_and_one_with_a_torn_end_are_taken() {
        let (_folder, log, bytes) = written();
        assert_eq!(damage(&log).unwrap(), None);
        assert_eq!(damage(&log.with_file_name("none")).unwrap(), None);
        let end = HEAD + 2 * COMMITS * (FRAME_HEAD + 4096);
        for torn in [0, 10, HEAD, HEAD + 10, end - 4096, end - 1] {
            fs::write(&log, &bytes[..torn]).unwrap();
            assert_eq!(damage(&log).unwrap(), None, "{torn} bytes are left");
        }
        // Of the last commit any sector may be missing.
        for sector in (end - 2 * 4096..end).step_by(512) {
            let mut torn = bytes.clone();
            torn[sector..sector + 256].fill(0);
            fs::write(&log, &torn).unwrap();
            assert_eq!(damage(&log).unwrap(), None, "sector at {sector} is missing");
        }
    }

    #[test]
    fn a_byte_that_changed_before_the_last_commit_is_found() {
        let (_folder, log, bytes) = written();
        let commit = 2 * (FRAME_HEAD + 4096);
        for (at, want) in [
            (0, Damage::Head),
            (18, Damage::Head),
            (HEAD + 20, Damage::Commits { before: 0, behind: COMMITS }),
            (HEAD + commit + 1_000, Damage::Commits { before: 1, behind: COMMITS - 1 }),
            (HEAD + 4 * commit - 1, Damage::Commits { before: 3, behind: 2 }),
        ] {
            let mut changed = bytes.clone();
            changed[at] ^= 0x40;
            fs::write(&log, &changed).unwrap();
            assert_eq!(damage(&log).unwrap(), Some(want), "byte {at}");
        }
    }
}
