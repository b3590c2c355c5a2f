//! `cargo xtask demo`.

mod children;
mod environment;
mod time;
mod welcome;
mod world;

use anyhow::{Result, bail};

use self::world::World;
use crate::{play, signals};

/// Brings up everything and stops it again: on a signal, when a part of it fails, or when the play has ended.
pub(crate) async fn run(play: bool) -> Result<()> {
    // One future for all of it: a second Ctrl-C is then for whoever waits for it.
    let interrupted = signals::interrupted();
    tokio::pin!(interrupted);
    let mut world = tokio::select! {
        world = World::start() => world?,
        () = &mut interrupted => {
            eprintln!("\nxtask: stopped");
            return Ok(());
        }
    };
    let ended =
        if play { played(&mut world, interrupted).await } else { clicked(&mut world, interrupted).await };
    let stopped = world.stop().await;
    ended.and(stopped)
}

async fn clicked(world: &mut World, interrupted: impl Future<Output = ()>) -> Result<()> {
    welcome::print(world);
    let (parts, outside) = world.split();
    tokio::select! {
        () = interrupted => {
            eprintln!("\nxtask: stopping");
            Ok(())
        }
        failed = parts.failed() => bail!(failed),
        never = time::follow(outside) => match never? {},
    }
}

async fn played(world: &mut World, interrupted: impl Future<Output = ()>) -> Result<()> {
    let (parts, outside) = world.split();
    tokio::select! {
        () = interrupted => bail!("interrupted"),
        failed = parts.failed() => bail!(failed),
        never = time::follow(outside) => match never? {},
        played = play::play(outside.sandbox, outside.workflows) => played,
    }
}
