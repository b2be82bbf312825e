/** `tenon check <module>`: whether an app can start, and with `--deploy` whether it should be deployed as it is. */
import { type Command, type Given, textOf, UsageError } from "./command.ts";
import { deployRules, type Finding } from "./deploy-rules.ts";
import { loadApp } from "./load-app.ts";

const names = [
  "access",
  "bodies",
  "cors",
  "debug",
  "docs",
  "headers",
  "hosts",
  "limits",
  "proxies",
  "readiness",
  "secrets",
  "timeouts",
  "trustedHost",
  "workers",
];

export const check: Command = {
  name: "check",
  summary: "look whether the declarations of an app hold; with --deploy, whether it should go out like this",
  positionals: ["<module>"],
  options: {
    deploy: { type: "boolean", help: "look for what an app should not be deployed with" },
    allow: { type: "string", value: "<names>", help: "findings that are meant, separated by commas" },
    json: { type: "boolean", help: "the findings as JSON" },
  },
  details: [
    "Nothing is opened and nothing listens. Run it with the environment of the deployment: NODE_ENV is production unless it says",
    "something else. It ends with 1 when something was found.",
    "",
    `Findings: ${names.join(", ")}.`,
  ].join("\n"),
  async run(given) {
    const allowed = allowedOf(given);
    process.env.NODE_ENV ||= "production";
    const { app, server } = await loadApp(given.positionals[0] as string);
    // Throws with its sentence where declarations contradict each other.
    app.openapi();
    const deployment = { app: app.options, server, env: process.env };
    const findings =
      given.values.deploy === true
        ? deployRules.flatMap((rule) => rule(deployment)).filter(({ name }) => !allowed.includes(name))
        : [];
    console.log(given.values.json === true ? JSON.stringify(findings, null, 2) : textOfAll(findings));
    return findings.length === 0 ? 0 : 1;
  },
};

function allowedOf(given: Given): readonly string[] {
  const allowed = (textOf(given, "allow") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = allowed.find((name) => !names.includes(name));
  if (unknown === undefined) return allowed;
  throw new UsageError(`--allow: there is no finding "${unknown}"; there are ${names.join(", ")}.`);
}

function textOfAll(findings: readonly Finding[]): string {
  if (findings.length === 0) return "Nothing found.";
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ name, what, advice }) => `${name.padEnd(width)}  ${what}\n${" ".repeat(width)}  ${advice}`)
    .join("\n");
}
