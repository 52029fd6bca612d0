//! Documents and drafts on both engines, and as a browser and a program meet them.

mod api;
mod city;
mod drafts;
mod import;
mod leaders;
mod new_units;
mod pages;
