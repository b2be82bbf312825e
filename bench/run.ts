/**
 * Tenon beside its peers: `npm run bench` from the root (`-- --quick` for a first look; docs/performance.md for the rest).
 *
 * The peers are installed before anything is loaded that needs them; the chart needs none.
 */
const parameters = process.argv.slice(2);

if (parameters.includes("--chart")) {
  const { draw } = await import("./chart/draw.ts");
  await draw(parameters);
} else {
  await import("./harness/install.ts");
  const { compare } = await import("./compare.ts");
  await compare(parameters);
}
