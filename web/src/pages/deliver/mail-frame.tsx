/**
 * A message as its reader sees it. No script of it runs, no form is sent, no link leads away (sandbox
 * without any permission), and nothing is loaded from elsewhere unless `remote` says so: pictures tell
 * whoever made them who looks, and when (P34).
 */
export function MailFrame({
  html,
  width,
  remote,
}: {
  html: string;
  width: number | string;
  remote: boolean;
}) {
  return (
    <iframe
      // A policy only ever becomes stricter: for another one the document is made anew.
      key={String(remote)}
      title="The message as its reader sees it"
      className="mail-frame"
      sandbox=""
      referrerPolicy="no-referrer"
      style={{ width }}
      srcDoc={documentOf(html, remote)}
    />
  );
}

/** The policy stands before all that the message says, so that nothing of it comes earlier. */
function documentOf(html: string, remote: boolean): string {
  const pictures = remote ? 'data: https: http:' : 'data:';
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${pictures}`;
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">${html}`;
}
