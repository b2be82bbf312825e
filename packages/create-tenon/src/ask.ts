/** The questions, for what the command line leaves open. */
import { resolve } from "node:path";
import * as prompts from "@clack/prompts";
import type { Given } from "./arguments.ts";
import { faultOfFolder } from "./folder.ts";
import { type DatabaseChoice, type DeployTarget, deployTargets, type Project, Refusal } from "./project.ts";
import { faultOfName, nameOfFolder } from "./project-name.ts";

const usualPath = "my-api";

/** The project as the command line has it, with the usual for what it does not say. */
export function withoutAsking(given: Given): Project {
  const path = given.path ?? usualPath;
  const isMinimal = given.isMinimal ?? false;
  return {
    folder: resolve(path),
    name: nameOfFolder(path),
    isMinimal,
    database: given.database ?? "embedded",
    deploy: isMinimal ? [] : (given.deploy ?? deployTargets),
    git: given.git,
    install: given.install,
  };
}

/**
 * Asks for what the command line does not say: four questions at most.
 *
 * @throws {Refusal} when whoever is asked turns away
 */
export async function ask(given: Given): Promise<Project> {
  prompts.intro("A new service on Tenon");
  const path = given.path ?? (await askForPath());
  const isMinimal = given.isMinimal ?? (await askForSize());
  const database = given.database ?? (isMinimal ? undefined : await askForDatabase());
  const deploy = given.deploy ?? (isMinimal ? undefined : await askForDeploy());
  return withoutAsking({ ...given, path, isMinimal, database, deploy });
}

async function askForPath(): Promise<string> {
  const path = await prompts.text({
    message: "What is it called? Its folder gets this name.",
    placeholder: usualPath,
    defaultValue: usualPath,
    validate: (text) => {
      const wanted = text || usualPath;
      return faultOfName(nameOfFolder(wanted)) ?? faultOfFolder(resolve(wanted));
    },
  });
  return answered(path);
}

async function askForSize(): Promise<boolean> {
  const size = await prompts.select({
    message: "What should it begin with?",
    options: [
      { value: "full", label: "The whole service", hint: "users, sign-in, jobs, mails, PostgreSQL, tests" },
      { value: "minimal", label: "One endpoint", hint: "and its test; no database" },
    ],
  });
  return answered(size) === "minimal";
}

async function askForDatabase(): Promise<DatabaseChoice> {
  const database = await prompts.select<DatabaseChoice>({
    message: "Where are rows kept while you develop? (Production is a PostgreSQL server.)",
    options: [
      { value: "embedded", label: "PostgreSQL inside the process", hint: "nothing to install" },
      { value: "postgres", label: "A PostgreSQL server", hint: "its address is in .env" },
    ],
  });
  return answered(database);
}

async function askForDeploy(): Promise<readonly DeployTarget[]> {
  const deploy = await prompts.multiselect<DeployTarget>({
    message: "Which deploy files?",
    options: [
      { value: "docker", label: "Docker", hint: "image, compose with nginx, Prometheus, Grafana" },
      { value: "kubernetes", label: "Kubernetes", hint: "image, manifests for kustomize" },
      { value: "systemd", label: "systemd", hint: "units, nginx" },
    ],
    initialValues: ["docker"],
    required: false,
  });
  return answered(deploy);
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (prompts.isCancel(value)) throw new Refusal("Nothing was made.");
  return value as Exclude<Value, symbol>;
}
