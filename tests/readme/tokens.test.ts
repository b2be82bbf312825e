/** The app with tokens of "Coming from FastAPI" is run as it is printed. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { exportPKCS8, generateKeyPair } from "jose";
import type { App } from "tenon";
import { testClient } from "tenon/testing";
import { afterAll, afterEach, expect, test, vi } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = await mkdtemp(join(import.meta.dirname, "example-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

async function printed(): Promise<App> {
  const text = await readFile(join(root, "docs/coming-from-fastapi.md"), "utf8");
  const [, code = ""] = /### A token[\s\S]*?```ts\n([\s\S]*?)```/.exec(text) ?? [];
  await writeFile(join(folder, "tokens.ts"), code);
  return ((await import(join(folder, "tokens.ts"))) as { default: App }).default;
}

test("a token goes from the key to the handler as the guide says", async () => {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  vi.stubEnv("SIGNING_KEY", await exportPKCS8(privateKey));
  vi.stubEnv("PASSWORD", "correct horse");
  await using client = await testClient(await printed());
  const form = { grant_type: "password", username: "ada", password: "correct horse" };
  const granted = await client.post("/token", { form });
  expect(granted.json()).toMatchObject({ token_type: "bearer", expires_in: 900 });
  const { access_token: token } = granted.json() as { access_token: string };
  expect((await client.get("/report", { token })).json()).toEqual({ for: "ada" });
  expect((await client.get("/report", { token: `${token}x` })).status).toBe(401);
  expect((await client.get("/.well-known/jwks.json")).json()).toMatchObject({
    keys: [{ kty: "OKP", alg: "EdDSA" }],
  });
  expect((await client.post("/token", { form: { ...form, password: "wrong" } })).json()).toMatchObject({
    error: "invalid_grant",
  });
});

test("without its key it does not start, and says what it takes", async () => {
  vi.stubEnv("SIGNING_KEY", undefined);
  await expect(testClient(await printed())).rejects.toThrow(
    /the current key: EdDSA takes a PEM text that begins with/,
  );
});
