//! The server itself, over a real socket: what it answers to good and bad requests, to whom, and with which headers.

mod banks;
mod guards;
mod hall;
mod pages;
mod problems;
mod public;
mod purpose;
mod registrations;
mod server;
