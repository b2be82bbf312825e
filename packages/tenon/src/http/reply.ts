/**
 * A reply is what an exchange ends with, before a door puts it on the wire: a status, a flat list of headers, a body.
 * Both doors understand it, so nothing above them knows which one is open.
 */

import { type CookieOptions, forgetCookie, setCookie } from "./set-cookie.ts";

/** A body that is produced while it is sent; the door pulls it, and tells it when the client has gone. */
export interface StreamBody {
  /** Starts producing. Called at most once, and never for HEAD. */
  chunks(): AsyncIterator<string | Uint8Array>;
  /** Called once when nothing more will be pulled: after the end, or with the reason when sending stopped early. */
  finish(reason?: unknown): void | Promise<void>;
}

/** What a reply can carry: nothing, a text, bytes, a web stream, or a producer of chunks. */
export type ReplyBody = null | string | Uint8Array | ReadableStream<Uint8Array> | StreamBody;

/** Whether answers of a status have no body, whatever they are given (RFC 9110, 15.3.5, 15.3.6, 15.4.5). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Something to do after the reply has left and its dependencies are torn down. It must not throw. */
export type AfterSend = () => void | Promise<void>;

/**
 * A status, headers and a body on their way out. Middleware may change all of it.
 *
 * @example
 * const reply = new Reply(200, ["content-type", "text/plain; charset=utf-8"], "pong");
 * reply.set("cache-control", "no-store");
 */
export class Reply {
  /** The HTTP status code. */
  status: number;
  /** Name, value, name, value, ...; names in lower case, a name may stand more than once. */
  headers: string[];
  /** The body; for HEAD requests the doors send its headers and length only. */
  body: ReplyBody;
  /** The error this reply answers, if it answers one; for logs and metrics. */
  error: unknown = undefined;
  /** Work for after the reply has left; undefined when there is none. */
  afterSend: AfterSend[] | undefined = undefined;

  constructor(status: number, headers: string[] = [], body: ReplyBody = null) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The first value of a header, or undefined. `name` is in lower case. */
  get(name: string): string | undefined {
    const { headers } = this;
    for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
    return undefined;
  }

  /** Sets a header, replacing every earlier value. `name` is in lower case. */
  set(name: string, value: string): this {
    const { headers } = this;
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== name) continue;
      headers[i + 1] = value;
      for (let later = headers.length - 2; later > i; later -= 2) {
        if (headers[later] === name) headers.splice(later, 2);
      }
      return this;
    }
    headers.push(name, value);
    return this;
  }

  /** Adds a value beside those there are, as `set-cookie` and `vary` want it. `name` is in lower case. */
  append(name: string, value: string): this {
    this.headers.push(name, value);
    return this;
  }

  /** Removes every value of a header. `name` is in lower case. */
  delete(name: string): this {
    const { headers } = this;
    for (let i = headers.length - 2; i >= 0; i -= 2) if (headers[i] === name) headers.splice(i, 2);
    return this;
  }

  /** Adds names to `Vary` without repeating one. */
  vary(name: string): this {
    const present = this.get("vary");
    if (present === undefined) return this.append("vary", name);
    if (present === "*" || present.toLowerCase().split(/ *, */).includes(name.toLowerCase())) return this;
    return this.set("vary", `${present}, ${name}`);
  }

  /**
   * Sets a cookie (RFC 6265), beside those there are.
   * @throws {TypeError} for what a header cannot carry
   */
  cookie(name: string, value: string, options?: CookieOptions): this {
    return this.append("set-cookie", setCookie(name, value, options));
  }

  /** Tells the browser to forget a cookie; `path` and `domain` must be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): this {
    return this.append("set-cookie", forgetCookie(name, options));
  }

  /** Asks for something to be done once the reply has left. */
  after(work: AfterSend): this {
    if (this.afterSend === undefined) this.afterSend = [work];
    else this.afterSend.push(work);
    return this;
  }
}

/** Whether a body is produced while it is sent. */
export function isStreamBody(body: ReplyBody): body is StreamBody {
  return body !== null && typeof body === "object" && "chunks" in body;
}

const JSON_TYPE = "application/json";

/** A reply whose body is already JSON text. */
export function jsonReply(status: number, text: string): Reply {
  return new Reply(status, ["content-type", JSON_TYPE], text);
}

/** A web `Response` as a reply: its headers one by one (each `set-cookie` its own), its body as a stream. */
export function responseReply(response: Response): Reply {
  const headers: string[] = [];
  for (const [name, value] of response.headers) headers.push(name, value);
  return new Reply(response.status, headers, response.body);
}
