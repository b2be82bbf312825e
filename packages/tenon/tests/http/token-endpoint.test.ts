import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, post } from "../../src/index.ts";
import {
  OAuth2Error,
  oauth2Errors,
  oauth2PasswordForm,
  oauth2PasswordFormStrict,
} from "../../src/security/index.ts";
import { throughBothDoors } from "./doors.ts";

const Token = z.object({ access_token: z.string(), token_type: z.literal("bearer") });
const person = { username: "ada", password: "lovelace" };

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    echo: post("/echo", { form: oauth2PasswordForm }, ({ form }) => form),
    strict: post("/strict", { form: oauth2PasswordFormStrict }, ({ form }) => form),
    token: post(
      "/token",
      { form: oauth2PasswordFormStrict, response: Token, onError: oauth2Errors },
      ({ form }) => {
        if (form.username === "robot")
          throw new OAuth2Error("invalid_client", "Robots have a client of their own");
        if (form.password !== person.password) throw new OAuth2Error("invalid_grant", "Wrong password");
        return { access_token: form.scope.join("+"), token_type: "bearer" };
      },
    ),
  },
});

const form = (fields: Record<string, string>) => ({
  body: new URLSearchParams(fields).toString(),
  headers: { "content-type": "application/x-www-form-urlencoded" },
});

throughBothDoors("a token request of the password flow", (open) => {
  test.each([
    ["nothing asked for", {}, []],
    ["an empty scope", { scope: "" }, []],
    ["scopes between spaces", { scope: " items  me " }, ["items", "me"]],
  ])("is read with its scopes as a list: %s", async (_name, fields, scope) => {
    await using door = await open(app);
    const answer = await door.send("POST", "/echo", form({ ...person, ...fields }));
    expect(answer.json()).toEqual({ ...person, scope });
  });

  test("may leave out its grant type, but not say another; the strict one has it", async () => {
    await using door = await open(app);
    const faults = async (path: string, fields: Record<string, string>) => {
      const answer = await door.send("POST", path, form({ ...person, ...fields }));
      const { detail = [] } = answer.json() as { detail?: { type: string; loc: unknown[] }[] };
      return [answer.status, ...detail.map(({ type, loc }) => `${type} ${loc.join(".")}`)];
    };
    expect(await faults("/echo", { grant_type: "password" })).toEqual([200]);
    expect(await faults("/echo", { grant_type: "code" })).toEqual([
      422,
      "string_pattern_mismatch body.grant_type",
    ]);
    expect(await faults("/strict", { grant_type: "password" })).toEqual([200]);
    expect(await faults("/strict", {})).toEqual([422, "missing body.grant_type"]);
    expect(await faults("/strict", { grant_type: "code" })).toEqual([
      422,
      "string_pattern_mismatch body.grant_type",
    ]);
  });

  test.each([
    ["another grant", { ...person, grant_type: "code" }, 400, "unsupported_grant_type"],
    ["no grant", person, 400, "invalid_request"],
    ["no username", { grant_type: "password", password: "x" }, 400, "invalid_request"],
    ["a wrong password", { ...person, grant_type: "password", password: "x" }, 400, "invalid_grant"],
    [
      "a client that is none",
      { ...person, grant_type: "password", username: "robot" },
      401,
      "invalid_client",
    ],
  ])("is refused in the words of RFC 6749: %s", async (_name, fields, status, error) => {
    await using door = await open(app);
    const answer = await door.send("POST", "/token", form(fields));
    expect(answer.status).toBe(status);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? "Basic" : null);
    expect(answer.json()).toEqual({ error, error_description: expect.any(String) });
  });

  test.each(["grant_type", "username", "password", "scope", "client_id", "client_secret"])(
    "is refused when %s stands there twice (RFC 6749, 3.2)",
    async (name) => {
      await using door = await open(app);
      const fields = new URLSearchParams({ ...person, grant_type: "password", scope: "a", client_id: "c" });
      fields.set("client_secret", "s");
      fields.append(name, fields.get(name) ?? "");
      const { headers } = form({});
      const answer = await door.send("POST", "/token", { headers, body: fields.toString() });
      expect([answer.status, answer.json()]).toEqual([
        400,
        { error: "invalid_request", error_description: expect.stringContaining(name) },
      ]);
    },
  );

  test("answers with a token", async () => {
    await using door = await open(app);
    const answer = await door.send(
      "POST",
      "/token",
      form({ ...person, grant_type: "password", scope: "a b" }),
    );
    expect(answer.json()).toEqual({ access_token: "a+b", token_type: "bearer" });
  });
});
