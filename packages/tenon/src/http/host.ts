/**
 * A host as it stands in a Host header (RFC 9110, 7.2): a name or an IPv4 address, or an IPv6 address in brackets; then a port. No
 * user, no comma, no path: nothing that two servers could read in two ways, or that a link would follow elsewhere.
 */
export const hostSyntax = /^([a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::(\d{0,5}))?$/i;
