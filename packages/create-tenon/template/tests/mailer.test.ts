import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asHtml, asText } from "../app/emails/letter.ts";
import { writeLetter } from "../app/emails/letters.ts";
import { mailboxMailer } from "../app/emails/mailer.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const letter = writeLetter("verifyEmail", { username: "ada", token: "t0ken" }, "https://api.example.com");

async function mailbox() {
  const folder = join(await temporaryFolder(), "mailbox");
  return { folder, mailer: mailboxMailer(folder, "Service <no-reply@example.com>") };
}

describe("the mailbox", () => {
  test("gets one whole .eml file for each mail, readable by its owner only", async () => {
    const { folder, mailer } = await mailbox();
    await Promise.all(["a", "b", "c"].map((name) => mailer.send(`${name}@example.com`, letter)));
    const names = await readdir(folder);
    expect(names).toHaveLength(3);
    for (const name of names) {
      expect(name).toMatch(/^\d{4}-.*\.eml$/);
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
    const mails = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    expect(mails.map((mail) => /^To: (.*)\r$/m.exec(mail)?.[1]).toSorted()).toEqual([
      "a@example.com",
      "b@example.com",
      "c@example.com",
    ]);
    expect(mails[0]).toMatch(/^From: Service <no-reply@example.com>\r$/m);
    expect(mails[0]).toMatch(/^Subject: Welcome, ada\r$/m);
    expect(mails[0]).toContain("multipart/alternative");
  });

  test.each([
    "a@example.com\r\nBcc: x@y.z",
    "a@example.com, b@example.com",
    "A <a@example.com>",
    "",
    "nobody",
    "a@b@c",
  ])("takes no %o for an address", async (to) => {
    const { folder, mailer } = await mailbox();
    await expect(mailer.send(to, letter)).rejects.toThrow("one plain e-mail address");
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });

  test("a subject with a line end adds no header", async () => {
    const { folder, mailer } = await mailbox();
    await mailer.send("a@example.com", { ...letter, subject: "Hello\r\nBcc: x@example.com" });
    const [name = ""] = await readdir(folder);
    const head = (await readFile(join(folder, name), "utf8")).split("\r\n\r\n")[0];
    expect(head).not.toMatch(/^Bcc:/im);
  });
});

describe("a letter", () => {
  test("says the same in text and in HTML", () => {
    expect(asText(letter)).toContain("Hello ada,");
    const link = "https://api.example.com/account/verify-email?token=t0ken";
    expect(asText(letter)).toContain(link);
    expect(asHtml(letter)).toContain("<p>Hello ada,</p>");
    expect(asHtml(letter)).toContain(`<a href="${link}">`);
  });

  test("escapes whatever stands in it", () => {
    const html = asHtml({
      subject: "<s>",
      paragraphs: [`<script>"'&`, { link: 'https://x/"><b>', label: "<i>" }],
    });
    expect(html).not.toMatch(/<script|<s>|<b>|<i>/);
    expect(html).toContain("&lt;script&gt;&quot;&#39;&amp;");
  });
});
