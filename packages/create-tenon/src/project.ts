/** What is decided about a new project before anything is written. */

/** Where a service's rows are kept while it is developed; both are PostgreSQL. */
export const databases = ["embedded", "postgres"] as const;
export type DatabaseChoice = (typeof databases)[number];

/** What a project can be deployed with. */
export const deployTargets = ["docker", "kubernetes", "systemd"] as const;
export type DeployTarget = (typeof deployTargets)[number];

/** A project to be made. */
export interface Project {
  /** Its folder, absolute. */
  readonly folder: string;
  /** Its name as a package. */
  readonly name: string;
  /** An app of one endpoint, in place of the whole service. */
  readonly isMinimal: boolean;
  /** The minimal app has none. */
  readonly database: DatabaseChoice;
  readonly deploy: readonly DeployTarget[];
  readonly git: boolean;
  readonly install: boolean;
}

/** What a person can read and act on: said without a stack, exit code 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
