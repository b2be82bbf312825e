/** The envelope and the scheme: everything that is refused looks the same, and nothing that is refused is an accident. */
import { describe, expect, test } from "vitest";
import { useConduit } from "./conduit.ts";

const send = useConduit("fetch");
const person = (name: string) => ({
  user: { username: name, email: `${name}@example.com`, password: "correct horse" },
});

async function tokenOf(name: string): Promise<string> {
  const { body } = await send("POST", "/api/users", { json: person(name) });
  return (body as { user: { token: string } }).user.token;
}

describe("the envelope", () => {
  test("has the messages of each field, and under body all of them as sentences", async () => {
    const { status, body } = await send("POST", "/api/users", {
      json: { user: { username: " ", email: "a@b.example" } },
    });
    expect(status).toBe(422);
    expect(body).toEqual({
      errors: {
        username: ["can't be blank"],
        password: ["can't be blank"],
        body: ["username can't be blank", "password can't be blank"],
      },
    });
  });

  test("has the messages of a field called body first under body", async () => {
    const token = await tokenOf("writer");
    const { body } = await send("POST", "/api/articles", {
      token,
      json: { article: { title: "", description: "d", body: "" } },
    });
    expect(body).toEqual({
      errors: { title: ["can't be blank"], body: ["can't be blank", "title can't be blank"] },
    });
  });

  test.each([
    ["a path that is none", "GET", "/api/nowhere", 404, { body: ["Not Found"] }],
    ["a method that is none", "PATCH", "/api/user", 405, { body: ["Method Not Allowed"] }],
    [
      "a number that is none",
      "GET",
      "/api/articles?limit=ten",
      422,
      { limit: ["Must be a whole number"], body: ["limit Must be a whole number"] },
    ],
  ])("is that of what the framework refuses: %s", async (_what, method, path, status, errors) => {
    const answer = await send(method, path);
    expect([answer.status, answer.body]).toEqual([status, { errors }]);
  });

  test("is that of a text that the database cannot hold", async () => {
    for (const path of ["/api/articles/a%00b", "/api/profiles/a%00b", "/api/articles?tag=%00"])
      expect((await send("GET", path)).status).toBe(422);
  });
});

describe("the scheme", () => {
  test("knows the word Token in any case, and no other", async () => {
    const token = await tokenOf("reader");
    for (const scheme of ["Token", "token"]) {
      expect((await send("GET", "/api/user", { token, scheme })).status).toBe(200);
    }
    const missing = { errors: { token: ["is missing"], body: ["token is missing"] } };
    for (const sent of [{}, { token, scheme: "Bearer" }]) {
      const answer = await send("GET", "/api/user", sent);
      expect([answer.status, answer.body]).toEqual([401, missing]);
    }
  });

  test("refuses a token that is none, where it is optional, too", async () => {
    for (const path of ["/api/user", "/api/articles"]) {
      const answer = await send("GET", path, { token: "a.b.c" });
      expect([answer.status, answer.body]).toEqual([
        401,
        { errors: { token: ["is invalid"], body: ["token is invalid"] } },
      ]);
    }
  });
});

test("the slug follows the title, and the old one is gone", async () => {
  const token = await tokenOf("renamer");
  const json = { article: { title: "Ünïcode & Co.", description: "d", body: "b" } };
  const made = (await send("POST", "/api/articles", { token, json })).body as { article: { slug: string } };
  expect(made.article.slug).toMatch(/^[a-z0-9-]+$/);
  const changed = await send("PUT", `/api/articles/${made.article.slug}`, {
    token,
    json: { article: { title: "Second" } },
  });
  expect((changed.body as typeof made).article.slug).toMatch(/^second-/);
  expect((await send("GET", `/api/articles/${made.article.slug}`)).status).toBe(404);
});
