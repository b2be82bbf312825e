/** One server-sent event as text (WHATWG HTML, 9.2: https://html.spec.whatwg.org/multipage/server-sent-events.html). */

/** What an event can say. */
export interface EventFields<Data = unknown> {
  /** Sent as JSON, checked and filtered by the schema of the stream. */
  readonly data?: Data;
  /** Sent as it is, instead of `data`; each of its lines is a line of the event. */
  readonly text?: string;
  /** The name that listeners wait for; `message` when there is none. No line breaks. */
  readonly event?: string;
  /** Comes back as `Last-Event-ID` when the client connects again. No line breaks, no NUL. */
  readonly id?: string;
  /** How long the client waits before it connects again, in milliseconds. */
  readonly retry?: number;
  /** Read by nobody; shows up in network logs. */
  readonly comment?: string;
}

/** An event with more to say than its data. */
export class ServerSentEvent<out Data = unknown> {
  readonly fields: EventFields<Data>;
  constructor(fields: EventFields<Data>) {
    this.fields = fields;
  }
}

/**
 * An event with a name, an id, or a text of its own; what else a source of `events` yields is the data of a plain event.
 * @throws {TypeError} for a line break in `event` or `id`, which would begin another field; for a `retry` that is none
 * @example
 * yield serverSentEvent({ event: "price", id: String(tick.number), data: tick });
 */
export function serverSentEvent<Data>(fields: EventFields<Data>): ServerSentEvent<Data> {
  const { event, id, retry, data, text } = fields;
  if (event !== undefined && /[\r\n]/.test(event))
    throw new TypeError("serverSentEvent(): the name of an event cannot have line breaks");
  if (id !== undefined && /[\r\n\0]/.test(id))
    throw new TypeError("serverSentEvent(): the id of an event cannot have line breaks or NUL");
  if (retry !== undefined) checkMilliseconds(retry);
  if (data !== undefined && text !== undefined)
    throw new TypeError('serverSentEvent(): "data" and "text" are two ways to say one thing; leave one out');
  return new ServerSentEvent(fields);
}

/** The `retry` field: whole milliseconds, 0 and more. */
export function checkMilliseconds(retry: number): void {
  if (!Number.isSafeInteger(retry) || retry < 0)
    throw new TypeError(`An event's retry is a number of milliseconds, not ${retry}`);
}

/**
 * The text of an event, with the empty line that ends it.
 * @param data its data as it goes out; undefined when it has none
 */
export function eventText({ comment, event, id, retry }: EventFields, data: string | undefined): string {
  let text = "";
  if (comment !== undefined) text += lines("", comment);
  if (event !== undefined) text += `event: ${event}\n`;
  if (data !== undefined) text += lines("data", data);
  if (id !== undefined) text += `id: ${id}\n`;
  if (retry !== undefined) text += `retry: ${retry}\n`;
  return `${text}\n`;
}

/** Each line a field of its own; the three line breaks are those the standard knows. */
function lines(field: string, text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `${field}: ${line}\n`)
    .join("");
}
