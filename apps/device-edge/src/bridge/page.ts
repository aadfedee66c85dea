/**
 * What the door shows in the window of a browser that was sent here and goes nowhere: why, as far as the agent knows it, and what to do. Whoever sends a browser
 * here cannot read it. To everything that is no such window the door answers the first of them, whatever was wrong.
 */

/**
 * nothing: no challenge of ours, one used before, or one that is over. no-server: the agent does not reach its own. other-session: the browser is of nobody who
 * sits at this computer. not-enrolled: the agent belongs to no portal yet. other-portal: it belongs to another one, `portal`.
 */
export type DoorCause =
  { why: 'nothing' | 'no-server' | 'other-session' | 'not-enrolled' } | { why: 'other-portal'; portal: string };

interface Said {
  title: string;
  text: string;
}
type Texts = Record<DoorCause['why'], Said>;

const en = (portal: string): Texts => ({
  nothing: {
    title: 'Nothing was changed',
    text: 'This window was not opened by your card portal, or it was open for too long. Close it, go back to the portal and try again there.',
  },
  'no-server': {
    title: 'This computer has no connection',
    text: 'Cardwright runs here and does not reach its server. Check that this computer has a network connection, close this window and try again in the portal.',
  },
  'other-session': {
    title: 'Somebody else is signed in at this computer',
    text: 'Only the person whose screen is in front can use its card readers. Unlock your screen or sign in at the computer itself, then try again in the portal.',
  },
  'not-enrolled': {
    title: 'This computer is not set up yet',
    text: 'Cardwright is installed here, and not connected with a portal. Ask your help desk to connect it: they have a code for it. Then try again in the portal.',
  },
  'other-portal': {
    title: 'This computer belongs to another portal',
    text: `Cardwright is set up here for ${portal}. Use that portal, or ask your help desk to connect this computer with the one that you came from.`,
  },
});

const de = (portal: string): Texts => ({
  nothing: {
    title: 'Es wurde nichts geändert',
    text: 'Dieses Fenster hat nicht Ihr Karten-Portal geöffnet, oder es war zu lange offen. Schließen Sie es und versuchen Sie es im Portal noch einmal.',
  },
  'no-server': {
    title: 'Dieser Computer hat keine Verbindung',
    text: 'Cardwright läuft hier und erreicht seinen Server nicht. Prüfen Sie, ob dieser Computer eine Netzverbindung hat, schließen Sie dieses Fenster und versuchen Sie es im Portal noch einmal.',
  },
  'other-session': {
    title: 'An diesem Computer ist jemand anderes angemeldet',
    text: 'Nur wessen Bildschirm vorn ist, kann die Kartenleser benutzen. Entsperren Sie Ihren Bildschirm oder melden Sie sich am Computer selbst an, und versuchen Sie es im Portal noch einmal.',
  },
  'not-enrolled': {
    title: 'Dieser Computer ist noch nicht eingerichtet',
    text: 'Cardwright ist hier installiert und mit keinem Portal verbunden. Bitten Sie Ihren Helpdesk, es zu verbinden: Er hat einen Code dafür. Versuchen Sie es dann im Portal noch einmal.',
  },
  'other-portal': {
    title: 'Dieser Computer gehört zu einem anderen Portal',
    text: `Cardwright ist hier für ${portal} eingerichtet. Nehmen Sie dieses Portal, oder bitten Sie Ihren Helpdesk, den Computer mit dem zu verbinden, von dem Sie kommen.`,
  },
});

export function doorPage(cause: DoorCause): string {
  // An origin that our own server said; a host name may still have this one sign that HTML reads.
  const portal = 'portal' in cause ? cause.portal.replaceAll('&', '&amp;') : '';
  const [english, german] = [en(portal)[cause.why], de(portal)[cause.why]];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Cardwright</title>
<body>
<h1>${english.title}</h1>
<p>${english.text}</p>
<div lang="de">
<h2>${german.title}</h2>
<p>${german.text}</p>
</div>
</body>
</html>
`;
}

/** Of every answer: kept by nobody, shown in nobody's frame, loaded into nobody's page, and it says nothing of where it was. */
export const doorHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;
