//! The server itself, over a real socket: what it answers to good and bad requests, to whom, and with which headers.

mod guards;
mod hall;
mod lists;
mod pages;
mod problems;
mod public;
mod purpose;
mod server;
mod staff;
