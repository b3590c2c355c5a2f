//! An activity that makes something, with one input.

use std::fmt;

use futures::{FutureExt, future::LocalBoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use temporalio_sdk::activities::ExecutableActivity;

use crate::world::{As, Client, Failed, Point, World};

type Prepare = dyn for<'a> Fn(&'a World) -> LocalBoxFuture<'a, Value>;
type Run = dyn for<'a> Fn(&'a World, As, Value) -> LocalBoxFuture<'a, Result<Value, Failed>>;

/// An activity that makes something, with one input.
pub(super) struct Case {
    /// Its name.
    pub(super) activity: String,
    /// The first attempt: fast for all but those that are durable from the start.
    pub(super) first: As,
    /// What exists when it was made once.
    pub(super) once: Value,
    exists: fn(&World) -> Value,
    search_lags: bool,
    prepare: Box<Prepare>,
    run: Box<Run>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let circumstances = if self.search_lags { " while Jira's search lags" } else { "" };
        write!(f, "{}{circumstances}", self.activity)
    }
}

impl Case {
    /// An activity with the input that a world is prepared for, and what is to exist afterwards.
    pub(super) fn of<A>(
        _: A,
        prepare: for<'a> fn(&'a World) -> LocalBoxFuture<'a, A::Input>,
        exists: fn(&World) -> Value,
        once: Value,
    ) -> Self
    where
        A: ExecutableActivity<Implementer: Client> + 'static,
        A::Input: Serialize + DeserializeOwned,
        A::Output: Serialize,
    {
        let input = |input| serde_json::to_value(input).unwrap();
        let output =
            |result: Result<A::Output, Failed>| result.map(|made| serde_json::to_value(made).unwrap());
        Self {
            activity: A::definition().name().to_owned(),
            first: As::Fast,
            once,
            exists,
            search_lags: false,
            prepare: Box::new(move |world| prepare(world).map(input).boxed_local()),
            run: Box::new(move |world, attempt, input| {
                let input = serde_json::from_value(input).unwrap();
                world.run_as(attempt, "run-1", A::definition(), input).map(output).boxed_local()
            }),
        }
    }

    /// It is durable from the start.
    pub(super) fn durable(self) -> Self {
        Self { first: As::Durable, ..self }
    }

    /// In a world whose Jira finds by search only what was made 30 s ago.
    pub(super) fn while_search_lags(self) -> Self {
        Self { search_lags: true, ..self }
    }

    /// A world in which nothing of it has been made, and the input.
    pub(super) async fn begin(&self) -> (World, Value) {
        let world = World::start().await;
        if self.search_lags {
            world.lag_search(30).await;
        }
        let input = (self.prepare)(&world).await;
        (world, input)
    }

    /// One attempt.
    pub(super) async fn attempt(&self, world: &World, attempt: As, input: &Value) -> Result<Value, Failed> {
        (self.run)(world, attempt, input.clone()).await
    }

    /// What exists of it.
    pub(super) fn exists(&self, world: &World) -> Value {
        (self.exists)(world)
    }

    /// The calls that a first attempt makes when all goes well.
    pub(super) async fn points(&self) -> Vec<Point> {
        let (world, input) = self.begin().await;
        let before = world.sandbox.core().log.calls().len();
        self.attempt(&world, self.first, &input).await.unwrap();
        let mut points: Vec<Point> = Vec::new();
        for call in world.sandbox.core().log.calls().split_off(before) {
            let same = |point: &&Point| point.system == call.system && point.operation == call.operation;
            let after = points.iter().filter(same).count();
            points.push(Point {
                system: call.system,
                operation: call.operation,
                after: after.try_into().unwrap(),
            });
        }
        points
    }
}
