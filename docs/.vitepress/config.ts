/** The guide as a static site. Dead links fail the build (VitePress's default); the search is in the pages themselves. */
import { defineConfig } from "vitepress";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
  title: "Tenon",
  description: "FastAPI's way of building APIs, for TypeScript.",
  lang: "en",
  cleanUrls: true,
  srcExclude: ["node_modules/**", "examples/**"],
  // Folders keep their README.md, which a repository shows; a site wants an index.
  rewrites: { "deploy/README.md": "deploy/index.md" },
  themeConfig: {
    sidebar,
    outline: [2, 3],
    search: { provider: "local" },
  },
});
