use std::{fmt, time::Duration};

use muster_workflows::{
    contract::chat::interaction::TAKE_COMMAND,
    domain::{DeclarationId, Reference},
};
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    script::{Course, Declared, Resolved, Script},
    stage::Stage,
};
use crate::{End, Message, NotTaken, Outside};

/// How long somebody waits before they try again.
const AGAIN: Duration = Duration::from_millis(700);
/// How long somebody waits before they paste a command again that nobody answered.
const UNANSWERED: Duration = Duration::from_secs(10);

/// Who says so much takes command, too.
const LEADS: usize = 2;

/// What became of a script, as those see it who act in it.
pub(super) struct Life<'a> {
    pub(super) script: &'a Script,
    /// Known from when somebody declares, for the first time.
    pub(super) id: Option<DeclarationId>,
    /// They were told that it is declared.
    pub(super) is_acknowledged: bool,
    /// They were told that it is saved until a region answers.
    pub(super) is_saved: bool,
    /// What was written in its channel.
    pub(super) said: Vec<String>,
    /// Who took command, by their id in Slack.
    pub(super) commander: Option<String>,
    /// They have done what they wanted to do.
    pub(super) is_played: bool,
    /// How often something had to be done again.
    pub(super) again: usize,
    pub(super) waits: Waits,
    /// What they did and saw, and when.
    pub(super) diary: Vec<(Duration, String)>,
}

/// How long people waited.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Waits {
    /// From the first try to declare until it was taken.
    pub(super) for_acknowledgement: Option<Duration>,
    /// From then to the prompt.
    pub(super) for_prompt: Option<Duration>,
    /// From Confirm to the announcement, where they waited for it.
    pub(super) for_announcement: Option<Duration>,
}

impl<'a> Life<'a> {
    pub(super) fn new(script: &'a Script) -> Self {
        Self {
            script,
            id: None,
            is_acknowledged: false,
            is_saved: false,
            said: Vec::new(),
            commander: None,
            is_played: false,
            again: 0,
            waits: Waits::default(),
            diary: Vec::new(),
        }
    }

    /// What it is called: where to look for it.
    pub(super) fn name(&self) -> String {
        let number = self.script.number;
        match &self.id {
            Some(id) => format!("{} ({id}, the {number}th)", Reference::of(id)),
            None => format!("the {number}th"),
        }
    }

    /// How it is to end.
    pub(super) fn end(&self) -> End {
        match self.script.course {
            Course::Cancelled { .. } => End::NeverOpened,
            Course::Resolved { .. } => End::Resolved,
        }
    }

    /// Plays it, for as long as it takes.
    pub(super) async fn play(&mut self, stage: &Stage<'_>) {
        let script = self.script;
        sleep_until(stage.begun + script.at).await;
        let id = self.declare(stage).await;
        match script.course {
            Course::Cancelled { after } => self.answer(stage, &id, "cancel", after).await,
            Course::Resolved { confirmed_after, talk, after, how } => {
                if script.declared != Declared::ShellConfirmed {
                    self.answer(stage, &id, "confirm", confirmed_after).await;
                }
                self.talk(stage, &id, talk).await;
                if talk >= LEADS {
                    self.take_command(stage, &id).await;
                }
                sleep(after).await;
                self.resolve(stage, &id, how).await;
            }
        }
        self.is_played = true;
        stage.audit.ended(id, script.severity, self.end());
    }

    async fn declare(&mut self, stage: &Stage<'_>) -> DeclarationId {
        let Script { number, declarer, title, severity, declared, .. } = self.script;
        let begun = Instant::now();
        let id = if *declared == Declared::Form {
            let _hands = stage.hands_of(declarer).await;
            let open = async || stage.people.open(declarer, "/incident").await;
            let form = self.insist(stage, "opens the form", open).await;
            let id = self.identify(&form);
            let submit = async || stage.people.declare(declarer, &form, title, *severity).await;
            self.is_saved = self.insist(stage, "declares", submit).await == "Saved";
            id
        } else {
            let id = self.identify(&format!("chaos-{number}"));
            let level = severity.to_string();
            let line =
                ["declare", "--id", id.as_str(), "--title", title, "--severity", &level, "--by", declarer];
            let ends: &[&[&str]] = match declared {
                Declared::ShellInBoth => &[&["--region", "east"], &["--region", "west"]],
                Declared::ShellConfirmed => &[&["--confirm"]],
                Declared::Form | Declared::Shell => &[&[]],
            };
            for end in ends {
                let line = [&line[..], end].concat();
                self.insist(stage, "declares at a shell", async || stage.type_in(&line).await).await;
            }
            id
        };
        self.is_acknowledged = true;
        stage.acknowledged.update(|number| number + 1);
        self.waits.for_acknowledgement = Some(begun.elapsed());
        id
    }

    fn identify(&mut self, id: &str) -> DeclarationId {
        let id: DeclarationId = id.parse().expect("a declaration's id");
        self.id = Some(id.clone());
        id
    }

    /// Presses a button of the prompt, a while after it is seen.
    async fn answer(&mut self, stage: &Stage<'_>, id: &DeclarationId, button: &str, after: Duration) {
        let declared = Instant::now();
        stage.lookout.until(|outside| public(outside, id, "prompt").map(drop)).await;
        self.waits.for_prompt = Some(declared.elapsed());
        self.note(stage, "sees the prompt".to_owned());
        sleep(after).await;
        let who = &self.script.responder;
        let _hands = stage.hands_of(who).await;
        let press = async || {
            let outside = stage.lookout.now();
            match public(&outside, id, "prompt") {
                None => Err(NotTaken::because("the prompt is not there")),
                Some(prompt) if !prompt.has_button(button) => Ok(()),
                Some(prompt) => so(stage.people.press(who, "incidents", &prompt.ts, button).await),
            }
        };
        self.insist(stage, button, press).await;
    }

    async fn talk(&mut self, stage: &Stage<'_>, id: &DeclarationId, talk: usize) {
        if talk == 0 {
            return;
        }
        let (who, confirmed) = (&self.script.responder, Instant::now());
        stage.lookout.until(|outside| public(outside, id, "announcement").map(drop)).await;
        self.waits.for_announcement = Some(confirmed.elapsed());
        for n in 0..talk {
            let channel = stage.lookout.until(|outside| channel(outside, id)).await;
            let text = format!("{}: {n} have a look", self.script.number);
            self.insist(stage, "writes", async || stage.people.write(who, &channel, &text).await).await;
            self.said.push(text);
        }
    }

    async fn take_command(&mut self, stage: &Stage<'_>, id: &DeclarationId) {
        let who = &self.script.responder;
        let _hands = stage.hands_of(who).await;
        let press = async || {
            let outside = stage.lookout.now();
            match card(&outside, id) {
                None => Err(NotTaken::because("the card is not there")),
                Some((_, card)) if !card.has_button(TAKE_COMMAND) => Ok(()),
                Some((channel, card)) => stage.people.press(who, channel, &card.ts, TAKE_COMMAND).await,
            }
        };
        self.insist(stage, "takes command", press).await;
        self.commander = Some(stage.people.id(who));
    }

    async fn resolve(&mut self, stage: &Stage<'_>, id: &DeclarationId, how: Resolved) {
        let who = &self.script.responder;
        let reference = Reference::of(id);
        let command = format!("/incident resolve {reference}");
        let _hands = stage.hands_of(who).await;
        match how {
            Resolved::Form => {
                let open = async || stage.people.open(who, &command).await;
                self.resolve_by_form(stage, open).await;
            }
            Resolved::Button => {
                stage.lookout.until(|outside| public(outside, id, "announcement").map(drop)).await;
                let open = async || {
                    let outside = stage.lookout.now();
                    let announcement = public(&outside, id, "announcement");
                    let ts = &announcement.ok_or_else(|| NotTaken::because("no announcement"))?.ts;
                    stage.people.press_for_form(who, "incidents", ts, "resolve").await
                };
                self.resolve_by_form(stage, open).await;
            }
            Resolved::Pasted => self.paste(stage, &reference).await,
            Resolved::Shell => {
                let line = ["resolve", reference.as_str(), "--origin", "internal", "--by", who];
                let resolve = async || so(stage.type_in(&line).await);
                self.insist(stage, "resolves at a shell", resolve).await;
            }
        }
    }

    /// Opens the form and submits it, which stays open until it is taken, and opens it again where it does not.
    async fn resolve_by_form(
        &mut self,
        stage: &Stage<'_>,
        mut open: impl AsyncFnMut() -> Result<String, NotTaken>,
    ) {
        let who = &self.script.responder;
        let mut form = None;
        let resolve = async || {
            if form.is_none() {
                match open().await {
                    Err(why) if why.is_so_already() => return Ok(()),
                    opened => form = Some(opened?),
                }
            }
            let shown = form.clone().unwrap_or_default();
            let done = so(stage.people.resolve(who, &shown).await.map(drop));
            if done.as_ref().is_err_and(NotTaken::is_form_gone) {
                form = None;
            }
            done
        };
        self.insist(stage, "resolves", resolve).await;
    }

    /// Pastes the command, and again where nobody answers.
    async fn paste(&mut self, stage: &Stage<'_>, reference: &Reference) {
        let who = &self.script.responder;
        let person = stage.people.id(who);
        let is_answer = |note: &&Message| note.text.contains(reference.as_str());
        let answers = |outside: &Outside| outside.ephemerals(&person).into_iter().filter(is_answer).count();
        loop {
            let before = answers(&stage.people.outside());
            let text = format!("resolve {reference}");
            self.insist(stage, "pastes", async || stage.people.write(who, "incidents", &text).await).await;
            let answered = stage.lookout.until(|outside| {
                let notes = outside.ephemerals(&person);
                notes.into_iter().filter(is_answer).nth(before).map(|note| note.text.clone())
            });
            match tokio::time::timeout(UNANSWERED, answered).await {
                Ok(answer) => {
                    self.note(stage, format!("is told: {answer}"));
                    if answer.contains("is resolved")
                        || answer.contains("already")
                        || answer.starts_with("Saved")
                        || answer.starts_with("On its way")
                    {
                        return;
                    }
                    sleep(AGAIN).await;
                }
                Err(_) => self.note(stage, "is told nothing".to_owned()),
            }
            self.again += 1;
        }
    }

    /// As people do: again, until it is taken.
    async fn insist<T>(
        &mut self,
        stage: &Stage<'_>,
        what: &str,
        mut attempt: impl AsyncFnMut() -> Result<T, NotTaken>,
    ) -> T {
        loop {
            match attempt().await {
                Ok(done) => {
                    self.note(stage, what.to_owned());
                    return done;
                }
                Err(why) => self.note(stage, format!("{what}: {why}")),
            }
            self.again += 1;
            sleep(AGAIN).await;
        }
    }

    fn note(&mut self, stage: &Stage<'_>, what: String) {
        self.diary.push((stage.begun.elapsed(), what));
    }
}

/// Its diary.
impl fmt::Display for Life<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{:?}", self.name(), self.script)?;
        self.diary.iter().try_for_each(|(at, what)| writeln!(f, "{:>8.1}  {what}", at.as_secs_f64()))
    }
}

/// What is so already need not be done.
fn so(result: Result<(), NotTaken>) -> Result<(), NotTaken> {
    match result {
        Err(why) if why.is_so_already() => Ok(()),
        result => result,
    }
}

/// Muster's public message about an incident for a purpose.
fn public<'o>(outside: &'o Outside, id: &DeclarationId, purpose: &str) -> Option<&'o Message> {
    outside.in_public(id, purpose).into_iter().next()
}

/// An incident's card, and the id of its channel.
fn card<'o>(outside: &'o Outside, id: &DeclarationId) -> Option<(&'o str, &'o Message)> {
    let channel = outside.channels_of(&Reference::of(id)).next()?;
    Some((&channel.id, channel.said("card").into_iter().next()?))
}

/// The id of an incident's channel.
fn channel(outside: &Outside, id: &DeclarationId) -> Option<String> {
    outside.channels_of(&Reference::of(id)).next().map(|channel| channel.id.clone())
}
