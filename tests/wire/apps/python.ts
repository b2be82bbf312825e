/**
 * Texts as Python's standard library reads and writes them, as Zod codecs: what a team writes whose service has to keep the wire
 * format that its clients know. New services need none of it; `z.iso.datetime()` and the like are the everyday spelling.
 *
 * The decoded value is the text in the one spelling Python prints.
 */
import * as z from "zod";

/** A UUID with or without dashes, in braces or as a URN. */
export const uuid = formatted("uuid", (text) => {
  const digits =
    /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;
  return digits.exec(text)?.slice(1).join("-").toLowerCase();
});

/** A date, a date and time at midnight, or seconds since 1970 at midnight. */
export const date = z.codec(z.string().meta({ format: "date" }), z.string(), {
  decode: (text, context) => {
    const moment = readMoment(text);
    if (moment?.endsWith("T00:00:00") || moment?.endsWith("T00:00:00+00:00")) return moment.slice(0, 10);
    if (moment === undefined) context.issues.push({ code: "invalid_format", format: "date", input: text });
    else refuse(context, text, { type: "date_from_datetime_inexact" });
    return z.NEVER;
  },
  encode: (text) => text,
});

/** A date and time (`T` or a space between them, seconds and time optional), or seconds or milliseconds since 1970. */
export const datetime = formatted("datetime", readMoment, "date-time");

/** A time of day, seconds optional. */
export const time = formatted("time", (text) => {
  const parts = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d:\d\d)?$/i.exec(text);
  return parts === null ? undefined : clock(parts[1], parts[2], parts[3], parts[4], parts[5]);
});

/** A length of time in seconds: ISO 8601, `hh:mm:ss` or `2 days, 01:00:00`. */
export const timedelta = z.codec(z.string().meta({ format: "duration" }), z.number(), {
  decode: (text, context) => {
    const seconds = readIsoDuration(text) ?? readClockDuration(text);
    if (seconds !== undefined) return seconds;
    context.issues.push({ code: "invalid_format", format: "duration", input: text });
    return z.NEVER;
  },
  encode: writeDuration,
});

/** A decimal number as text, which keeps its zeros. */
export function decimal(limits: { readonly max_digits?: number; readonly decimal_places?: number } = {}) {
  const { max_digits = Infinity, decimal_places = Infinity } = limits;
  return z.codec(z.string().meta({ format: "decimal" }), z.string(), {
    decode: (text, context) => {
      const [, whole, fraction = ""] = /^[+-]?(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
      if (whole === undefined) refuse(context, text, { type: "decimal_parsing" });
      else if (whole.length + fraction.length > max_digits)
        refuse(context, text, { type: "decimal_max_digits", max_digits });
      else if (fraction.length > decimal_places)
        refuse(context, text, { type: "decimal_max_places", decimal_places });
      else if (whole.length > max_digits - decimal_places)
        refuse(context, text, { type: "decimal_whole_digits", whole_digits: max_digits - decimal_places });
      else return text;
      return z.NEVER;
    },
    encode: (text) => text,
  });
}

/** As a typed response prints a moment in UTC. */
export function withZ(moment: string): string {
  return moment.replace(/\+00:00$/, "Z");
}

function formatted(
  format: "uuid" | "datetime" | "time",
  read: (text: string) => string | undefined,
  json: string = format,
) {
  return z.codec(z.string().meta({ format: json }), z.string(), {
    decode: (text, context) => {
      const canonical = read(text);
      if (canonical !== undefined) return canonical;
      context.issues.push({ code: "invalid_format", format, input: text });
      return z.NEVER;
    },
    encode: (text) => text,
  });
}

function refuse(
  context: z.core.ParsePayload,
  input: string,
  fault: { readonly type: string; readonly [rule: string]: unknown },
) {
  context.issues.push({ code: "custom", input, message: fault.type, params: { ...fault } });
}

function readMoment(text: string): string | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    // Python takes what is too large for seconds as milliseconds, and knows no year beyond 9999.
    const moment = new Date(number > 2e10 ? number : number * 1000);
    if (!(moment.getUTCFullYear() <= 9999)) return undefined;
    return moment.toISOString().replace(/(?:\.000)?Z$/, "+00:00");
  }
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d:\d\d)?)?$/i.exec(text);
  if (parts === null || !isInCalendar(parts[1] as string)) return undefined;
  const timeOfDay = clock(parts[2] ?? "00", parts[3] ?? "00", parts[4], parts[5], parts[6]);
  return timeOfDay && `${parts[1]}T${timeOfDay}`;
}

function isInCalendar(day: string): boolean {
  const moment = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}

function clock(hours = "00", minutes = "00", seconds = "00", fraction = "", zone = ""): string | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const micros = fraction === "" ? "" : `.${fraction.padEnd(6, "0")}`;
  return `${hours}:${minutes}:${seconds}${micros}${zone.toUpperCase() === "Z" ? "+00:00" : zone}`;
}

function readIsoDuration(text: string): number | undefined {
  const parts = /^([+-]?)P(?!$)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
    text,
  );
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(2).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return (parts[1] === "-" ? -1 : 1) * (((days * 24 + hours) * 60 + minutes) * 60 + seconds);
}

function readClockDuration(text: string): number | undefined {
  const parts = /^(?:(\d+) days?,? )?(\d\d):(\d\d):(\d\d)$/.exec(text);
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

function writeDuration(total: number): string {
  const rest = Math.abs(total);
  const days = Math.floor(rest / 86_400);
  const hours = Math.floor(rest / 3600) % 24;
  const minutes = Math.floor(rest / 60) % 60;
  const seconds = rest % 60;
  const clockPart = [hours && `${hours}H`, minutes && `${minutes}M`, seconds && `${seconds}S`]
    .filter(Boolean)
    .join("");
  const text = `P${days === 0 ? "" : `${days}D`}${clockPart === "" ? "" : `T${clockPart}`}`;
  return (total < 0 ? "-" : "") + (text === "P" ? "PT0S" : text);
}
