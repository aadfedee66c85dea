/** The one page of the door: the same whatever was wrong, so that no page of somebody else learns anything by it. */
export const doorPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Cardwright</title>
<body>
<h1>Nothing was changed</h1>
<p>This window was not opened by your card portal, or it was open for too long. Close it, go back to the portal and try again there.</p>
<div lang="de">
<h2>Es wurde nichts geändert</h2>
<p>Dieses Fenster hat nicht Ihr Karten-Portal geöffnet, oder es war zu lange offen. Schließen Sie es und versuchen Sie es im Portal noch einmal.</p>
</div>
</body>
</html>
`;

/** Of every answer: kept by nobody, shown in nobody's frame, loaded into nobody's page, and it says nothing of where it was. */
export const doorHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
