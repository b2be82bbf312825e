// Plain JavaScript without imports, so that any Node.js can run it and say what is wrong.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 24 || (major === 24 && minor < 7)) {
  console.error(
    `Tenon needs Node.js 24.7 or newer and this is ${process.version} (${process.execPath}): install a newer one, ` +
      `or run "npm ci" without --ignore-scripts, which brings one with the "node" package.`,
  );
  process.exit(1);
}
