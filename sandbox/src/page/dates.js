// Moments as Slack shows them: in the time zone of the person who looks, against the sandbox's clock.

function part(date, tz, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: tz, ...options }).format(date);
}

function dayNumber(date, tz) {
  return (
    part(date, tz, { year: "numeric" }) +
    "-" +
    part(date, tz, { month: "2-digit" }) +
    "-" +
    part(date, tz, { day: "2-digit" })
  );
}

function ordinal(day) {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return day + (teen ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th"));
}

/** The moment a Slack `ts` ("1700000000.000100") names. */
export function fromTs(ts) {
  return new Date(Number(ts) * 1000);
}

/** "14:05". */
export function clockTime(date, tz) {
  return part(date, tz, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A whole day as a key, "2026-11-22". */
export function dayKey(date, tz) {
  return dayNumber(date, tz);
}

/** "Today", "Yesterday", or "Monday, November 23rd". */
export function dayName(date, tz, now) {
  return (
    pretty(date, tz, now) ??
    `${part(date, tz, { weekday: "long" })}, ${part(date, tz, { month: "long" })} ${ordinal(Number(part(date, tz, { day: "numeric" })))}`
  );
}

/** "23 Nov 2026, 14:05". */
export function stamp(value, tz) {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return String(value ?? "");
  return `${part(date, tz, { day: "numeric" })} ${part(date, tz, { month: "short" })} ${part(date, tz, { year: "numeric" })}, ${clockTime(date, tz)}`;
}

function pretty(date, tz, now) {
  const days = { Today: 0, Yesterday: -1, Tomorrow: 1 };
  return (
    Object.keys(days).find(
      (name) => dayNumber(new Date(now.getTime() + days[name] * 86_400_000), tz) === dayNumber(date, tz),
    ) ?? null
  );
}

function ago(date, now) {
  const seconds = Math.round((now - date) / 1000);
  const [count, unit] =
    Math.abs(seconds) < 60
      ? [seconds, "second"]
      : Math.abs(seconds) < 3600
        ? [Math.round(seconds / 60), "minute"]
        : Math.abs(seconds) < 86_400
          ? [Math.round(seconds / 3600), "hour"]
          : [Math.round(seconds / 86_400), "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-count, unit);
}

/** A `<!date^…>` token string (`{date_short_pretty} at {time}`) filled in, as Slack's formatting page defines the tokens. */
export function fillDate(format, seconds, tz, now) {
  const date = new Date(seconds * 1000);
  const day = () => ordinal(Number(part(date, tz, { day: "numeric" })));
  const year = () => part(date, tz, { year: "numeric" });
  const tokens = {
    date_num: () => dayNumber(date, tz),
    date_slash: () => dayNumber(date, tz).replaceAll("-", "/"),
    date: () => `${part(date, tz, { month: "long" })} ${day()}, ${year()}`,
    date_short: () =>
      `${part(date, tz, { month: "short" })} ${part(date, tz, { day: "numeric" })}, ${year()}`,
    date_long: () =>
      `${part(date, tz, { weekday: "long" })}, ${part(date, tz, { month: "long" })} ${day()}, ${year()}`,
    time: () => part(date, tz, { hour: "numeric", minute: "2-digit", hour12: true }),
    time_secs: () => part(date, tz, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: true }),
    ago: () => ago(date, now),
  };
  return format.replace(/\{(\w+)\}/g, (whole, token) => {
    const plain = token.replace(/_pretty$/, "");
    if (!Object.hasOwn(tokens, plain)) return whole;
    return (token === plain ? null : pretty(date, tz, now)) ?? tokens[plain]();
  });
}

/** A moment as `<input type=datetime-local>` writes it, on the clock on this person's wall. */
export function toWall(seconds, tz) {
  const date = new Date(seconds * 1000);
  return `${dayNumber(date, tz)}T${clockTime(date, tz)}`;
}

/** The moment (Unix seconds) that a wall clock in `tz` shows as `wall`. */
export function fromWall(wall, tz) {
  const asUtc = Date.parse(`${wall}:00Z`) / 1000;
  const offsetAt = (seconds) =>
    Date.parse(`${toWall(seconds, tz)}:00Z`) / 1000 - Math.floor(seconds / 60) * 60;
  // Twice, as the first guess may lie on the other side of a change to or from summer time.
  const guess = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(guess);
}
