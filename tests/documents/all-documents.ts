/** Every document that this repository makes: those of the ported FastAPI apps, of the reference service and of Conduit. */
import { readdirSync } from "node:fs";
import type { App, OpenApiDocument } from "tenon";

/** A document and where it is from. */
export interface MadeDocument {
  readonly name: string;
  readonly document: OpenApiDocument;
}

const ports = new URL("../wire/apps/", import.meta.url);

/** The documents by name, made afresh and taken through JSON, as a consumer gets them. */
export async function allDocuments(): Promise<MadeDocument[]> {
  const files = readdirSync(ports).filter((file) => /^\d\d_.*\.ts$/.test(file));
  const ported = files.sort().map(async (file) => {
    const { default: createPort } = (await import(new URL(file, ports).href)) as {
      readonly default: () => App;
    };
    return made(file.replace(".ts", ""), createPort());
  });
  const { default: service } = (await import("../../packages/create-tenon/template/app/main.ts")) as {
    readonly default: App;
  };
  const { default: conduit } = (await import("../../examples/conduit/app/main.ts")) as {
    readonly default: App;
  };
  return [...(await Promise.all(ported)), made("reference service", service), made("Conduit", conduit)];
}

function made(name: string, app: App): MadeDocument {
  return { name, document: JSON.parse(JSON.stringify(app.openapi())) as OpenApiDocument };
}
