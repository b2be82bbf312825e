/** What an OpenID Connect provider gives a browser on its way back (RFC 6749, 4.1.2; RFC 9207 for `iss`). */
import { z } from "zod";

const parameter = z.string().max(4096).meta({ repeatable: false }).optional();

/** Either a code or an error; what more there is is the provider's own business. */
export const ProviderAnswer = {
  code: parameter,
  state: parameter,
  iss: parameter,
  error: parameter,
  error_description: parameter,
};
