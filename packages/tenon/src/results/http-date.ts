/** Dates in HTTP headers (RFC 9110, 5.6.7): whole seconds, always GMT. */

const fixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** RFC 850; out of use, to be understood all the same. */
const weekday = /^[A-Z][a-z]+day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}:\d{2}:\d{2}) GMT$/;
/** What C's asctime() writes; the same. */
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}:\d{2}:\d{2}) (\d{4})$/;

/** Seconds since 1970 of a date in a header; undefined when it is none. */
export function readHttpDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Date.parse(inOneForm(text)) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Seconds since 1970 of a date, as a header can say it. */
export function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function inOneForm(text: string): string {
  if (fixdate.test(text)) return text;
  const old = weekday.exec(text);
  if (old !== null) {
    const [, day, month, year = "", time] = old;
    return `${day} ${month} ${century(Number(year))} ${time} GMT`;
  }
  const c = asctime.exec(text);
  return c === null ? "" : `${c[2]?.trim()} ${c[1]} ${c[4]} ${c[3]} GMT`;
}

/** Two digits that seem to be more than 50 years ahead are of the last century (RFC 9110, 5.6.7). */
function century(year: number): number {
  const thisYear = new Date().getUTCFullYear();
  const full = thisYear - (thisYear % 100) + year;
  return full > thisYear + 50 ? full - 100 : full;
}
