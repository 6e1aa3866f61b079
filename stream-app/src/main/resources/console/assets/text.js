/** The texts of the page in the language of the browser, and its dates, numbers and durations. */

const LANGUAGES = ['en', 'ja'];
const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
const locale = navigator.languages.find((tag) => LANGUAGES.includes(tag.slice(0, 2))) ?? 'en';

export const language = wanted.find((tag) => LANGUAGES.includes(tag)) ?? 'en';

const plurals = new Intl.PluralRules(language);
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
const shortClock = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const dayAndClock = new Intl.DateTimeFormat(locale, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const decimals = [0, 1, 2, 3].map(
  (digits) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const significant = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
const three = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const names = new Intl.Collator(locale, { numeric: true });
const list = new Intl.ListFormat(locale, { type: 'conjunction' });

let texts = {};

/** Loads the texts. Throws if the server does not answer. */
export async function loadTexts() {
  const answer = await fetch(`/assets/texts/${language}.json`);
  if (!answer.ok) {
    throw new Error(`texts: HTTP ${answer.status}`);
  }
  texts = await answer.json();
  document.documentElement.lang = language;
}

/** Returns the parts of a text. Values may be templates; numbers are formatted. */
export function parts(key, values = {}) {
  const entry = texts[key];
  if (entry === undefined) {
    return [key];
  }
  const pattern = typeof entry === 'string' ? entry : (entry[plurals.select(values.n)] ?? entry.other);
  return pattern.split(/\{(\w+)\}/).map((piece, i) => (i % 2 === 0 ? piece : shown(values[piece])));
}

/** Returns a text. */
export function t(key, values) {
  return parts(key, values).join('');
}

function shown(value) {
  return typeof value === 'number' ? whole(value) : (value ?? '');
}

export const whole = (value) => decimals[0].format(value);
export const fixed = (value, digits) => decimals[digits].format(value);
export const score = (value) => decimals[2].format(value);
export const rounded = (value) => three.format(value);
export const joined = (items) => list.format(items);
export const byName = (a, b) => names.compare(a, b);

/** Returns a share as a percentage with two significant digits. */
export function percent(share) {
  return t('percent', { value: significant.format(share * 100) });
}

/** Returns a p-value. */
export function pValue(value) {
  return value < 0.0001 ? `< ${significant.format(0.0001)}` : significant.format(value);
}

/** Returns bytes in kB or MB. */
export function bytes(value) {
  return value < 1e6
    ? t('bytes.kb', { value: three.format(value / 1e3) })
    : t('bytes.mb', { value: three.format(value / 1e6) });
}

/** Returns a time of day with seconds, with the date if it is not today. */
export function time(at) {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString()
    ? clock.format(date)
    : dayAndClock.format(date);
}

/** Returns a time of day without seconds, with the date if it is not today. */
export function shortTime(at) {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString()
    ? shortClock.format(date)
    : dayAndClock.format(date);
}

export const axisTime = (ms, seconds) => (seconds ? clock : shortClock).format(new Date(ms));

/** Returns a duration in its one or two largest units. */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return t('duration.seconds', { n: seconds });
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return t('duration.minutes', { n: minutes });
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? t('duration.hours', { h: hours, m: minutes % 60 })
    : t('duration.days', { n: Math.floor(hours / 24) });
}
