/**
 * Providers that give addresses to anybody, with where their own servers are. Their DMARC records tell
 * receivers to refuse or to suspect mail that comes from elsewhere. Not all there are: the large ones.
 */
const PROVIDERS: readonly { domains: readonly string[]; servers: readonly string[] }[] = [
  { domains: ['gmail.com', 'googlemail.com'], servers: ['gmail.com', 'googlemail.com'] },
  {
    domains: ['yahoo.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.es', 'yahoo.fr', 'yahoo.it'],
    servers: ['yahoo.com'],
  },
  { domains: ['aol.com', 'ymail.com', 'rocketmail.com'], servers: ['aol.com', 'yahoo.com'] },
  {
    domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'hotmail.es', 'hotmail.fr'],
    servers: ['office365.com', 'outlook.com', 'live.com'],
  },
  { domains: ['icloud.com', 'me.com', 'mac.com'], servers: ['me.com', 'icloud.com'] },
  {
    domains: ['gmx.com', 'gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'],
    servers: ['gmx.net', 'gmx.com'],
  },
  { domains: ['web.de'], servers: ['web.de'] },
  { domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru'], servers: ['mail.ru'] },
  { domains: ['yandex.ru', 'yandex.com', 'ya.ru'], servers: ['yandex.ru', 'yandex.com'] },
  { domains: ['proton.me', 'protonmail.com', 'pm.me'], servers: ['protonmail.ch', 'proton.me'] },
  { domains: ['zoho.com', 'zohomail.com'], servers: ['zoho.com', 'zoho.eu'] },
];

export function isFreeMail(domain: string): boolean {
  return PROVIDERS.some(({ domains }) => domains.includes(domain));
}

/** Whether the host is one of the provider's own servers. */
export function isServerOf(domain: string, host: string): boolean {
  const provider = PROVIDERS.find(({ domains }) => domains.includes(domain));
  return provider?.servers.some((name) => host === name || host.endsWith(`.${name}`)) ?? false;
}
