import type { RelaySettings } from './project.ts';

const PORTS =
  'Port 465 speaks TLS from the first byte (tlsMode implicit), 587 and 2525 begin with STARTTLS (required).';

/** What to do when a conversation with a project's server ended at this step. */
export function adviceFor(step: string, { auth, tlsMode }: RelaySettings): string {
  switch (step) {
    case 'connect':
      return `Check host and port. Many networks let nobody out on port 25; try 587. ${PORTS}`;
    case 'greeting':
      return tlsMode === 'implicit'
        ? 'The server let us connect and then turned us away: ask its provider whether this address may.'
        : `If it stayed silent, it may expect TLS from the first byte. ${PORTS}`;
    case 'TLS':
      return `Check that host is the name in the server’s certificate, and the mode. ${PORTS}`;
    case 'STARTTLS':
      return `The server secures no connection on this port. ${PORTS}`;
    case 'EHLO':
    case 'HELO':
      return tlsMode === 'required'
        ? `If it offers no STARTTLS, choose another port or tlsMode. ${PORTS}`
        : 'The server refuses this sender: ask its provider whether this address may send.';
    case 'AUTH':
      return auth === 'xoauth2'
        ? 'Check the user, and get a new access token: they last about an hour.'
        : 'Check user and password; some providers want a password made for programs (app password).';
    default:
      return 'The server let us in and then refused: ask its provider.';
  }
}
