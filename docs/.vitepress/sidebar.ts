/** The order in which the pages are read. A page that does not stand here fails a test. */
export const sidebar = [
  { text: "Start", items: [{ text: "What it is", link: "/" }] },
  {
    text: "How to",
    items: [
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
    items: [{ text: "Signing in with a provider", link: "/openid-connect" }],
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
    items: [{ text: "FastAPI", link: "/coming-from-fastapi" }],
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
