//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::Flags;

/// 棋盘 Qipan: every promise of a city on one board, its light computed from evidence.
#[derive(Debug, Parser)]
#[command(
    name = "qipan",
    version,
    after_help = "First steps:
  qipan demo                          a board with a demonstration city
  qipan user add --name admin --role administrator
  qipan serve                         your own city, at http://127.0.0.1:7080
  qipan import minutes.docx plan.xlsx read documents in; then review them in the browser

Exit codes: 0 done, 1 refused or failed, 2 wrong use or configuration, 3 something was found
(a journal that does not verify, rows with errors, a health check that fails)."
)]
pub struct Cli {
    /// Settings that go before file and environment.
    #[command(flatten)]
    pub flags: Flags,
    /// Language of messages: zh or en
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// Answer in JSON where a script would want it
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server and its worker
    Serve {
        /// Address to listen on [env QIPAN_LISTEN, default 127.0.0.1:7080]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
    },
    /// Start with a demonstration city: the real units of Binhai New Area, invented commitments over two years
    Demo {
        /// Address to listen on
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Build the city anew
        #[arg(long)]
        fresh: bool,
        /// Only build the city, do not serve
        #[arg(long)]
        build_only: bool,
    },
    /// Read documents in: .docx, .xlsx, .html, .txt, .md, .pdf
    Import {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
    /// Bring a ledger (XLSX or CSV) onto the board
    ImportLedger {
        /// The ledger
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
    },
    /// Show what would be extracted from documents, without a database
    Extract {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
        /// Compare with labelled sentences and print the misses and `precision P recall R f1 F`
        #[arg(long, value_name = "LABELS.jsonl")]
        score: Option<PathBuf>,
        /// Units to match, as CSV or XLSX (default: those of the demonstration city)
        #[arg(long, value_name = "FILE")]
        units: Option<PathBuf>,
        /// Also show exhortations and background
        #[arg(long)]
        all: bool,
    },
    /// Show the board in the terminal
    Board {
        /// As of the end of this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        at: Option<String>,
    },
    /// Write the ledger of all commitments (.xlsx or .csv)
    Ledger {
        /// The file to write
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// As of the end of this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        at: Option<String>,
    },
    /// The journal
    Journal {
        /// Which of its commands.
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// Copy database and files into a folder, while the server runs
    Backup {
        /// A folder that does not exist yet
        #[arg(value_name = "DIR")]
        target: PathBuf,
    },
    /// Bring a backup back; refuses to overwrite a database
    Restore {
        /// A folder that `backup` has made
        #[arg(value_name = "DIR")]
        source: PathBuf,
    },
    /// Users
    User {
        /// Which of its commands.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Tokens of programs
    Token {
        /// Which of its commands.
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Units
    Unit {
        /// Which of its commands.
        #[command(subcommand)]
        command: UnitCommand,
    },
    /// Key projects: tables in and out
    Projects {
        /// Which of its commands.
        #[command(subcommand)]
        command: ProjectsCommand,
    },
    /// The hub
    Hub {
        /// Which of its commands.
        #[command(subcommand)]
        command: HubCommand,
    },
    /// Find information systems that do the same, in a registry given as JSON Lines (docs/overlap.md)
    Overlap(OverlapArgs),
    /// Bring the database up to date and say what ran
    Migrate,
    /// Check configuration, database, files, fonts and tools
    Doctor,
    /// Print the OpenAPI document
    Openapi,
    /// Measure: builds a large city in a temporary folder and prints figures beside the bare engine's
    Bench(crate::commands::bench::BenchArgs),
    /// Print completions for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

/// What can be done with key projects.
#[derive(Debug, Subcommand)]
pub enum ProjectsCommand {
    /// Read a table of key projects in (.xlsx, .xls, .csv): monthly table, ten-day table, ledgers …
    Import {
        /// The table
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
        /// Which table: monthly, ten-day, goals, site, permits, targets, five-year, promotion (default: found out)
        #[arg(long, value_name = "TABLE")]
        table: Option<String>,
        /// The year (default: as the file says)
        #[arg(long)]
        year: Option<i32>,
        /// The month (default: as the file says)
        #[arg(long)]
        month: Option<u32>,
        /// The ten-day, 1 to 3 (default: as the file says)
        #[arg(long)]
        part: Option<u32>,
        /// Why data and plans change
        #[arg(long, default_value = "")]
        reason: String,
        /// Enter projects that the book does not have; needs --unit and --line
        #[arg(long)]
        create: bool,
        /// Lead unit of new projects, by name
        #[arg(long)]
        unit: Option<String>,
        /// Line of new projects, by name or code
        #[arg(long)]
        line: Option<String>,
        /// Where the cumulative amount stands as before, enter 0 for the month
        #[arg(long)]
        zeros: bool,
        /// Do not enter the new problems of the table
        #[arg(long)]
        leave_problems: bool,
        /// Import although totals or shares do not agree
        #[arg(long)]
        accept_sums: bool,
        /// Leave out rows that are wrong or not known, import the others
        #[arg(long)]
        leave_faulty: bool,
    },
    /// Write a table (.xlsx or .csv), or the whole book in OC4IDS 0.9.5 (JSON)
    Export {
        /// The file to write
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// The whole book in the Open Contracting for Infrastructure Data Standard instead of a table
        #[arg(long)]
        oc4ids: bool,
        /// The address under which the OC4IDS package is published
        #[arg(long, value_name = "URL", default_value = "urn:qipan:oc4ids")]
        uri: String,
        /// The prefix of project identifiers that is registered for the publisher: oc4ids- and six characters
        #[arg(long, value_name = "PREFIX")]
        prefix: Option<String>,
        /// Which table: monthly, ten-day, goals, site, permits, targets, five-year, promotion, funds, participants
        #[arg(long, value_name = "TABLE", default_value = "monthly")]
        table: String,
        /// The year (default: this year)
        #[arg(long)]
        year: Option<i32>,
        /// The month (default: the last that is over)
        #[arg(long)]
        month: Option<u32>,
        /// The ten-day, 1 to 3
        #[arg(long)]
        part: Option<u32>,
    },
}

/// What to compare.
#[derive(Debug, clap::Args)]
pub struct OverlapArgs {
    /// The registry; alone, its pairs of systems that do the same are listed
    #[arg(value_name = "REGISTRY.jsonl", required_unless_present = "score", conflicts_with = "score")]
    pub registry: Option<PathBuf>,
    /// One proposed system as a JSON object: list what does the same, and why
    #[arg(long, value_name = "FILE.json", requires = "registry")]
    pub proposal: Option<PathBuf>,
    /// Measure on a registry whose truth is known, beside simpler methods; ends with `p@1 X p@300 Y mrr Z query MS ms`
    #[arg(long, value_name = "REGISTRY.jsonl")]
    pub score: Option<PathBuf>,
    /// The true pairs, two identifiers a line (default: what the registry itself tells)
    #[arg(long, value_name = "FILE", requires = "score")]
    pub pairs: Option<PathBuf>,
    /// How capability sets are compared: six tenths of all (jaccard) or of the smaller set (overlap)
    #[arg(long, value_name = "jaccard|overlap", default_value = "jaccard", value_parser = ["jaccard", "overlap"])]
    pub truth: String,
    /// How many matches or pairs to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
}

/// What can be done with the hub.
#[derive(Debug, Subcommand)]
pub enum HubCommand {
    /// Write every commitment, unit, line and document to the hub again, while the server runs
    Publish,
}

/// What can be done with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Check every hash, chain and seal
    Verify,
    /// Seal what is new
    Seal,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; the password is read from the terminal or from standard input
    Add {
        /// Sign-in name
        #[arg(long)]
        name: String,
        /// Name as shown
        #[arg(long)]
        display: Option<String>,
        /// administrator, supervision, unit_handler, unit_leader, city_leader or auditor
        #[arg(long)]
        role: String,
        /// The user's unit, by name
        #[arg(long)]
        unit: Option<String>,
    },
    /// List users
    List,
    /// Set a new password, read from the terminal or from standard input
    Password {
        /// Sign-in name
        #[arg(long)]
        name: String,
    },
}

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it: it is shown this once
    Add {
        /// What it is for
        #[arg(long)]
        name: String,
        /// Role of the program
        #[arg(long)]
        role: String,
        /// The program's unit, by name
        #[arg(long)]
        unit: Option<String>,
        /// Days until it ends
        #[arg(long, default_value_t = 365)]
        days: i32,
    },
}

/// What can be done with units.
#[derive(Debug, Subcommand)]
pub enum UnitCommand {
    /// Import units from CSV or XLSX
    Import {
        /// The table
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
    },
    /// List units
    List,
}
