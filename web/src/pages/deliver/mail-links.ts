export type MailLink = {
  text: string;
  url: string;
  /** Only these are ever followed from our pages. */
  isWeb: boolean;
};

/** The links of a message in their order. The document is only read: nothing of it runs or is loaded. */
export function linksIn(html: string): MailLink[] {
  const { links } = new DOMParser().parseFromString(html, 'text/html');
  return [...links].slice(0, 500).map((link) => {
    const url = link.getAttribute('href') ?? '';
    const text = (link.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
    return { text, url, isWeb: isWeb(url) };
  });
}

function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
