/** Endpoints of an account (MSNP16 on): `account;{guid}`, and `1:account;epid={guid}` in addresses. */

/** What stands before the endpoint; words without one stay as they are. */
export function withoutEndpoint(word: string): string {
  const end = word.indexOf(';');
  return end < 0 ? word : word.slice(0, end);
}
