/** The captured mails of development, to be looked at in a browser. No server has this: see `main.ts`. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { get, HttpError, html, open, type Reply, router } from "tenon";
import { z } from "zod";
import { escapeHtml } from "../core/html.ts";
import { settings } from "../core/settings.ts";

/** A name that the mailbox gives, and no path. */
const name = z.string().regex(/^[\w.-]+\.eml$/);

export const mailbox = router(
  { prefix: "/dev/mailbox", hidden: true },
  {
    list: get("", open({ depends: { settings } }), async ({ settings }) => {
      const names = (await mailsIn(settings.dataDir)).toReversed();
      const mails = await Promise.all(names.map((it) => readMail(settings.dataDir, it)));
      const rows = mails.map(
        ({ to, subject }, index) =>
          `<li><a href="/dev/mailbox/${names[index]}">${escapeHtml(subject)}</a> to ${escapeHtml(to)}</li>`,
      );
      return page("Mailbox", rows.length === 0 ? "<p>No mail yet.</p>" : `<ul>${rows.join("\n")}</ul>`);
    }),

    one: get("/:name", open({ params: { name }, depends: { settings } }), async ({ params, settings }) => {
      const names = await mailsIn(settings.dataDir);
      if (!names.includes(params.name)) throw new HttpError(404, "No such mail");
      const { to, subject, text } = await readMail(settings.dataDir, params.name);
      const linked = escapeHtml(text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
      return page(subject, `<p>To ${escapeHtml(to)}</p><pre>${linked}</pre>`);
    }),
  },
);

async function mailsIn(dataDir: string): Promise<string[]> {
  try {
    const names = await readdir(join(dataDir, "mailbox"));
    return names.filter((it) => name.safeParse(it).success && !it.startsWith(".")).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** What our own mailer has written: a plain text part comes first, quoted-printable (RFC 2045, 6.7). */
async function readMail(dataDir: string, name: string) {
  const mail = await readFile(join(dataDir, "mailbox", name), "utf8");
  const [, body = ""] = /text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(mail) ?? [];
  const header = (field: string) => new RegExp(`^${field}: (.*)\\r$`, "m").exec(mail)?.[1] ?? "";
  return { to: header("To"), subject: header("Subject"), text: fromQuotedPrintable(body) };
}

function fromQuotedPrintable(body: string): string {
  const encoded = body.replace(/=\r\n/g, "").replace(/%/g, "=25");
  return decodeURIComponent(encoded.replace(/=([0-9A-F]{2})/g, "%$1"));
}

function page(title: string, body: string): Reply {
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)}</title>`;
  return html(
    `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n<h1>${escapeHtml(title)}</h1>\n${body}\n</body></html>\n`,
    { headers: { "cache-control": "no-store" } },
  );
}
