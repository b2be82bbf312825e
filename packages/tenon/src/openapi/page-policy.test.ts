import { expect, it } from "vitest";
import type { OpenApiDocument } from "./document-types.ts";
import { linkTo, linkToRoot, pathBelow } from "./page-links.ts";
import { calledOrigins, contentSecurityPolicy } from "./page-policy.ts";

it("a policy allows nothing inline and nobody else", () => {
  expect(contentSecurityPolicy({})).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

it("the origins that may be called are the document's own servers and token endpoints", () => {
  const document = {
    servers: [{ url: "/" }, { url: "https://api.example.org/v1" }, { url: "https://{region}.example.org" }],
    components: {
      securitySchemes: {
        OAuth2: {
          type: "oauth2",
          flows: {
            authorizationCode: { tokenUrl: "https://id.example.org/token" },
            password: { tokenUrl: "/token" },
          },
        },
        OpenId: {
          type: "openIdConnect",
          openIdConnectUrl: "https://id.example.org/.well-known/openid-configuration",
        },
      },
    },
  } as unknown as OpenApiDocument;
  expect(calledOrigins(document)).toEqual(["https://api.example.org", "https://id.example.org"]);
});

it("links hold behind any prefix", () => {
  expect([linkToRoot("/docs"), linkToRoot("/internal/docs"), linkToRoot("/docs/"), linkToRoot("/")]).toEqual([
    "./",
    "../",
    "../",
    "./",
  ]);
  expect(linkTo("/internal/docs", "/openapi.json")).toBe("../openapi.json");
  expect([pathBelow("/docs", "a.js"), pathBelow("/", "a.js")]).toEqual(["/docs/a.js", "/a.js"]);
});
