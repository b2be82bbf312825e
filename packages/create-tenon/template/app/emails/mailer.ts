/** Sends mails: through a mail server, or into a mailbox folder where a developer can look at them. */
import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport, type SendMailOptions } from "nodemailer";
import { dependency } from "tenon";
import type { Secret } from "../core/secret.ts";
import { settings } from "../core/settings.ts";
import { asHtml, asText, type Letter } from "./letter.ts";

/** Sends a letter to one address. */
export interface Mailer {
  send(to: string, letter: Letter): Promise<void>;
}

/** A mailer that keeps each mail as an `.eml` file; their names sort by time. */
export function mailboxMailer(folder: string, from: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    async send(to, letter) {
      const { message } = await transport.sendMail(compose(from, to, letter));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(":", "-")}-${randomUUID()}.eml`;
      // Under another name until it is whole: whoever watches the folder never reads half a mail.
      const draft = join(folder, `.${name}.part`);
      await writeFile(draft, message as Buffer, { mode: 0o600 });
      await rename(draft, join(folder, name));
    },
  };
}

/** A mailer that hands mails to a mail server. */
export function smtpMailer(url: Secret, from: string): Mailer & { close(): void } {
  const transport = createTransport(url.reveal());
  return {
    async send(to, letter) {
      await transport.sendMail(compose(from, to, letter));
    },
    close: () => transport.close(),
  };
}

/** The mailer of the service. */
export const mailer = dependency(
  { scope: "app", name: "mailer", depends: { settings } },
  async function* ({ settings: { smtpUrl, mailFrom, dataDir } }): AsyncGenerator<Mailer> {
    if (smtpUrl === undefined) return yield mailboxMailer(join(dataDir, "mailbox"), mailFrom);
    const mailer = smtpMailer(smtpUrl, mailFrom);
    try {
      yield mailer;
    } finally {
      mailer.close();
    }
  },
);

function compose(from: string, to: string, letter: Letter): SendMailOptions {
  return {
    from,
    // An object, not a text: a text is parsed and may turn out to be several recipients.
    to: { name: "", address: oneAddress(to) },
    subject: letter.subject,
    text: asText(letter),
    // One encoding for whoever reads the mailbox; mail programs know them all.
    textEncoding: "quoted-printable",
    html: asHtml(letter),
    // What looks like a path or an address in a letter is text, never something to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Refuses what could become a second recipient or a header. The contracts refuse it too; this is the last place to look. */
function oneAddress(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (!/^[^\s\u0000-\u001f\u007f,;:<>()[\]"\\@]+@[^\s\u0000-\u001f\u007f,;:<>()"\\@]+$/.test(address)) {
    throw new TypeError("A mail has to go to one plain e-mail address");
  }
  return address;
}
