/** A paragraph's style, as newsletter editors write it: on each element. */
const P = 'margin:0 0 16px;font-family:Georgia,serif;font-size:17px;line-height:27px;color:#22302c';
const H = 'margin:0 0 12px;font-family:Georgia,serif;font-size:26px;line-height:32px;color:#12352f';
const A =
  'display:inline-block;padding:12px 24px;background:#b13a1e;color:#fff;text-decoration:none';

const ARTICLES: [title: string, text: string, button: string][] = [
  [
    'Hello {{firstName}} {{lastName}}',
    'The presses in {{city}}, {{country}}, have run since five this morning, and the first sheets are dry. You have been with us since {{memberSince}}, on the {{plan}} plan, and this month your points stand at {{points}} of the {{nextLevel}} that the next level asks for. Nothing expires; we only like to tell you where you are.',
    'See your points',
  ],
  [
    'Your last order, {{lastOrder}}',
    'It left our hands on {{lastOrderDate}} and should long be on the wall. If the corners came bent, or the red looks more like brick than like poppies, write to us and a second print goes out the same day. We keep the blocks of each edition for a year, so nothing is lost that can be printed again.',
    'Look at the order',
  ],
  [
    'How deep should type press?',
    'A hundred years ago a printer was ashamed of an impression that could be felt on the back of the sheet. Today people run a thumb over the paper and ask for more. Both have their reasons: soft cotton paper takes a bite without tearing, and a hard old type face wears out under it. We measured twelve pressures on four papers.',
    'Read the twelve sheets',
  ],
  [
    'For those who love {{favourite}}',
    'Three new sheets hang in {{store}}, {{storeAddress}}: a ferry at night in two blues, a market in four colours, and one that has only a comma on it, very large. They were cut in beech by hand and printed on a press from the nineteen-fifties that needs a drop of oil each hour and a kind word in the evening.',
    'Choose a sheet',
  ],
  [
    '{{eventName}}',
    'On {{eventDate}} the doors stay open until midnight. Bring a word of at most nine letters: we set it in wood type, you pull the handle. As {{jobTitle}} at {{company}} you come in without queueing, and whoever comes with you too. There is soup, there is a band that plays quietly, and the paper is on the house.',
    'Keep a place',
  ],
  [
    'From the drawers',
    'Behind the second press we found a case of type that nobody had opened since the move: a Clarendon in forty-eight point, complete down to the long dash. We washed it, counted it and set the alphabet once, for ourselves. Most of it is sharp. The letter W has a scar from some forgotten fall, and we have decided to leave it there, because every poster that shows it can be told from a copy at ten paces.',
    'See the alphabet',
  ],
  [
    'What the apprentices made',
    'Each spring the two youngest set a page without help. This year it is a recipe for ink: lampblack, boiled linseed oil, a little rosin, and an onion that is thrown away at the end. Nobody could say what the onion is for. The old books put it in, so it goes in. The page has three errors, all of them charming, and the paper is what was left of last summer.',
    'Read the recipe',
  ],
  [
    'Letters to the press',
    'A reader asks whether wood type may be cleaned with water. Please do not: it swells, the faces go hollow, and by the time it is dry no two letters stand equally high. A rag with a drop of mineral oil does it, and patience does the rest. Another one sends the photograph of a composing stick that her grandfather used; if somebody knows the maker from the small bird on its handle, write to us.',
    'Write to us',
  ],
  [
    'One more thing',
    'Your adviser is {{advisor}}, and the telephone number {{advisorPhone}} reaches that person and no machine. Until the end of the month the word {{couponCode}} takes a tenth off everything that has ink on it. It works once, for you, also in the shop, and you may give it to somebody else if your walls are full.',
    'Use the coupon',
  ],
];

const SUBJECT = '{{firstName}}, how deep should type press?';

/** The body of `POST /templates`: HTML of about 9 kB with 20 personal fields, and a text part. */
export function newsletter(name: string) {
  return { name, subject: SUBJECT, htmlBody: html(), textBody: text() };
}

function html(): string {
  const articles = ARTICLES.map(
    ([title, body, button], i) =>
      `<tr><td style="padding:36px 40px 0"><h2 style="${H}">${title}</h2>\n<p style="${P}">${body}</p>\n` +
      `<p style="${P}"><a style="${A}" href="https://press.example.com/issue/12/${i}?reader={{externalId}}">${button}</a></p></td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The Press Room, issue 12</title></head>
<body style="margin:0;padding:0;background:#dfe5e2">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:600px;max-width:600px;background:#ffffff">
<tr><td style="padding:36px 40px 30px;background:#12352f;color:#ffffff;font-family:Georgia,serif;font-size:44px">The Press Room</td></tr>
${articles.join('\n')}
<tr><td style="padding:28px 40px;background:#12352f;color:#bfd6ce;font-family:Arial,sans-serif;font-size:14px">
You get this because you asked for it. <a style="color:#ffffff" href="{{unsubscribeUrl}}">Unsubscribe</a> or
<a style="color:#ffffff" href="{{viewInBrowserUrl}}">read it in the browser</a>. The Press Room, Carrer Major 12, Barcelona.
</td></tr></table></td></tr></table></body></html>`;
}

function text(): string {
  const articles = ARTICLES.map(([title, body]) => `* ${title}\n\n${body}`);
  return `THE PRESS ROOM\n\n${articles.join('\n\n')}\n\nUnsubscribe: {{unsubscribeUrl}}\n`;
}
