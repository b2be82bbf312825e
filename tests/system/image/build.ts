/** Builds a Dockerfile without an engine: each stage is a folder, each step is carried out in it as in a root file system. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { readDockerfile, type Stage, type Step } from "./dockerfile.ts";
import { runInNamespace } from "./namespace.ts";

/** What a build is made from. */
export interface BuildOptions {
  /** The project: what COPY copies from, less what `<Dockerfile>.dockerignore` leaves out. */
  readonly context: string;
  readonly dockerfile: string;
  /** Stands for the image that the first stage begins with. */
  readonly baseRoot: string;
  /** Where the stages are made. */
  readonly workspace: string;
  /** Variables and a folder for caches that the machine gives to each RUN, beside what the Dockerfile says. */
  readonly machine: { readonly env: Readonly<Record<string, string>>; readonly cache: string };
}

/** What came out. */
export interface Image {
  readonly root: string;
  /** The image that the first stage named. */
  readonly from: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

type Building = { -readonly [K in keyof Image]: Image[K] };

/** Carries out every stage, and gives the last one. */
export async function buildImage(options: BuildOptions): Promise<Image> {
  const stages = new Map<string, Building>();
  const included = contextOf(options);
  for (const stage of readDockerfile(readFileSync(options.dockerfile, "utf8"))) {
    const image = begin(stage, stages, options);
    for (const step of stage.steps) await carryOut(step, image, stages, included, options);
    stages.set(stage.name, image);
  }
  return [...stages.values()].at(-1) as Building;
}

function begin(stage: Stage, stages: ReadonlyMap<string, Building>, options: BuildOptions): Building {
  const base = stages.get(stage.base);
  const root = join(options.workspace, stage.name);
  // Hard links: a step that changed a file of its base in place would change the base, and none does.
  execFileSync("cp", ["--archive", "--link", base?.root ?? options.baseRoot, root]);
  if (base !== undefined) return { ...base, root };
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };
  return {
    root,
    from: stage.base,
    env,
    folder: "/",
    user: "0:0",
    entrypoint: [],
    command: [],
    healthCheck: [],
  };
}

async function carryOut(
  step: Step,
  image: Building,
  stages: ReadonlyMap<string, Building>,
  included: readonly string[],
  options: BuildOptions,
): Promise<void> {
  switch (step.keyword) {
    case "WORKDIR":
      image.folder = resolve(image.folder, step.text);
      mkdirSync(join(image.root, image.folder), { recursive: true });
      return;
    case "ENV":
      image.env = { ...image.env, ...step.sets };
      return;
    case "USER":
      image.user = step.text;
      return;
    case "ENTRYPOINT":
      image.entrypoint = step.words;
      return;
    case "CMD":
      image.command = step.words;
      return;
    case "HEALTHCHECK":
      image.healthCheck = JSON.parse(step.text.replace(/^CMD\s+/, ""));
      return;
    case "EXPOSE":
    case "STOPSIGNAL":
      return;
    case "COPY":
      copy(step, image, stages, included, options);
      return;
    case "RUN":
      return run(step, image, options);
    default:
      throw new Error(`This builder does not know ${step.keyword}: teach it, and the test with it.`);
  }
}

function copy(
  { flags, words }: Step,
  image: Building,
  stages: ReadonlyMap<string, Building>,
  included: readonly string[],
  { context }: BuildOptions,
): void {
  const from = Object.fromEntries(flags).from;
  const source = from === undefined ? context : stages.get(from)?.root;
  if (source === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
  const names = words.slice(0, -1);
  const target = words.at(-1) ?? "";
  for (const name of names) {
    if (from === undefined && !included.includes(name)) {
      throw new Error(`COPY ${name}: the .dockerignore leaves it out`);
    }
    const to = resolve(image.folder, target, target.endsWith("/") ? basename(name) : "");
    cpSync(join(source, name), join(image.root, to), { recursive: true, verbatimSymlinks: true });
  }
}

async function run({ flags, text }: Step, image: Building, { machine }: BuildOptions): Promise<void> {
  const caches = flags
    .filter(([name, value]) => name === "mount" && value.startsWith("type=cache"))
    .map(([, value]) => [machine.cache, /target=([^,]+)/.exec(value)?.[1] ?? ""] as const);
  const { root, folder, user } = image;
  const env = { HOME: "/root", ...machine.env, ...image.env };
  const { code, output } = await runInNamespace({ root, folder, user, env, readOnly: false, binds: caches }, [
    "/bin/sh",
    "-c",
    text,
  ]);
  if (code !== 0) throw new Error(`RUN ${text} ended with ${code}:\n${output}`);
}

/** What of the project enters the build: nothing (`*`) but what is named (`!name`). */
function contextOf({ dockerfile, context }: BuildOptions): string[] {
  const lines = readFileSync(`${dockerfile}.dockerignore`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [first, ...exceptions] = lines;
  if (first !== "*" || !exceptions.every((line) => /^![\w.-]+$/.test(line))) {
    throw new Error("This builder knows a .dockerignore of `*` and `!name` only.");
  }
  return exceptions.map((line) => line.slice(1)).filter((name) => existsSync(join(context, name)));
}
