/** Which files of `deploy/` belong to which way of deploying. */
import type { DeployTarget } from "./project.ts";

const observing = ["grafana", "prometheus"];
const image = ["Dockerfile", "Dockerfile.dockerignore"];

const entries: Readonly<Record<DeployTarget, readonly string[]>> = {
  docker: [...image, ...observing, "compose", "compose.yaml", "compose.env.example", "nginx", "otel"],
  kubernetes: [...image, ...observing, "kubernetes"],
  systemd: [...observing, "nginx", "otel", "systemd"],
};

/** Whether an entry directly below `deploy/` belongs to one of these. */
export function isDeployedBy(entry: string, targets: readonly DeployTarget[]): boolean {
  return targets.some((target) => entries[target].includes(entry));
}
