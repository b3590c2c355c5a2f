//! Incidents at random moments of their life, while processes are killed, regions are taken away and given back, and
//! the outside world fails, stalls, limits and lies. Afterwards each that was acknowledged must be there, once.

mod accounts;
mod audit;
mod cut;
mod life;
mod lookout;
mod outage;
mod report;
mod schedule;
mod script;
mod span;
mod stage;
mod trouble;
mod verdict;
mod weather;

use std::time::Duration;

use futures_util::future::join_all;
use muster_sandbox::{Options, System};
use tokio::{join, select, time::timeout_at};

pub use report::Report;
pub use schedule::Schedule;

use crate::{People, Starter, TwoRegions};
use accounts::Ending;
use life::Life;
use stage::Stage;
use trouble::Now;

/// All that is outside.
const SYSTEMS: [System; 5] =
    [System::Slack, System::Jira, System::Confluence, System::Zoom, System::PagerDuty];

/// How long everything has, once there is no more trouble, to come to its end: a durable attempt that died with its
/// worker holds its lease for a while, and pauses between attempts have grown.
const SETTLE: Duration = Duration::from_secs(240);

/// Plays the schedule of a seed, and tells what it came to. Where something is wrong, everything that was written is
/// kept in a folder, which is named.
pub async fn run(seed: u64, incidents: usize) -> Report {
    let schedule = Schedule::draw(seed, incidents);
    // Slack repeats an event at once, after a minute and after five: too long here.
    let event_retries = [0, 1, 3, 6].map(Duration::from_secs).to_vec();
    let mut muster = TwoRegions::without_starter(Options { event_retries, ..Options::default() }).await;
    let starter = |name, regions| muster.another_starter(name, regions).by_socket();
    let mut starters = [starter("west-starter", "west,east"), starter("east-starter", "east,west")];
    join_all(starters.iter_mut().map(Starter::start)).await;
    let mut lives: Vec<_> = schedule.scripts.iter().map(Life::new).collect();
    let ending = play(&schedule, &mut muster, &mut starters, &mut lives).await;
    let mut report = accounts::close(&muster, &mut starters, &lives, ending).await;
    if !report.is_good() {
        write_down(&muster, &schedule, &lives);
        let folder = muster.keep_folder();
        report.wrong.push(format!("everything that was written is in {}", folder.display()));
    }
    report
}

async fn play(
    schedule: &Schedule,
    muster: &mut TwoRegions,
    starters: &mut [Starter; 2],
    lives: &mut [Life<'_>],
) -> Ending {
    let shell = muster.at_a_shell();
    let TwoRegions { west, east, sandbox, .. } = muster;
    let sandbox = &*sandbox;
    let people = People::of(sandbox);
    let stage = Stage::new(people, shell);
    let clients = [west.client.clone(), east.client.clone()];
    let (begun, now) = (stage.begun, Now::default());
    let system = |system| trouble::of_system(sandbox, system, &schedule.weather, begun, &now);
    let number = lives.len();
    let played = timeout_at(begun + schedule.length + SETTLE, async {
        let played = join_all(lives.iter_mut().map(|life| life.play(&stage)));
        let [west_starter, east_starter] = &mut *starters;
        let trouble = async {
            let ((), (), (), (), (), (), struck) = join!(
                trouble::of_region(west, &schedule.west, begun, &now),
                trouble::of_region(east, &schedule.east, begun, &now),
                trouble::of_starter(west_starter, &schedule.starters[0], begun, &now),
                trouble::of_starter(east_starter, &schedule.starters[1], begun, &now),
                trouble::of_sockets(sandbox, &schedule.cuts, begun),
                trouble::of_search(sandbox, schedule.search_lag, begun, &now),
                join_all(SYSTEMS.map(system)),
            );
            struck.into_iter().sum()
        };
        let (struck, _) = join!(trouble, played);
        stage.settled(number, &clients, starters).await;
        struck
    });
    let struck = select! {
        struck = played => struck.ok(),
        never = stage.look() => never,
        never = stage.tell_progress(number, &now) => never,
    };
    Ending {
        struck,
        trouble: schedule.length,
        settling: begun.elapsed().saturating_sub(schedule.length),
        rests: stage.audit.waits(),
    }
}

/// What people did and saw, and what was outside at the end.
fn write_down(muster: &TwoRegions, schedule: &Schedule, lives: &[Life<'_>]) {
    let diaries: String = lives.iter().map(Life::to_string).collect();
    let outside = serde_json::to_string_pretty(&muster.sandbox.dump()).expect("the dump as JSON");
    for (name, text) in
        [("schedule.txt", format!("{schedule:#?}")), ("lives.txt", diaries), ("outside.json", outside)]
    {
        std::fs::write(muster.folder().join(name), text).expect("a written file");
    }
}
