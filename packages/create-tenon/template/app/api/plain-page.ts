/** Pages of the service's own: plain HTML, no script, nothing loaded from anywhere. */
import { HttpError, html, onError, type Reply, RequestValidationError } from "tenon";
import { escapeHtml } from "../core/html.ts";

/** What is said of a page's answer. */
export interface PageInit {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page. Its body is HTML already. */
export function page(title: string, body: string, { status = 200, headers = {} }: PageInit = {}): Reply {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>`;
  const heading = `<h1>${escapeHtml(title)}</h1>`;
  return html(
    `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n${heading}\n${body}\n</body></html>\n`,
    {
      status,
      headers: {
        "cache-control": "no-store",
        "content-security-policy":
          "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        // A form names its origin, so that those of other sites can be told apart.
        "referrer-policy": "same-origin",
        ...headers,
      },
    },
  );
}

/** A form; it is sent to its own page's address unless another one is given. */
export function form(button: string, fields: string, action = "?"): string {
  return `<form method="post" action="${escapeHtml(action)}">${fields}<p><button>${escapeHtml(button)}</button></p></form>`;
}

/** A value that a form carries along. */
export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}

/** A labelled input that has to be filled in. */
export function field(label: string, name: string, type: string, autocomplete: string): string {
  const input = `<input name="${name}" type="${type}" autocomplete="${autocomplete}" required>`;
  return `<p><label>${escapeHtml(label)}<br>${input}</label></p>`;
}

/** What is wrong is said on a page, too. */
export const errorsAsPages = [
  onError(RequestValidationError, ({ faults }) =>
    page("This did not work", `<p>${faults.map(({ msg }) => escapeHtml(msg)).join("</p><p>")}</p>`, {
      status: 422,
    }),
  ),
  onError(HttpError, (error) => {
    const { status, message, headers = {} } = error;
    return status < 500
      ? page("This did not work", `<p>${escapeHtml(message)}</p>`, { status, headers })
      : error;
  }),
];
