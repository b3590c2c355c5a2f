//! What can stand in each kind of file.

use muster_workflows::domain::Period;

use super::shape::{Shape, one};

mod plan;
mod runbook;

const fn text(example: &'static str) -> Shape {
    one::<String>("text", example)
}

const fn period(example: &'static str) -> Shape {
    one::<Period>("length of time", example)
}
