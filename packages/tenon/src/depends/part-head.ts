/** The head of one part of a multipart form (RFC 7578, 4). */
import { headerParameters } from "./header-parameters.ts";

/** What the head says. */
export interface PartHead {
  /** Undefined when the part has none, or is no part of a form. */
  readonly name: string | undefined;
  /**
   * Undefined for a field; empty for bytes without a name, as some clients send a file input that nobody touched. `filename*` is
   * not for forms (RFC 7578, 4.2) and does not count.
   */
  readonly fileName: string | undefined;
  /** The media type with its parameters; empty when nothing is said. */
  readonly type: string;
}

/** @param header the lines by name in lower case, byte for byte as Latin-1 */
export function readPartHead(header: Readonly<Record<string, readonly string[]>>): PartHead {
  const disposition = text(header["content-disposition"]?.[0]);
  const parameters = headerParameters(disposition);
  const type = text(header["content-type"]?.[0]);
  const isFormData = /^form-data\s*(?:;|$)/i.test(disposition);
  return {
    name: isFormData ? parameters.get("name") : undefined,
    fileName: parameters.get("filename") ?? (/^application\/octet-stream\b/i.test(type) ? "" : undefined),
    type,
  };
}

/** Names are UTF-8 (RFC 7578, 5.1). */
function text(latin1: string | undefined): string {
  return Buffer.from(latin1 ?? "", "latin1").toString("utf8");
}
