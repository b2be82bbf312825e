/**
 * What a user of the service's client writes, against what the generator makes of the service's document. It is compiled and
 * run by service.test.ts, and by nothing else: the client is not there before.
 */
import { createClient, createConfig } from "./.built/service/client/index.ts";
import { v1AccountChange, v1AccountRead, v1AuthSignup, v1AuthToken } from "./.built/service/sdk.gen.ts";
import type { SignUpWritable, User, V1AuthSignupError } from "./.built/service/types.gen.ts";

/** What happened on the way. */
export interface FirstSteps {
  readonly accepted: string | undefined;
  readonly refusedSignUp: readonly string[];
  readonly again: string;
  readonly anonymous: number | undefined;
  readonly me: User | undefined;
  readonly renamed: User | undefined;
}

/** Signs up, once wrongly and once too often; gets a token; reads itself without it and with it; takes another name. */
export async function firstSteps(
  baseUrl: string,
  account: SignUpWritable,
  newName: string,
): Promise<FirstSteps> {
  let token: string | undefined;
  // The client adds the token where the document says that it is needed, and nowhere else.
  const client = createClient(createConfig({ baseUrl, auth: () => token }));

  const wrong = await v1AuthSignup({ client, body: { ...account, password: "short" } });
  const { data: accepted } = await v1AuthSignup({ client, body: account });
  const taken = await v1AuthSignup({ client, body: { ...account, email: "another@example.com" } });
  const anonymous = await v1AccountRead({ client });

  const { username, password } = account;
  const signIn = await v1AuthToken({ client, body: { grant_type: "password", username, password } });
  token = signIn.data?.access_token;

  const { data: me } = await v1AccountRead({ client });
  const { data: renamed } = await v1AccountChange({ client, body: { username: newName } });
  return {
    accepted: accepted?.message,
    refusedSignUp: faults(wrong.error),
    again: codeOf(taken.error),
    anonymous: anonymous.response?.status,
    me,
    renamed,
  };
}

/** A declared error is told from a validation error by its type alone: only it has a code. */
function codeOf(error: V1AuthSignupError | undefined): "username_taken" | "rate_limited" | "none" {
  return error !== undefined && "code" in error ? error.code : "none";
}

/** Every fault of a validation error: its type and where it is. */
function faults(error: V1AuthSignupError | undefined): string[] {
  if (error === undefined || "code" in error) return [];
  return error.detail.map(({ type, loc }) => `${type} at ${loc.join(".")}`);
}
