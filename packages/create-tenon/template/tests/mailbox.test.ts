import { join } from "node:path";
import { createApp, override } from "tenon";
import { testClient } from "tenon/testing";
import { expect, test } from "vitest";
import { mailbox } from "../app/api/mailbox.ts";
import { readSettings } from "../app/core/config.ts";
import { settings } from "../app/core/settings.ts";
import { writeLetter } from "../app/emails/letters.ts";
import { mailboxMailer } from "../app/emails/mailer.ts";
import { runScript } from "./child.ts";
import { signingKey } from "./signing-key.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const app = createApp({ title: "t", version: "1", routes: { mailbox }, requireAccess: true });

test("the mailbox of development shows its mails and their links", async () => {
  const dataDir = await temporaryFolder();
  const development = { ...readSettings({ env: {}, folder: dataDir }), dataDir };
  await using client = await testClient(app, { overrides: [override(settings, () => development)] });
  expect((await client.get("/dev/mailbox")).text).toContain("No mail yet");
  const mailer = mailboxMailer(join(dataDir, "mailbox"), "Service <no-reply@example.com>");
  const token = "t".repeat(43);
  await mailer.send(
    "ada@example.com",
    writeLetter("verifyEmail", { username: "ada", token }, "https://a.example"),
  );
  const letter = { subject: "50% off <b>", paragraphs: ["<script>alert(1)</script> 100% é 💌 a=3D"] };
  await mailer.send("grace@example.com", letter);
  const list = await client.get("/dev/mailbox");
  expect(list.text).toMatch(
    /50% off &lt;b&gt;[\s\S]*grace@example.com[\s\S]*Welcome, ada[\s\S]*ada@example.com/,
  );
  const [last = "", first = ""] = [...list.text.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
  const link = `https://a.example/account/verify-email?token=${token}`;
  expect((await client.get(first)).text).toContain(`<a href="${link}">${link}</a>`);
  expect((await client.get(last)).text).toContain("&lt;script&gt;alert(1)&lt;/script&gt; 100% é 💌 a=3D");
  expect((await client.get("/dev/mailbox/2026-none.eml")).status).toBe(404);
  expect((await client.get("/dev/mailbox/..%2F..%2Fsecret.eml")).status).toBe(422);
});

test.each([
  ["development", {}, true],
  ["production", { SIGNING_KEY: signingKey, DATABASE_URL: "postgres://db/service" }, false],
  ["development", { SMTP_URL: "smtp://localhost" }, false],
])("in %s with %o the service has it: %s", { timeout: 60_000 }, async (ENVIRONMENT, env, there) => {
  const DATA_DIR = await temporaryFolder();
  const ended = await runScript("tests/fixtures/route-keys.ts", { env: { ENVIRONMENT, DATA_DIR, ...env } });
  expect(ended.stderr).toBe("");
  expect(ended.stdout.includes("mailbox")).toBe(there);
});
