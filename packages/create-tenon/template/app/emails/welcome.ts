import type { Letter } from "./letter.ts";

/** The mail that follows a sign-up. */
export function welcome({ username, publicUrl }: { username: string; publicUrl: string }): Letter {
  return {
    subject: `Welcome, ${username}`,
    paragraphs: [
      `Hello ${username},`,
      "your account is ready. Sign in with your username and the password you chose.",
      { label: "The API and its documentation", link: `${publicUrl}/docs` },
      "If you did not sign up, somebody typed your address by mistake, and you can ignore this mail.",
    ],
  };
}
