import { eq } from "drizzle-orm";
import { override } from "tenon";
import { expect, test } from "vitest";
import { database } from "../app/db/base.ts";
import { inSession } from "../app/db/session.ts";
import { mailer } from "../app/emails/mailer.ts";
import { sendMail } from "../app/jobs/send-mail.ts";
import { users } from "../app/models/user.ts";
import { password, useService } from "./api/service.ts";

let serverIsUp = true;
const sent: string[] = [];
const shaky = {
  async send(to: string) {
    if (!serverIsUp) throw new Error("The mail server does not answer");
    sent.push(to);
  },
};
const service = useService([override(mailer, () => shaky)]);
const signUp = (username: string) =>
  service.client.post("/api/v1/auth/signup", {
    json: { username, email: `${username}@example.com`, password },
  });

test("a mail that cannot be sent fails no sign-up, and is sent when the server is back", async () => {
  serverIsUp = false;
  expect((await signUp("ada")).status).toBe(202);
  expect((await service.client.jobs.drain()).failed).toMatchObject([{ job: "send-mail" }]);
  expect(sent).toEqual([]);
  serverIsUp = true;
  expect((await service.client.jobs.drain({ delayed: true })).completed).toEqual(["send-mail"]);
  expect(sent).toEqual(["ada@example.com"]);
});

test("a sign-up that is refused sends no mail", async () => {
  expect((await signUp("grace")).status).toBe(202);
  const before = await service.client.jobs.sent(sendMail);
  expect((await signUp("grace")).status).toBe(409);
  expect(await service.client.jobs.sent(sendMail)).toHaveLength(before.length);
});

test("an account that has gone meanwhile gets no mail, and the job is done", async () => {
  await service.client.jobs.drain();
  const before = sent.length;
  expect((await signUp("vanishing")).status).toBe(202);
  await inSession(await service.client.value(database), ({ orm }) =>
    orm.delete(users).where(eq(users.username, "vanishing")),
  );
  expect(await service.client.jobs.drain()).toEqual({ completed: ["send-mail"], failed: [] });
  expect(sent).toHaveLength(before);
});
