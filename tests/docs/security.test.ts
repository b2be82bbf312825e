/** The app with tokens of the guide does what its pages say. */
import { exportPKCS8, generateKeyPair } from "jose";
import { testClient } from "tenon/testing";
import { afterEach, expect, test, vi } from "vitest";
import app from "../../docs/examples/security.ts";

afterEach(() => void vi.unstubAllEnvs());

test("a token goes from the key to the handler as the guide says", async () => {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  vi.stubEnv("SIGNING_KEY", await exportPKCS8(privateKey));
  vi.stubEnv("PASSWORD", "correct horse");
  await using client = await testClient(app);
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
  await expect(testClient(app)).rejects.toThrow(/the current key: EdDSA takes a PEM text that begins with/);
});
