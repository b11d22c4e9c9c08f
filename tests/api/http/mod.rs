//! The server itself, over a real socket: what it answers to good and bad requests, to whom, and with which headers.

mod banks;
mod candidate;
mod ceremony;
mod exports;
mod guards;
mod guest;
mod hall;
mod lists;
mod lockdown;
mod office;
mod office_files;
mod pages;
mod practical;
mod problems;
mod public;
mod purpose;
mod recusals;
mod registrations;
mod server;
mod staff;
mod tls;
