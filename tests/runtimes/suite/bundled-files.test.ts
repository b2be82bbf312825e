/** What workerd has for files: those bundled with the worker, read only. */
import { expect, test } from "vitest";
import { createApp, file, get, staticFiles } from "../../../packages/tenon/src/index.ts";
import { throughBothDoors } from "./doors.ts";

const appWith = (folder: string) =>
  createApp({
    title: "t",
    version: "1",
    routes: {
      one: get("/one", () => file("/bundle/web/hello.txt")),
      web: staticFiles("/web", folder),
    },
  });

throughBothDoors("bundled files", (open) => {
  test("are given out whole and in part, and cannot be taken for those of another release", async () => {
    await using door = await open(appWith("/bundle/web"));
    for (const path of ["/one", "/web/hello.txt"]) {
      const { text, headers } = await door.send("GET", path);
      expect([
        text,
        headers.get("content-length"),
        headers.get("etag"),
        headers.get("last-modified"),
      ]).toEqual(["hello from the bundle\n", "22", null, null]);
      const part = await door.send("GET", path, { headers: { range: "bytes=6-9" } });
      expect([part.status, part.text]).toEqual([206, "from"]);
    }
    expect((await door.send("GET", "/web/../workerd.mjs")).status).toBe(404);
  });

  test("are all there is: a folder of a disk is refused at start-up", async () => {
    await expect(open(appWith("/srv/web"))).rejects.toThrow(
      /^staticFiles: the folder \/srv\/web cannot be given out: .*A worker has no disk/s,
    );
  });
});
