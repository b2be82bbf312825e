import { describe, expect, it } from "vitest";
import { createApp } from "../app/app.ts";
import { type Dependency, dependency, makeDependency } from "../depends/dependency.ts";
import { anyOf, optional, secured } from "../depends/modifiers.ts";
import type { Depends } from "../depends/need.ts";
import { get } from "../routing/operation.ts";
import { router } from "../routing/router.ts";
import { httpBearer } from "../security/bearer.ts";
import { oauth2PasswordBearer } from "../security/oauth2.ts";
import { checkDocument } from "./check-document.fixture.ts";

const oauth2 = oauth2PasswordBearer({ tokenUrl: "/token", scopes: { read: "Read", write: "Write" } });
const bearer = httpBearer();
const key = apiKey("Key");
const user = dependency({ depends: { token: oauth2 } }, () => "user");

function apiKey(name: string, header = "x-key"): Dependency<string, "http", never, never> {
  const object = { type: "apiKey", in: "header", name: header };
  return makeDependency({
    name,
    needs: {},
    touches: "http",
    scheme: { name, object, scopes: undefined },
    provide: () => "",
  }) as never;
}

function documentOf(depends: Depends, guards: Depends = {}) {
  const routes = { all: router({ depends: guards }, { it: get("/", { depends }, () => 1) }) };
  const document = createApp({ title: "T", version: "1", routes }).openapi();
  expect(checkDocument(document)).toEqual([]);
  return document;
}

const securityOf = (depends: Depends, guards?: Depends) =>
  documentOf(depends, guards).paths["/"]?.get?.security;

describe("security", () => {
  it("is said to be none where none is needed", () => {
    expect(securityOf({ one: dependency(() => 1) })).toEqual([]);
  });

  it("has the scopes that lead to a scheme, routers' included, each once", () => {
    const reader = secured(user, "read");
    expect(securityOf({ user })).toEqual([{ OAuth2PasswordBearer: [] }]);
    expect(securityOf({ reader })).toEqual([{ OAuth2PasswordBearer: ["read"] }]);
    const deep = dependency({ depends: { reader } }, () => 1);
    expect(securityOf({ deep, reader }, { writer: secured(user, "write") })).toEqual([
      { OAuth2PasswordBearer: ["write", "read"] },
    ]);
  });

  it("is all schemes together when several are needed; scopes belong to the one that knows them", () => {
    const both = dependency({ depends: { token: oauth2, bearer } }, () => 1);
    expect(securityOf({ both: secured(both, "read"), key })).toEqual([
      { OAuth2PasswordBearer: ["read"], HTTPBearer: [], Key: [] },
    ]);
  });

  it("keeps scopes on a scheme that lists none when it is alone", () => {
    const caller = dependency({ depends: { bearer } }, () => 1);
    expect(securityOf({ caller: secured(caller as Dependency, "admin") })).toEqual([
      { HTTPBearer: ["admin"] },
    ]);
  });

  it("is alternatives for a choice, and nothing at all for an optional one", () => {
    expect(securityOf({ caller: anyOf(user, key) })).toEqual([{ OAuth2PasswordBearer: [] }, { Key: [] }]);
    expect(securityOf({ viewer: optional(user) })).toEqual([{ OAuth2PasswordBearer: [] }, {}]);
    expect(securityOf({ caller: anyOf(user, bearer) }, { key })).toEqual([
      { Key: [], OAuth2PasswordBearer: [] },
      { Key: [], HTTPBearer: [] },
    ]);
  });

  it("makes the same choice once, however often it is needed", () => {
    const caller = anyOf(user, key);
    const one = dependency({ depends: { caller } }, () => 1);
    const two = dependency({ depends: { caller } }, () => 2);
    expect(securityOf({ one, two, caller })).toEqual([{ OAuth2PasswordBearer: [] }, { Key: [] }]);
  });

  it("stands among the components, one scheme a name", () => {
    expect(documentOf({ user, key }).components?.securitySchemes).toEqual({
      Key: { type: "apiKey", in: "header", name: "x-key" },
      OAuth2PasswordBearer: {
        type: "oauth2",
        flows: { password: { tokenUrl: "/token", scopes: { read: "Read", write: "Write" } } },
      },
    });
    expect(() => documentOf({ key, other: apiKey("Key", "x-other") })).toThrow(
      'Two security schemes are called "Key"',
    );
  });

  it("answers 401 with a challenge, and 403 where scopes are asked for", () => {
    const responsesOf = (depends: Depends) => documentOf(depends).paths["/"]?.get?.responses ?? {};
    expect(Object.keys(responsesOf({ user }))).toEqual(["200", "401"]);
    const responses = responsesOf({ reader: secured(user, "read") });
    expect(Object.keys(responses)).toEqual(["200", "401", "403"]);
    expect(responses["401"]).toMatchObject({
      headers: { "WWW-Authenticate": { schema: { type: "string" } } },
      content: { "application/json": { schema: { $ref: "#/components/schemas/HTTPError" } } },
    });
  });
});
