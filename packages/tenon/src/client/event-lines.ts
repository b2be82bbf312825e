/** The lines of a stream of events put together to events (WHATWG HTML, 9.2.6). */

/** An event of a stream. */
export interface ClientEvent<out Data = unknown> {
  /** What it carries: its JSON, or its text where it is none. */
  readonly data: Data;
  /** Its name; `message` when it has none. */
  readonly event: string;
  /** The id that was said last; empty when there was none. */
  readonly id: string;
}

/** What one connection has said. */
export class EventLines {
  /** The id that was said last, by this connection or those before. */
  lastEventId: string;
  /** How long to wait before connecting again, in milliseconds, where the server said so. */
  pause: number | undefined;
  #data: string[] = [];
  #event = "";
  #isFirst = true;

  constructor(lastEventId: string) {
    this.lastEventId = lastEventId;
  }

  /** Takes a line; gives the event that it ends. */
  take(line: string): ClientEvent | undefined {
    const text = this.#isFirst ? line.replace(/^\uFEFF/, "") : line;
    this.#isFirst = false;
    if (text === "") return this.#end();
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(text) ?? [];
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.lastEventId = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.pause = Number(value);
    return undefined;
  }

  /** What has no data is no event. */
  #end(): ClientEvent | undefined {
    const text = this.#data.join("\n");
    const event = this.#event === "" ? "message" : this.#event;
    const hasData = this.#data.length > 0;
    [this.#data, this.#event] = [[], ""];
    return hasData ? { data: carriedIn(text), event, id: this.lastEventId } : undefined;
  }
}

function carriedIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An event may carry a text of its own instead of JSON.
    return text;
  }
}
