/** The order in which the pages are read. A page that does not stand here fails a test. */
export const sidebar = [
  { text: "Start", items: [{ text: "What it is", link: "/" }] },
  {
    text: "Tutorial",
    items: [
      { text: "1. Structure", link: "/tutorial/01-structure" },
      { text: "2. Dependency injection", link: "/tutorial/02-dependencies" },
      { text: "3. Contracts", link: "/tutorial/03-contracts" },
      { text: "4. Errors", link: "/tutorial/04-errors" },
      { text: "5. Background and durable work", link: "/tutorial/05-work" },
      { text: "6. Versioning", link: "/tutorial/06-versioning" },
      { text: "7. Security", link: "/tutorial/07-security" },
      { text: "8. Middleware", link: "/tutorial/08-middleware" },
      { text: "9. Testing", link: "/tutorial/09-testing" },
      { text: "10. Deployment", link: "/tutorial/10-deployment" },
      { text: "11. Lifespan", link: "/tutorial/11-lifespan" },
    ],
  },
  {
    text: "How to",
    items: [
      { text: "A new project", link: "/generator" },
      { text: "The command line", link: "/cli" },
      { text: "The typed client", link: "/client" },
      { text: "Jobs", link: "/jobs" },
      { text: "Load and limits", link: "/load" },
      { text: "Metrics", link: "/metrics" },
      { text: "Observing", link: "/observing" },
      { text: "Idempotency", link: "/idempotency" },
      { text: "Runtimes", link: "/runtimes" },
      { text: "Conduit", link: "/conduit" },
    ],
  },
  {
    text: "Security",
    items: [
      { text: "What holds by default", link: "/security" },
      { text: "Signing in with a provider", link: "/openid-connect" },
    ],
  },
  {
    text: "Reference",
    collapsed: true,
    items: [
      { text: "tenon", link: "/reference/tenon" },
      { text: "tenon/client", link: "/reference/tenon-client" },
      { text: "tenon/jobs", link: "/reference/tenon-jobs" },
      { text: "tenon/load", link: "/reference/tenon-load" },
      { text: "tenon/metrics", link: "/reference/tenon-metrics" },
      { text: "tenon/middleware", link: "/reference/tenon-middleware" },
      { text: "tenon/rate-limit", link: "/reference/tenon-rate-limit" },
      { text: "tenon/security", link: "/reference/tenon-security" },
      { text: "tenon/server", link: "/reference/tenon-server" },
      { text: "tenon/testing", link: "/reference/tenon-testing" },
      { text: "tenon/tracing", link: "/reference/tenon-tracing" },
      { text: "tenon/typebox", link: "/reference/tenon-typebox" },
    ],
  },
  {
    text: "Deploy",
    items: [
      { text: "Overview", link: "/deploy/" },
      { text: "Serving", link: "/deploy/serving" },
      { text: "Compose", link: "/deploy/compose" },
      { text: "Container", link: "/deploy/container" },
      { text: "Kubernetes", link: "/deploy/kubernetes" },
      { text: "systemd", link: "/deploy/systemd" },
      { text: "nginx", link: "/deploy/nginx" },
    ],
  },
  {
    text: "Coming from",
    items: [
      { text: "FastAPI", link: "/coming-from-fastapi" },
      { text: "Express", link: "/coming-from-express" },
      { text: "Fastify", link: "/coming-from-fastify" },
    ],
  },
  {
    text: "Inside",
    items: [
      { text: "Architecture", link: "/architecture" },
      { text: "Performance", link: "/performance" },
      { text: "Dependencies", link: "/dependencies" },
    ],
  },
];
