//! F2: the power goes. What was synced is on the disk; of the rest, whatever had got there.
//!
//! A tracer notes each write and each sync of a collector under load, and each 2xx. From that the disk is made as
//! it is after a loss of power at one moment or another, the real binary opens it, and what customers had been told
//! of by then has to be there.

mod disk;
mod order;
mod trace;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rand::seq::IteratorRandom;
use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;
use tests::collector::{Data, binary};
use tests::load::{Ledger, Load, Mix};
use uuid::Uuid;

use self::disk::{Disk, Mode, Replay};
use self::order::Order;
use self::trace::{Act, Event, File};
use crate::shop::Shop;
use crate::{extent, faulty, figures, file};
use tests::wait::until;

const PATIENCE: Duration = Duration::from_secs(30);
/// The log's before, the database's after, and where the log then begins anew: its own and its folder's.
const SYNCS_OF_A_CHECKPOINT: usize = 4;
/// One empties the log that the shop was made in, and one the log of the collector when it ends.
const CHECKPOINTS_AT_BOTH_ENDS: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_whenever_the_power_goes() {
    let run = Run::of(Command::new(binary()), extent::TRACED_RESPONSES.times()).await;
    let order = order::of(&run.events);
    assert_eq!(order.told_too_early, 0, "a 2xx came before the sync of its batch: {order:?}");
    assert!(
        order.checkpoints > CHECKPOINTS_AT_BOTH_ENDS,
        "no checkpoint was under way: this proves less than it should"
    );
    // One that readers kept from moving anything has synced the log alone.
    let most = order.batches + SYNCS_OF_A_CHECKPOINT * (order.checkpoints + 1);
    assert!(order.syncs <= most, "too many syncs: {order:?}");
    let losses = run.cut_power(extent::POWER_CUTS.times());
    losses.tell("F2 loss of power, SQLite", &order);
    assert_eq!(losses.broken, Vec::<String>::new());
    assert_eq!(
        (losses.losing, losses.unsent),
        (0, 0),
        "images that lose what was acknowledged, or have what was not sent"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_does_not_wait_for_the_disk_loses_what_it_acknowledged() {
    let run = Run::of(faulty::sondeo("synchronous-normal=return"), extent::TRACED_RESPONSES.times()).await;
    let order = order::of(&run.events);
    let losses = run.cut_power(extent::POWER_CUTS_OF_THE_CONTROL.times());
    losses.tell("F2 negative control: synchronous=normal", &order);
    assert!(order.told_too_early > order.told / 2, "this proves nothing: {order:?}");
    // A log with a hole is refused by name: what is behind the hole is lost as well.
    let lost = losses.losing + losses.broken.len();
    assert!(lost > losses.images / 2, "it has to lose, and did in {lost} of {}", losses.images);
}

/// A collector's work, from before its start to its end.
struct Run {
    before: Disk,
    events: Vec<Event>,
    sent: HashSet<Uuid>,
}

/// What became of it on the disks that were left.
#[derive(Debug, Default)]
struct Losses {
    moments: usize,
    images: usize,
    /// Images that have not all of what was acknowledged by then.
    losing: usize,
    /// The most that one of them has not.
    most_lost: usize,
    /// Responses that are in an image and that nobody sent.
    unsent: usize,
    /// What the binary said of images that it does not open, or whose tallies are not a recount.
    broken: Vec<String>,
}

impl Run {
    /// Traces a collector that takes so many responses, and more until a checkpoint was among them.
    async fn of(program: Command, responses: usize) -> Self {
        let shop = Shop::new();
        let before = Disk::read(shop.data.folder());
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("trace");
        let mut collector = shop.data.serve_by(trace::traced(&program, &log));
        let crowd = shop.crowd(&[&collector]);
        let (mut sent, ledger) = (HashSet::new(), Arc::new(Ledger::default()));
        let load = Load { rate: 500, mix: Mix::ANSWERS, ..Load::default() };
        // Only checkpoints write to the database; how many pages a log gets is the disk's to say.
        let written = || fs::metadata(shop.data.folder().join("sondeo.db")).unwrap().modified().unwrap();
        let at_first = written();
        while sent.len() < responses || written() == at_first {
            let prompts = crowd.prompts(responses).await;
            sent.extend(prompts.iter().map(|prompt| prompt.id));
            load.run(&crowd, &ledger, prompts, std::future::pending()).await;
            load.settle(&crowd, &ledger, PATIENCE).await;
        }
        // Not killed: the tracer would not tell the last answers.
        collector.ask_to_end();
        assert!(collector.wait().success());
        until("the trace is whole", PATIENCE, async || trace::is_whole(&log, collector.pid())).await;
        let events = trace::read(&log, shop.data.folder());
        let told: HashSet<Uuid> = order::told(&events).map(|(_, id)| id).collect();
        assert!(told == sent, "of {} that were acknowledged the trace tells {}", sent.len(), told.len());
        Self { before, events, sent }
    }

    /// Cuts the power at so many moments, and looks at what each mode leaves of it.
    fn cut_power(&self, moments: usize) -> Losses {
        let mut random = StdRng::seed_from_u64(1);
        let (mut replay, mut losses) = (Replay::new(self.before.clone(), &self.events), Losses::default());
        for moment in self.moments(moments, &mut random) {
            replay.go_to(moment);
            losses.moments += 1;
            for mode in Mode::ALL {
                self.look(&replay.after_power_loss(mode, &mut random), replay.told(), &mut losses);
            }
            if losses.moments % 50 == 0 {
                println!("power: {} of {moments} moments, {} images lose", losses.moments, losses.losing);
            }
        }
        losses
    }

    /// Lines of the trace in their order: a third right after a 2xx, a third within checkpoints, the rest anywhere.
    fn moments(&self, most: usize, random: &mut StdRng) -> BTreeSet<usize> {
        let mut moments = BTreeSet::new();
        let kinds: [fn(&Act) -> bool; 3] = [
            |act| matches!(act, Act::Told(_)),
            |act| matches!(act, Act::Write { file: File::Database, .. }),
            |act| !matches!(act, Act::Nothing),
        ];
        for (at, kind) in kinds.into_iter().enumerate() {
            let lines = self.events.iter().filter(|event| kind(&event.act)).map(|event| event.begun);
            let fresh = lines.filter(|line| !moments.contains(line)).collect::<BTreeSet<_>>();
            moments.extend(fresh.into_iter().sample(random, (most - moments.len()) / (3 - at)));
        }
        moments
    }

    fn look(&self, disk: &Disk, told: &[Uuid], losses: &mut Losses) {
        let data = Data::new();
        disk.write(data.folder());
        let said = data.command_of(Command::new(binary()), &["verify"]).output().unwrap();
        let text = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        losses.images += 1;
        if !said.status.success() || !text.contains("equal") {
            return losses.broken.push(text);
        }
        let stored: HashSet<Uuid> = file::rows(data.folder()).into_iter().map(|row| row.id).collect();
        let lost = told.iter().filter(|id| !stored.contains(id)).count();
        losses.losing += usize::from(lost > 0);
        losses.most_lost = losses.most_lost.max(lost);
        losses.unsent += stored.difference(&self.sent).count();
    }
}

impl Losses {
    fn tell(&self, run: &str, order: &Order) {
        let found = json!({
            "moments": self.moments, "images": self.images, "images_broken": self.broken.len(),
            "images_that_lose": self.losing, "most_lost": self.most_lost, "responses": order.told,
            "told_before_their_sync": order.told_too_early, "batches": order.batches,
            "checkpoints": order.checkpoints, "syncs": order.syncs,
        });
        figures::tell(run, &found);
    }
}
