/** The texts of `--help`. */
import { type Command, usageOf } from "./command.ts";

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, help: { short: "h", help: "show this" } });
  const rows = options.map(([name, option]) => {
    const { short, value, help } = option as {
      readonly short?: string;
      readonly value?: string;
      readonly help: string;
    };
    return [
      `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
      help,
    ] as const;
  });
  const parts = [`tenon ${usageOf(command)}`, command.summary ?? "", table(rows), command.details ?? ""];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The help of `tenon` itself. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.flatMap((command) =>
    command.summary === undefined
      ? []
      : [[[command.name, ...command.positionals].join(" "), command.summary] as const],
  );
  return [
    "tenon <command> [options]",
    table(rows),
    '<module> is a file whose default export is an app, or a function that makes one: app/main.ts.\n"tenon <command> --help" says more; "tenon --version" says which Tenon this is.',
  ].join("\n\n");
}

/** Two columns, the second aligned. */
export function table(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}
