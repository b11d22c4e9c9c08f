//! The clock-driven work: the outbox, and whatever jobs the program is put together with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::services::messages::Courier;
use crate::services::{Context, ServiceError};

/// How long the work rests between two turns.
const REST: Duration = Duration::from_secs(1);

/// Work that is looked after every second. It decides itself, by the context's clock, whether anything is due.
pub struct Job {
    name: &'static str,
    work: Work,
    /// Whether it has a thread of its own, because it takes longer than a sitting's end may wait.
    apart: bool,
}

type Work = Box<dyn Fn(&Context) -> Result<(), ServiceError> + Send + Sync>;

impl Job {
    /// A job; its name stands in the log.
    pub fn new(
        name: &'static str,
        work: impl Fn(&Context) -> Result<(), ServiceError> + Send + Sync + 'static,
    ) -> Self {
        Self { name, work: Box::new(work), apart: false }
    }

    /// A job on a thread of its own: one that takes its time must not delay the others.
    pub fn apart(
        name: &'static str,
        work: impl Fn(&Context) -> Result<(), ServiceError> + Send + Sync + 'static,
    ) -> Self {
        Self { apart: true, ..Self::new(name, work) }
    }

    /// Runs it once. An error, and even a panic, is logged and stops nothing else.
    fn run(&self, context: &Context) {
        match catch_unwind(AssertUnwindSafe(|| (self.work)(context))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(job = self.name, %error, "a job failed; it runs again"),
            Err(_) => tracing::error!(job = self.name, "a job panicked; it runs again"),
        }
    }
}

/// The threads that do the work: mail on one of its own, so that a slow mail server delays no sitting's end, and so is
/// whatever else takes its time.
pub struct Runner {
    stopping: Arc<AtomicBool>,
    bells: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts the work.
    ///
    /// # Panics
    /// When the system gives no thread: the program can't run then.
    #[must_use]
    pub fn start(context: Context, courier: Arc<impl Courier + 'static>, jobs: Vec<Job>) -> Self {
        let stopping = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stopping);
        let mail = Job::new("mail", move |context| courier.carry(context, &|| !stopped.load(Ordering::SeqCst)));
        let mut runner = Self { stopping, bells: Vec::new(), threads: Vec::new() };
        runner.spawn("mail", context.clone(), vec![mail]);
        let (apart, together): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.apart);
        for job in apart {
            runner.spawn(job.name, context.clone(), vec![job]);
        }
        runner.spawn("jobs", context, together);
        runner
    }

    /// Stops the work: what is being done is finished, a batch of mails after the present one.
    pub fn stop(mut self) {
        self.end();
    }

    fn spawn(&mut self, name: &str, context: Context, jobs: Vec<Job>) {
        let (bell, rung) = mpsc::channel();
        let stopping = Arc::clone(&self.stopping);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || turn(&context, &jobs, &rung, &stopping))
            .expect("the system gives a thread to a program that starts");
        self.bells.push(bell);
        self.threads.push(thread);
    }

    fn end(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.bells.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.end();
    }
}

fn turn(context: &Context, jobs: &[Job], rung: &Receiver<()>, stopping: &AtomicBool) {
    loop {
        for job in jobs {
            if stopping.load(Ordering::SeqCst) {
                return;
            }
            job.run(context);
        }
        if rung.recv_timeout(REST) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}
