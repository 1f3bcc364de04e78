import { publishedNewsletter } from './programs/published.ts';
const p = await publishedNewsletter();
console.log(p.publishedHtml.length, p.publishedText.length, [...p.publishedHtml.matchAll(/\{\{(\w+)\}\}/g)].length, new Set([...p.publishedHtml.matchAll(/\{\{(\w+)\}\}/g)].map(m=>m[1])).size);
