/** The reference service over a socket, by clients that know nothing of it but its document and the RFCs. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  allowInsecureRequests,
  genericTokenEndpointRequest,
  None,
  processGenericTokenEndpointResponse,
  ResponseBodyError,
} from "oauth4webapi";
import { afterAll, expect, test } from "vitest";
import { startServiceProcess } from "../../packages/create-tenon/template/tests/service-process.ts";
import { compile } from "./compile.ts";
import { freshFolder } from "./documents.ts";
import { generators } from "./generators.ts";

const service = await startServiceProcess();
afterAll(() => service[Symbol.asyncDispose]());

const account = {
  username: "newcomer",
  email: "newcomer@example.com",
  password: "correct horse battery staple",
};

test("a generated client signs up, signs in, reads and changes itself, and tells errors apart by their type", async () => {
  const path = join(await freshFolder("documents-of-service"), "service.json");
  await writeFile(path, await (await fetch(`${service.url}/openapi.json`)).text());
  const folder = await freshFolder("service");
  await generators["@hey-api/openapi-ts"]({ name: "service", path }, folder);
  const program = join(import.meta.dirname, "first-steps.ts");
  expect(await compile(folder, [program])).toEqual([]);

  // By a name that the compiler does not follow: the client is not there when these tests are checked.
  const { firstSteps } = await import(program);
  expect(await firstSteps(service.url, account, "settled")).toEqual({
    refusedSignUp: ["string_too_short at body.password"],
    accepted: expect.any(String),
    again: "username_taken",
    anonymous: 401,
    me: expect.objectContaining({ username: "newcomer", email: "newcomer@example.com" }),
    renamed: expect.objectContaining({ username: "settled", email: "newcomer@example.com" }),
  });
});

test("an OAuth 2.0 client gets a token at the address that the document names", async () => {
  const username = "oauth";
  const signedUp = await fetch(`${service.url}/api/v1/auth/signup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...account, username, email: "oauth@example.com" }),
  });
  expect(signedUp.status).toBe(202);

  const token = await tokenFor({ username, password: account.password });
  expect(token).toMatchObject({ token_type: "bearer", access_token: expect.any(String) });
  const me = await fetch(`${service.url}/api/v1/users/me`, {
    headers: { authorization: `Bearer ${token.access_token}` },
  });
  expect(await me.json()).toMatchObject({ username });

  const refused = await tokenFor({ username, password: "another one altogether" }).catch((error) => error);
  expect(refused).toBeInstanceOf(ResponseBodyError);
  expect(refused).toMatchObject({ status: 400, error: "invalid_grant" });
});

/** What is read of the document. */
interface WithPasswordFlow {
  readonly components: {
    readonly securitySchemes: {
      readonly OAuth2PasswordBearer: { readonly flows: { readonly password: { readonly tokenUrl: string } } };
    };
  };
}

/** The password grant of RFC 6749, 4.3, by a client that checks what it gets against RFC 6749, 5. */
async function tokenFor(parameters: Record<string, string>) {
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as WithPasswordFlow;
  const { password } = document.components.securitySchemes.OAuth2PasswordBearer.flows;
  const server = {
    issuer: service.url,
    token_endpoint: new URL(password.tokenUrl, service.url).href,
  };
  const client = { client_id: "first-party" };
  const options = { [allowInsecureRequests]: true };
  const response = await genericTokenEndpointRequest(server, client, None(), "password", parameters, options);
  return processGenericTokenEndpointResponse(server, client, response);
}
