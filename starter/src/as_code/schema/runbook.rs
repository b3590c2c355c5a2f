//! A runbook's fields. The tests hold it to what serde reads as a [`Runbook`].

use jiff::Timestamp;
use muster_workflows::domain::{
    Problem, Severity, Zone,
    runbook::{Cron, Missing, RecordType, Risk, Runbook, Statistic, Surroundings, Target, Threshold},
};

use super::{period, plan, text};
use crate::as_code::{
    AsCode,
    shape::{Field, Shape, distinct, one, optional, required},
};

impl AsCode for Runbook {
    const NOUN: &str = "runbook";
    const EXAMPLE: &str = "runbooks/examples/restart-web.toml";
    type Around = Surroundings;

    fn fields() -> &'static [Field] {
        &RUNBOOK
    }

    fn problems(&self, around: &Surroundings) -> Vec<Problem> {
        self.problems(around)
    }
}

static RUNBOOK: [Field; 13] = [
    required("description", text("\"Checkout answers with errors: its tasks are replaced\"")),
    optional("home", text("\"west\"")),
    optional("risk", RISK),
    optional("targets", Shape::List(&TARGET)),
    optional("aws", Shape::Table(&AWS)),
    required("trigger", Shape::List(&TRIGGER)),
    optional("detect", Shape::Table(&DETECT)),
    optional("guard", Shape::Table(&GUARD)),
    optional("approval", Shape::Table(&APPROVAL)),
    optional("ask", Shape::List(&plan::PARTY)),
    required("action", Shape::List(&PLANNED_ACTION)),
    required("verify", Shape::Table(&VERIFY)),
    optional("otherwise", Shape::Table(&OTHERWISE)),
];

const RISK: Shape = one::<Risk>("risk: low, medium or high", "\"medium\"");
static TARGET: Shape = distinct::<Target>("target", "\"web-1\"", "\"unreadable\"");

static AWS: [Field; 2] = [
    required("region", text("\"eu-west-1\"")),
    optional("role", text("\"arn:aws:iam::123456789012:role/muster\"")),
];

static TRIGGER: Shape = Shape::OneOf(&TRIGGERS, &[]);
static TRIGGERS: [Field; 2] =
    [optional("schedule", Shape::Table(&SCHEDULE)), optional("alert", Shape::Table(&ALERT))];

static SCHEDULE: [Field; 3] = [
    optional("every", period("\"1m\"")),
    optional("cron", one::<Cron>("cron expression", "\"*/5 * * * *\"")),
    optional("time_zone", one::<Zone>("time zone", "\"Europe/Paris\"")),
];

static ALERT: [Field; 4] = [
    required("labels", Shape::Map(&WORD)),
    optional("target", text("\"instance\"")),
    optional("times", one::<u32>("number of times", "3")),
    optional("within", period("\"10m\"")),
];

static DETECT: [Field; 3] = [
    required("probe", Shape::List(&PROBE)),
    optional("bad_for", period("\"30s\"")),
    optional("every", period("\"10s\"")),
];

static VERIFY: [Field; 4] = [
    required("probe", Shape::List(&PROBE)),
    optional("good_for", period("\"30s\"")),
    optional("within", period("\"5m\"")),
    optional("every", period("\"10s\"")),
];

static PROBE: Shape = Shape::OneOf(&PROBES, &[]);
static PROBES: [Field; 3] = [
    optional("http", Shape::Table(&HTTP)),
    optional("promql", Shape::Table(&PROMQL)),
    optional("cloudwatch", Shape::Table(&CLOUDWATCH)),
];

static HTTP: [Field; 4] = [
    required("url", text("\"https://{target}/health\"")),
    optional("status", one::<u16>("HTTP status", "200")),
    optional("contains", text("\"ok\"")),
    optional("timeout", period("\"5s\"")),
];

static PROMQL: [Field; 3] = [
    required("query", text("'rate(errors_total{instance=\"{target}\"}[5m])'")),
    required("is", THRESHOLD),
    MISSING,
];

static CLOUDWATCH: [Field; 7] = [
    required("namespace", text("\"AWS/ApplicationELB\"")),
    required("metric", text("\"HTTPCode_Target_5XX_Count\"")),
    optional("dimensions", Shape::Map(&WORD)),
    required(
        "statistic",
        one::<Statistic>("statistic: average, sum, minimum, maximum or sample_count", "\"sum\""),
    ),
    optional("period", period("\"1m\"")),
    required("is", THRESHOLD),
    MISSING,
];

const MISSING: Field = optional("missing", one::<Missing>("what it is: good or bad", "\"good\""));

const THRESHOLD: Shape = one::<Threshold>("threshold", "\"< 0.05\"");

static GUARD: [Field; 5] = [
    optional("cool_down", period("\"10m\"")),
    optional("at_most", Shape::Table(&AT_MOST)),
    optional("share", Shape::Table(&SHARE)),
    optional("hours", Shape::Table(&plan::WORK_HOURS)),
    optional("freeze", Shape::List(&FREEZE)),
];

static AT_MOST: [Field; 2] =
    [required("runs", one::<u32>("number of runs", "3")), required("within", period("\"1h\""))];

static SHARE: [Field; 2] = [
    required("percent", one::<u8>("share in percent", "34")),
    optional("of", one::<u32>("number of targets", "10")),
];

static FREEZE: Shape = Shape::Table(&FROZEN);
static FROZEN: [Field; 2] = [required("from", moment()), required("to", moment())];

static APPROVAL: [Field; 3] = [
    required("by", Shape::List(&plan::PARTY)),
    optional("within", period("\"15m\"")),
    optional("above", RISK),
];

static PLANNED_ACTION: Shape = Shape::OneOf(&ACTIONS, &BESIDE_AN_ACTION);
static BESIDE_AN_ACTION: [Field; 3] = [
    optional("says", text("\"Drain {target}\"")),
    optional("undo", Shape::OneOf(&ACTIONS, &[])),
    optional("within", period("\"10m\"")),
];

static ACTIONS: [Field; 8] = [
    optional("webhook", Shape::Table(&WEBHOOK)),
    optional("ec2_reboot", Shape::Table(&INSTANCE)),
    optional("ec2_stop_start", Shape::Table(&INSTANCE)),
    optional("ec2_replace", Shape::Table(&INSTANCE)),
    optional("ecs_redeploy", Shape::Table(&ECS_SERVICE)),
    optional("redis_flush", Shape::Table(&REDIS_FLUSH)),
    optional("route53_weights", Shape::Table(&RECORD_WEIGHTS)),
    optional("elb_weights", Shape::Table(&LISTENER_WEIGHTS)),
];

static WEBHOOK: [Field; 2] =
    [required("url", text("\"https://deploy.example.com/restart\"")), optional("data", Shape::Map(&WORD))];

static INSTANCE: [Field; 1] = [required("instance", text("\"{target}\""))];

static ECS_SERVICE: [Field; 2] =
    [required("cluster", text("\"prod\"")), required("service", text("\"checkout\""))];

static REDIS_FLUSH: [Field; 3] = [
    required("server", text("\"cache\"")),
    optional("keys", text("\"session:*\"")),
    optional("everything", one::<bool>("true or false", "true")),
];

static RECORD_WEIGHTS: [Field; 4] = [
    required("zone", text("\"Z2FDTNDATAQYW2\"")),
    required("name", text("\"api.example.com\"")),
    required("type", one::<RecordType>("type of record: A, AAAA or CNAME", "\"CNAME\"")),
    required("weights", Shape::Map(&RECORD_WEIGHT)),
];
static RECORD_WEIGHT: Shape = one::<u8>("weight from 0 to 255", "100");

static LISTENER_WEIGHTS: [Field; 2] =
    [required("listener", text("\"arn:aws:…:listener/…\"")), required("weights", Shape::Map(&GROUP_WEIGHT))];
static GROUP_WEIGHT: Shape = one::<u16>("weight from 0 to 999", "100");

static OTHERWISE: [Field; 2] = [
    required("severity", one::<Severity>("severity from 1, the worst, to 9", "2")),
    optional("services", Shape::List(&WORD)),
];

static WORD: Shape = text("\"checkout\"");

const fn moment() -> Shape {
    one::<Timestamp>("moment", "\"2026-12-24T00:00:00Z\"")
}
