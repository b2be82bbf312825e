/** A generated project as a stranger has it: the template, with `tenon` as a package of a registry, and a lock file. */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, relative } from "node:path";
import { packTenon, repository } from "../../packed/consumer.ts";

export const template = join(repository, "packages/create-tenon/template");

/** What stands in a developer's folder and belongs to nobody else. */
const own = /^(node_modules|\.data|\.env)(\/|$)/;

/** A project, and the registry that has its framework. */
export interface GeneratedProject {
  readonly folder: string;
  readonly close: () => void;
}

/** Makes a project in a folder, and locks what it depends on. Other packages come from where npm gets them. */
export async function generateProject(folder: string, workspace: string): Promise<GeneratedProject> {
  const tarball = packTenon(workspace);
  cpSync(template, folder, { recursive: true, filter: (path) => !own.test(relative(template, path)) });
  // What must not get into an image, though it lies in the folder.
  writeFileSync(join(folder, ".env"), "SIGNING_KEY=not-for-an-image\n");

  const manifest = join(folder, "package.json");
  const range = change(manifest, (it: Manifest) => {
    const wanted = it.dependencies.tenon;
    it.dependencies.tenon = `file:${tarball}`;
    return wanted;
  });
  execFileSync(
    "npm",
    ["install", ..."--package-lock-only --ignore-scripts --no-audit --no-fund --prefer-offline".split(" ")],
    { cwd: folder, stdio: "pipe" },
  );
  const registry = await serveTarball(tarball);
  change(manifest, (it: Manifest) => {
    it.dependencies.tenon = range;
  });
  change(join(folder, "package-lock.json"), (it: LockFile) => {
    it.packages[""].dependencies.tenon = range;
    const { port } = registry.address() as AddressInfo;
    it.packages["node_modules/tenon"].resolved = `http://127.0.0.1:${port}/tenon/-/${basename(tarball)}`;
  });
  return { folder, close: () => registry.close() };
}

interface Manifest {
  readonly dependencies: { tenon: string };
}

interface LockFile {
  readonly packages: {
    readonly "": Manifest;
    readonly "node_modules/tenon": { resolved: string };
  };
}

function change<Content, Result>(path: string, edit: (content: Content) => Result): Result {
  const content: Content = JSON.parse(readFileSync(path, "utf8"));
  const result = edit(content);
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return result;
}

async function serveTarball(tarball: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.endsWith(`/${basename(tarball)}`)) outgoing.end(readFileSync(tarball));
    else outgoing.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
