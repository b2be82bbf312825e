/** Answers that carry a text, or nothing. They are sent as they are: nothing is checked or filtered. */
import { Reply } from "../http/reply.ts";
import {
  checkedStatus,
  headerList,
  type ReplyInit,
  type TypedReplyInit,
  typedHeaders,
} from "./reply-init.ts";

/**
 * A text answer, `text/plain; charset=utf-8` unless said otherwise.
 * @param body the text
 * @param init `status` (200), `type` (`text/plain`), `headers`
 * @throws {TypeError} when the body is no text
 * @example
 * return text("pong");
 * return text("id;name\n1;Ada\n", { type: "text/csv" });
 */
export function text(body: string, init: TypedReplyInit = {}): Reply {
  if (typeof body !== "string") throw new TypeError(`text(): the body is a text, not ${typeof body}`);
  const { status = 200, type = "text/plain", headers } = init;
  return new Reply(checkedStatus(status), typedHeaders(type, headers), body);
}

/**
 * An HTML answer, `text/html; charset=utf-8`. Nothing is escaped.
 * @param init `status` (200), `headers`
 * @example
 * return html("<h1>Hello</h1>", { status: 202 });
 */
export function html(body: string, init: ReplyInit = {}): Reply {
  return text(body, { ...init, type: "text/html" });
}

/**
 * A JSON answer that no schema stands for: it is not filtered, so whatever is in the value leaves.
 * @param init `status` (200), `type` (`application/json`), `headers`
 * @example
 * return json({ ok: true }, { status: 202, type: "application/vnd.example+json" });
 */
export function json(body: unknown, init: TypedReplyInit = {}): Reply {
  const { status = 200, type = "application/json", headers } = init;
  return new Reply(checkedStatus(status), typedHeaders(type, headers), JSON.stringify(body) ?? "null");
}

/**
 * An answer without a body.
 * @param status Default: 204
 * @example
 * return empty(202, { headers: { location: "/jobs/7" } });
 */
export function empty(status = 204, { headers }: Pick<ReplyInit, "headers"> = {}): Reply {
  return new Reply(checkedStatus(status), headerList(headers));
}
