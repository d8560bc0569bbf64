/** Where MSNP is looked for when nobody says. */

export const DEFAULT_PORTS: ReadonlySet<number> = new Set([1863]);
/** Where MSNP over HTTP is looked for: the gateway's own ports, and that of proxies. */
export const DEFAULT_GATEWAY_PORTS: ReadonlySet<number> = new Set([80, 443, 8080]);
