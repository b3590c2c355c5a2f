//! A store is a store, whatever it is made of.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

mod any;
mod both;
mod postgres;
mod sqlite;
mod world;
