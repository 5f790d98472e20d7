// Formats numbers and times. Missing values are shown as a dash.

const none = "–";
const numbers = new Map();

function format(value, least, most = least, options = {}) {
  const key = `${least} ${most} ${options.notation ?? ""} ${options.signDisplay ?? ""}`;
  let formatter = numbers.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most, ...options });
    numbers.set(key, formatter);
  }
  return formatter.format(value).replace("-", "−");
}

const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

export const whole = (value) => (known(value) ? format(value, 0) : none);
export const decimals = (value, digits = 2) => (known(value) ? format(value, digits) : none);
export const price = (value) => (known(value) ? format(value, Math.abs(value) < 1 ? 4 : 2) : none);
export const compact = (value) => (known(value) ? format(value, 0, Math.abs(value) < 1000 ? 0 : 1, { notation: "compact" }) : none);
export const signed = (value, digits = 1) => (known(value) ? format(value, digits, digits, { signDisplay: "exceptZero" }) : none);
export const percent = (value, digits = 1) => (known(value) ? `${signed(value, digits)} %` : none);

export function bytes(value) {
  if (!known(value)) return none;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${decimals(value, unit === 0 ? 0 : value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Formats a duration: 0.41 s, 12 s, 3 min, 2 h 5 min, 4 d. */
export function duration(milliseconds) {
  if (!known(milliseconds)) return none;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${decimals(seconds, seconds < 1 ? 2 : 1)} s`;
  if (seconds < 100) return `${whole(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} d`;
}

/** Formats a count with its noun: 1 row, 2 rows. */
export const count = (value, one, many = `${one}s`) => `${whole(value)} ${value === 1 ? one : many}`;

const signals = {
  StrongLong: "▲▲ Strong long", Long: "▲ Long", Neutral: "· Neutral", Short: "▼ Short", StrongShort: "▼▼ Strong short",
};
export const signalNames = Object.keys(signals);
export const signalText = (signal) => signals[signal] ?? signal;
export const signalMark = (signal) => signals[signal]?.split(" ")[0] ?? "";
