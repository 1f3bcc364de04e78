/**
 * The token of a mailed link. It stands in the fragment, which browsers send to no server, and is taken
 * out of the address at once: it belongs in no history and no screenshot.
 */
export function takeMailedToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  if (token) history.replaceState(history.state, '', location.pathname);
  return token;
}
