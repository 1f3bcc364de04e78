import { expect } from 'vitest';
import type { Call } from './server.ts';

// A small company with a newsletter, as the pictures of the documentation show it.

const NAMES = [
  ...['Amelia Hart', 'Lucía Romero', 'Jonas Weber', 'Priya Nair', 'Oliver Grant', 'Carmen Vidal'],
  ...['Hannah Fischer', 'Kenji Mori', 'Zoë Carter', 'Mateo Ruiz', 'Ingrid Holm', 'Tom Bailey'],
  ...[
    'Elena Prieto',
    'Noah Lindqvist',
    'Grace Okafor',
    'Pablo Serra',
    'Clara Neumann',
    'Rui Costa',
  ],
  ...['Sofia Lang', 'Marcus Webb', 'Nuria Camps', 'David Osei', 'Lena Brandt', 'Isla Murray'],
];
const ZONES = ['Europe/London', 'Europe/Madrid', 'Europe/Berlin', 'Asia/Kolkata', null];
const LOCALES = ['en', 'es', 'de', 'en', 'en', 'es'];

/** 24 readers: 22 who opted in, 2 who did not; every third one has a subscription. */
export function readers() {
  return NAMES.map((name, i) => ({
    email: `${name
      .normalize('NFD')
      .replace(/[^a-z ]/gi, '')
      .toLowerCase()
      .replace(' ', '.')}@example.com`,
    externalId: `reader-${i}`,
    optIn: i < 22,
    locale: LOCALES[i % LOCALES.length],
    timezone: ZONES[i % ZONES.length],
    attributes: {
      firstName: name.split(' ')[0],
      plan: i % 3 === 0 ? 'subscription' : 'single bags',
      ordersLastYear: (i * 7) % 12,
    },
  }));
}

/** A mail in the manner of many: a table, a heading, a button, an address. */
export function letter(heading: string, text: string, button: string, unsubscribe: string): string {
  return `<html><body style="margin:0;background:#f4efe9;font-family:Georgia,serif;color:#2d2319">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:8px">
<tr><td style="padding:28px 32px 8px"><p style="margin:0;font-size:13px;letter-spacing:2px;color:#8a5a2b">HARBOUR COFFEE</p>
<h1 style="margin:12px 0 0;font-size:28px">${heading}</h1></td></tr>
<tr><td style="padding:8px 32px 8px;font-size:16px;line-height:1.6"><p>${text}</p></td></tr>
<tr><td style="padding:8px 32px 28px"><a href="https://harbourcoffee.example/may" style="display:inline-block;background:#8a3b12;color:#ffffff;padding:12px 22px;border-radius:6px;text-decoration:none">${button}</a></td></tr>
<tr><td style="padding:16px 32px;border-top:1px solid #eee5da;font-size:12px;color:#75685b">{{postalAddress}} · <a href="{{unsubscribeUrl}}" style="color:#75685b">${unsubscribe}</a></td></tr>
</table></td></tr></table></body></html>`;
}

/** A published version with a Spanish variant; answers the ids. */
export async function publishLetter(call: Call, name = 'Monthly letter') {
  const made = await call('POST', '/templates', {
    ...{ locale: 'en', name, subject: '{{firstName}}, the May roasts are here' },
    htmlBody: letter(
      'Hello {{firstName}}, the May roasts are here',
      'A washed Ethiopian with notes of jasmine, and the chocolatey Guatemalan that sold out last year.',
      'See the May roasts',
      'Unsubscribe',
    ),
    variables: [{ name: 'firstName', type: 'string', fallback: 'coffee lover' }],
  });
  expect(made.status).toBe(201);
  const templateId: string = made.body.id;
  const versionId: string = made.body.versions[0].id;
  const path = `/templates/${templateId}/versions`;
  await call('POST', `${path}/${versionId}/publish`);
  const spanish = await call('POST', path, {
    ...{ locale: 'es', localeGroupId: versionId },
    subject: '{{firstName}}, ya están los tuestes de mayo',
    htmlBody: letter(
      'Hola {{firstName}}, ya están los tuestes de mayo',
      'Un etíope lavado con notas de jazmín, y el guatemalteco a chocolate que el año pasado se agotó.',
      'Ver los tuestes de mayo',
      'Darse de baja',
    ),
  });
  await call('POST', `${path}/${spanish.body.id}/publish`);
  return { templateId, versionId };
}
