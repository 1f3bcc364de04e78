/** What an empty page begins with: a greeting, and what every newsletter needs at its end. */
export const HTML_START = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>News</title>
<style>
  body { margin: 0; padding: 24px; font-family: Arial, Helvetica, sans-serif; color: #222222; }
  p { font-size: 16px; line-height: 24px; }
  .foot { font-size: 12px; line-height: 18px; color: #5a5a5a; }
</style>
</head>
<body>
<h1>Hello {{firstName}}</h1>
<p>Write what you have to say.</p>
<p class="foot">{{postalAddress}}<br>
<a href="{{unsubscribeUrl}}">Unsubscribe</a></p>
</body>
</html>
`;

export const MJML_START = `<mjml>
  <mj-head>
    <mj-title>News</mj-title>
    <mj-preview>What a reader sees beside the subject</mj-preview>
    <mj-attributes>
      <mj-all font-family="Arial, Helvetica, sans-serif" />
      <mj-text font-size="16px" line-height="24px" color="#222222" />
    </mj-attributes>
  </mj-head>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text font-size="28px" line-height="34px">Hello {{firstName}}</mj-text>
        <mj-text>Write what you have to say.</mj-text>
        <mj-button href="https://example.com/">Read more</mj-button>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text font-size="12px" line-height="18px" color="#5a5a5a">
          {{postalAddress}}<br />
          <a href="{{unsubscribeUrl}}">Unsubscribe</a>
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;
