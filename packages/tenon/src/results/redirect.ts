import { HttpError } from "../http/errors.ts";
import { Reply } from "../http/reply.ts";
import { headerList, type ReplyInit } from "./reply-init.ts";

const statuses: ReadonlySet<number> = new Set([300, 301, 302, 303, 307, 308]);

/**
 * Sends the client elsewhere (RFC 9110, 15.4).
 *
 * What cannot stand in a URL (spaces, backslashes, anything beyond ASCII) is percent-encoded as UTF-8; an encoded URL stays as
 * it is. Whether the target may be another host is the caller's to decide: check what comes from a request.
 *
 * @param url where to; relative is best, it survives proxies
 * @param init `status`: 307 (keeps method and body) by default, or 301, 302, 303, 308; `headers`
 * @throws {HttpError} 400 for a URL with a control character: a line break would begin another header
 * @example
 * return redirect("/login");
 * return redirect(`/users/${user.id}`, { status: 303 });
 */
export function redirect(url: string | URL, init: ReplyInit = {}): Reply {
  const { status = 307, headers } = init;
  if (!statuses.has(status))
    throw new RangeError(`redirect(): ${status} is none of ${[...statuses].join(", ")}`);
  return new Reply(status, ["location", encodedUrl(String(url)), ...headerList(headers)]);
}

function encodedUrl(url: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(url))
    throw new HttpError(400, "A redirect cannot lead to a URL with line breaks");
  // Halves of surrogate pairs stay together: neither of them is among the characters that stay.
  return url.toWellFormed().replace(/[^A-Za-z0-9_.~:/%#?=@[\]!$&'()*+,;-]+/g, encodeURIComponent);
}
