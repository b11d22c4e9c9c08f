//! The server itself, over a real socket: what it answers to good and bad requests, to whom, and with which headers.

mod candidate;
mod banks;
mod guards;
mod hall;
mod pages;
mod practical;
mod problems;
mod public;
mod purpose;
mod registrations;
mod server;
mod tls;
