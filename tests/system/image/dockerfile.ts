/** A Dockerfile, read: its stages, and the steps of each. */
import {
  DockerfileParser,
  type Flag,
  type Instruction,
  ModifiableInstruction,
  type Property,
  PropertyInstruction,
} from "dockerfile-ast";

/** One instruction of a stage. */
export interface Step {
  /** In capitals: `RUN`, `COPY`, ... */
  readonly keyword: string;
  /** What stands before the arguments: `--from=base` is `["from", "base"]`. */
  readonly flags: readonly (readonly [name: string, value: string])[];
  /** The arguments; of the form `["node", "x"]` the strings in it. */
  readonly words: readonly string[];
  /** The arguments as one text, lines joined: what a shell gets. */
  readonly text: string;
  /** Of `ENV`, `ARG` and `LABEL`: what is set. */
  readonly sets: Readonly<Record<string, string>>;
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly name: string;
  /** Another stage's name, or an image. */
  readonly base: string;
  readonly steps: readonly Step[];
}

/** Reads a Dockerfile. Arguments before the first FROM have their defaults. */
export function readDockerfile(text: string): Stage[] {
  const stages: (Stage & { steps: Step[] })[] = [];
  const globals: Record<string, string> = {};
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const step = readStep(instruction);
    if (step.keyword === "FROM") {
      const [image = "", , name = `${stages.length}`] = step.words;
      const base = image.replace(/\$\{(\w+)\}/g, (_, variable: string) => globals[variable] ?? "");
      stages.push({ name, base, steps: [] });
    } else if (stages.length === 0) {
      Object.assign(globals, step.sets);
    } else {
      stages.at(-1)?.steps.push(step);
    }
  }
  return stages;
}

function readStep(instruction: Instruction): Step {
  const text = (instruction.getArgumentsContent() ?? "").replace(/\\\n/g, " ").trim();
  return {
    keyword: instruction.getKeyword(),
    flags: flagsOf(instruction).map((flag) => [flag.getName(), flag.getValue() ?? ""] as const),
    words: text.startsWith("[") ? JSON.parse(text) : text.split(/\s+/),
    text,
    sets: Object.fromEntries(propertiesOf(instruction).map((it) => [it.getName(), it.getValue() ?? ""])),
  };
}

function flagsOf(instruction: Instruction): Flag[] {
  return instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
}

function propertiesOf(instruction: Instruction): Property[] {
  return instruction instanceof PropertyInstruction ? instruction.getProperties() : [];
}
