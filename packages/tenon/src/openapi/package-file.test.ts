import { expect, it } from "vitest";
import { readPackageFile } from "./package-file.ts";

it("a package that is not there is a 501 that says so", async () => {
  await expect(readPackageFile("no-such-package/file.js")).rejects.toMatchObject({
    status: 501,
    detail: expect.stringContaining("no-such-package"),
  });
});
