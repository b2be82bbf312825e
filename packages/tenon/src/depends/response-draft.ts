/**
 * What dependencies and handlers say about the answer before there is one: status, headers, cookies. It goes into the reply
 * that is made of what the handler returns; an error and an answer of the handler's own stand for themselves.
 */
import type { Reply } from "../http/reply.ts";
import { type CookieOptions, forgetCookie, setCookie } from "../http/set-cookie.ts";

/** The headers of the answer to come; names in any case. */
export class ResponseDraft {
  readonly #headers: string[] = [];
  /** The status of a success, where it is not the declared one. */
  status: number | undefined = undefined;

  /** Sets a header, replacing earlier values. */
  set(name: string, value: string): this {
    this.delete(name);
    return this.append(name, value);
  }

  /** Adds a value beside those there are. */
  append(name: string, value: string): this {
    this.#headers.push(name.toLowerCase(), value);
    return this;
  }

  /** Takes back what was set under a name. */
  delete(name: string): this {
    const lower = name.toLowerCase();
    for (let i = this.#headers.length - 2; i >= 0; i -= 2) {
      if (this.#headers[i] === lower) this.#headers.splice(i, 2);
    }
    return this;
  }

  /**
   * Sets a cookie (RFC 6265).
   * @throws {TypeError} for what a header cannot carry
   */
  cookie(name: string, value: string, options?: CookieOptions): this {
    return this.append("set-cookie", setCookie(name, value, options));
  }

  /** Tells the browser to forget a cookie; `path` and `domain` must be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): this {
    return this.append("set-cookie", forgetCookie(name, options));
  }

  /** Puts everything into a reply, in place of what it says itself under these names. */
  applyTo(reply: Reply): void {
    for (let i = 0; i < this.#headers.length; i += 2) {
      const name = this.#headers[i] as string;
      if (name !== "set-cookie" && name !== "vary") reply.delete(name);
    }
    reply.headers.push(...this.#headers);
  }
}
