/** What the doctor of an agent looks at, by the names that programs know. */
export const doctorChecks = {
  'check.user': { en: 'user', de: 'Benutzer' },
  'check.pcsc': { en: 'PC/SC', de: 'PC/SC' },
  'check.pcsc-service': { en: 'PC/SC service', de: 'Dienst PC/SC' },
  'check.pcsc-binding': { en: 'PC/SC binding', de: 'Anbindung an PC/SC' },
  'check.pcscd': { en: 'pcscd', de: 'pcscd (Dienst)' },
  'check.readers': { en: 'readers', de: 'Leser' },
  'check.enrolment': { en: 'enrolment', de: 'Anmeldung des Arbeitsplatzes' },
  'check.key-file': { en: 'key file', de: 'Schlüsseldatei' },
  'check.agent': { en: 'agent', de: 'Agent' },
  'check.credential': { en: 'credential', de: 'Ausweis des Arbeitsplatzes' },
  'check.root': { en: 'root of the CA', de: 'Wurzel der CA' },
  'check.journal': { en: 'journal', de: 'Journal' },
  'check.portal': { en: 'portal', de: 'Portal' },
  'check.server': { en: 'server', de: 'Server' },
  'check.clock': { en: 'clock', de: 'Uhr' },
  'check.nats': { en: 'NATS', de: 'NATS' },
  'check.versions': { en: 'versions', de: 'Versionen' },
  'check.sessions': { en: 'sessions', de: 'Sitzungen' },
  'check.policies': { en: 'policies', de: 'Richtlinien' },
  'check.policy': { en: 'policy', de: 'Richtlinie' },
  'check.settings': { en: 'settings', de: 'Einstellungen' },
  'check.usb-keys': { en: 'USB keys', de: 'USB-Schlüssel' },
  'check.update-checks': { en: 'update checks', de: 'Fragen nach Aktualisierungen' },
} as const;

/** What the doctor of an agent finds at its computer, and what to do about it. */
export const doctorSentences = {
  ...doctorChecks,
  'check.card-in': { en: 'card in {reader}', de: 'Karte in {reader}' },
  'doctor.sessions': { en: '{sessions}', de: '{sessions}' },
  'doctor.session': { en: '{id} {user}: {offers}', de: '{id} {user}: {offers}' },
  'doctor.session-at': { en: '{id} {user} at {seat}: {offers}', de: '{id} {user} an {seat}: {offers}' },
  'doctor.somebody': { en: 'somebody', de: 'jemand' },
  'doctor.offers-gets': { en: 'gets the offers', de: 'bekommt die Angebote' },
  'doctor.offers-later': {
    en: 'gets the offers when it is unlocked',
    de: 'bekommt die Angebote, wenn sie entsperrt ist',
  },
  'doctor.offers-not-active': { en: 'none: another session is in front', de: 'keine: eine andere Sitzung ist vorn' },
  'doctor.offers-remote': { en: 'none: it comes over the network', de: 'keine: sie kommt über das Netz' },
  'doctor.offers-remote-from': {
    en: 'none: it comes over the network ({from})',
    de: 'keine: sie kommt über das Netz ({from})',
  },
  'doctor.offers-no-seat': {
    en: 'none: it is at no seat of this computer',
    de: 'keine: sie ist an keinem Sitz dieses Computers',
  },
  'doctor.offers-no-seat-from': {
    en: 'none: it is at no seat of this computer ({from})',
    de: 'keine: sie ist an keinem Sitz dieses Computers ({from})',
  },
  'doctor.checks-held': { en: 'none: {state}', de: 'keine: {state}' },
  'doctor.checks-server': {
    en: 'off: switched off at the server, which is asked again all the same',
    de: 'aus: am Server abgeschaltet, der trotzdem wieder gefragt wird',
  },
  'doctor.checks-default': {
    en: 'off: cardAutoUpdate is not configured anywhere',
    de: 'aus: cardAutoUpdate ist nirgends eingestellt',
  },
  'doctor.checks-on': {
    en: 'on: cardAutoUpdate is enabled by {source} ({place})',
    de: 'an: cardAutoUpdate ist durch {source} eingeschaltet ({place})',
  },
  'doctor.checks-off': {
    en: 'off: cardAutoUpdate is disabled by {source} ({place})',
    de: 'aus: cardAutoUpdate ist durch {source} ausgeschaltet ({place})',
  },
  'doctor.setting': { en: '{code}: {place}: {reason}', de: '{code}: {place}: {reason}' },
  'doctor.setting-at': {
    en: '{code}: {place}, line {line}, column {column}: {reason}',
    de: '{code}: {place}, Zeile {line}, Spalte {column}: {reason}',
  },
  'doctor.correct-it': {
    en: 'Correct what the message names, then run the doctor again.',
    de: 'Berichtigen Sie, was die Meldung nennt, und lassen Sie den Doktor noch einmal laufen.',
  },
  'doctor.root': { en: 'running as root', de: 'läuft als root' },
  'doctor.run-as-user': {
    en: 'The agent needs no privilege: run it as an ordinary user or a service user.',
    de: 'Der Agent braucht keine Vorrechte: Lassen Sie ihn unter einem gewöhnlichen Benutzer oder einem Dienstbenutzer laufen.',
  },
  'doctor.current-user': { en: 'current user', de: 'der jetzige Benutzer' },
  'doctor.uid': { en: 'uid {uid}, unprivileged', de: 'uid {uid}, ohne Vorrechte' },
  'doctor.words': { en: '{words}', de: '{words}' },
  'doctor.unknown-failure': { en: 'unknown failure', de: 'unbekannter Fehler' },
  'doctor.portal-not-set-up': {
    en: 'a browser that is sent to 127.0.0.1:{port} is told that this computer is not set up yet',
    de: 'ein Browser, der an 127.0.0.1:{port} geschickt wird, erfährt, dass dieser Computer noch nicht eingerichtet ist',
  },
  'doctor.portal-finds': {
    en: 'finds this computer at 127.0.0.1:{port}',
    de: 'findet diesen Computer unter 127.0.0.1:{port}',
  },
  'doctor.portal-by-code': {
    en: 'does not find this computer by itself on this system: `cardwright-agent pair` shows a code',
    de: 'findet diesen Computer auf diesem System nicht von selbst: `cardwright-agent pair` zeigt einen Code',
  },
  'doctor.portal-port-taken': {
    en: 'cannot find this computer: another program has 127.0.0.1:{port}',
    de: 'kann diesen Computer nicht finden: 127.0.0.1:{port} hat ein anderes Programm',
  },
  'doctor.other-port': {
    en: 'End that program and start the agent again, or give agent and gateway another port (`--bridge-port`, BRIDGE_PORT); until then `cardwright-agent pair` shows a code.',
    de: 'Beenden Sie dieses Programm, und starten Sie den Agenten neu, oder geben Sie Agent und Gateway einen anderen Port (`--bridge-port`, BRIDGE_PORT); bis dahin zeigt `cardwright-agent pair` einen Code.',
  },
  'doctor.install-there': {
    en: 'Offers are for whoever is in front of the computer with the reader: install the agent there.',
    de: 'Angebote sind für den, der vor dem Computer mit dem Leser sitzt: Installieren Sie den Agenten dort.',
  },
  'doctor.remote-session': {
    en: 'this one comes over the network ({session})',
    de: 'diese kommt über das Netz ({session})',
  },
  'doctor.no-logind': {
    en: 'not known here, without logind: offers go to the desk part that came last',
    de: 'hier ohne logind nicht bekannt: Angebote gehen an den Teil am Arbeitsplatz, der zuletzt kam',
  },
  'doctor.nobody-signed-in': { en: 'nobody is signed in', de: 'niemand ist angemeldet' },
  'doctor.answers': { en: '{server} answers {status}', de: '{server} antwortet {status}' },
  'doctor.failure-of': { en: '{place}: {failure}', de: '{place}: {failure}' },
  'doctor.check-network': {
    en: 'Check network, proxy and firewall, and that the server runs.',
    de: 'Prüfen Sie Netz, Proxy und Firewall, und ob der Server läuft.',
  },
  'doctor.clock-within': { en: 'within {seconds} s of the server', de: 'höchstens {seconds} s neben der des Servers' },
  'doctor.clock-ahead': { en: '{seconds} s ahead of the server', de: '{seconds} s vor der des Servers' },
  'doctor.clock-behind': { en: '{seconds} s behind the server', de: '{seconds} s hinter der des Servers' },
  'doctor.set-clock': {
    en: 'Set the clock of this machine (turn on NTP): sealed PINs would be refused as expired.',
    de: 'Stellen Sie die Uhr dieses Rechners (NTP einschalten): Versiegelte PINs würden als abgelaufen abgelehnt.',
  },
  'doctor.accepts': { en: '{server} accepts this workstation', de: '{server} nimmt diesen Arbeitsplatz an' },
  'doctor.credential-refused': {
    en: 'The credential was refused: it is revoked or expired. Enrol this workstation again.',
    de: 'Der Ausweis wurde abgelehnt: Er ist gesperrt oder abgelaufen. Richten Sie diesen Arbeitsplatz neu ein.',
  },
  'doctor.nats-port': {
    en: 'Check that the NATS port is open from here.',
    de: 'Prüfen Sie, ob der Port von NATS von hier offen ist.',
  },
  'doctor.check-issuance': {
    en: 'Check that issuance-svc runs; a server of an older release does not say its version.',
    de: 'Prüfen Sie, ob issuance-svc läuft; ein Server einer älteren Ausgabe sagt seine Version nicht.',
  },
  'doctor.version-unknown': {
    en: 'agent {agent}; the server has not said its version',
    de: 'Agent {agent}; der Server hat seine Version nicht gesagt',
  },
  'doctor.versions': { en: 'agent {agent}, server {server}', de: 'Agent {agent}, Server {server}' },
  'doctor.agent-too-old': {
    en: 'agent {agent} is too old: the server ({server}) needs {needed} or later, and offers and begins nothing here until then',
    de: 'Agent {agent} ist zu alt: Der Server ({server}) braucht mindestens {needed}; bis dahin bietet er hier nichts an und beginnt nichts',
  },
  'doctor.server-too-old': {
    en: 'the server ({server}) is too old: agent {agent} needs {needed} or later',
    de: 'der Server ({server}) ist zu alt: Agent {agent} braucht mindestens {needed}',
  },
  'doctor.install-agent': {
    en: 'Install agent {needed} or later; it goes on with the same enrolment.',
    de: 'Installieren Sie Agent {needed} oder neuer; er geht mit derselben Einrichtung weiter.',
  },
  'doctor.update-server': {
    en: 'Update the server, or install the agent that came with it.',
    de: 'Aktualisieren Sie den Server, oder installieren Sie den Agenten, der zu ihm gehört.',
  },
  'doctor.correct-name': {
    en: 'Correct the name, or update the agent.',
    de: 'Berichtigen Sie den Namen, oder aktualisieren Sie den Agenten.',
  },
  'doctor.held': {
    en: '{state}: {why}; nothing is sent, and the server was not asked anything now',
    de: '{state}: {why}; es wird nichts gesandt, und der Server wurde jetzt nichts gefragt',
  },
  'doctor.not-enrolled': { en: 'nothing in {folder}; {code}', de: 'in {folder} ist nichts; {code}' },
  'doctor.enrol': {
    en: 'Ask an administrator for a code (`cardwright workstations enrol`), then `cardwright-agent enrol --server URL --code CODE`; an agent that runs already takes it up by itself.',
    de: 'Lassen Sie sich von der Verwaltung einen Code geben (`cardwright workstations enrol`), dann `cardwright-agent enrol --server URL --code CODE`; ein Agent, der schon läuft, übernimmt das von selbst.',
  },
  'doctor.workstation': { en: 'workstation {id} at {server}', de: 'Arbeitsplatz {id} bei {server}' },
  'doctor.readable': { en: '{file} can be read by others', de: '{file} können andere lesen' },
  'doctor.chmod': {
    en: 'chmod 600 {file}, and enrol again if somebody else may have read it.',
    de: 'chmod 600 {file}, und richten Sie neu ein, wenn es jemand anderes gelesen haben kann.',
  },
  'doctor.not-running': { en: 'not running', de: 'läuft nicht' },
  'doctor.running': { en: 'running, pid {pid}', de: 'läuft, pid {pid}' },
  'doctor.no-code-in': { en: 'no deployment code in {file}', de: 'kein Verteilungscode in {file}' },
  'doctor.code-unreadable': {
    en: '{file} cannot be read by this user ({reason})',
    de: '{file} kann dieser Benutzer nicht lesen ({reason})',
  },
  'doctor.holds-no-code': { en: '{file} holds no deployment code', de: '{file} enthält keinen Verteilungscode' },
  'doctor.code-in': {
    en: 'a deployment code is in {file}: a running agent enrols by it, with the server that the policy names',
    de: 'ein Verteilungscode ist in {file}: Ein laufender Agent richtet sich damit ein, bei dem Server, den die Richtlinie nennt',
  },
  'doctor.no-end': { en: 'no end', de: 'ohne Ende' },
  'doctor.until': { en: 'until {at}', de: 'bis {at}' },
  'doctor.expired': {
    en: 'It has expired: enrol this workstation again.',
    de: 'Er ist abgelaufen: Richten Sie diesen Arbeitsplatz neu ein.',
  },
  'doctor.no-renewal': {
    en: 'Renewal has not worked for days: keep the agent running and connected.',
    de: 'Seit Tagen gelingt keine Erneuerung: Lassen Sie den Agenten laufen und verbunden.',
  },
  'doctor.pinned': { en: 'pinned, SHA-256 {hashes}', de: 'festgehalten, SHA-256 {hashes}' },
  'doctor.not-pinned': {
    en: 'not pinned: offers of card updates are shown, and none can be accepted here',
    de: 'nicht festgehalten: Angebote zur Aktualisierung werden gezeigt, und keines kann hier angenommen werden',
  },
  'doctor.next-credential': {
    en: 'It comes with the next credential, which the agent asks for when an update is offered: keep it running and connected, and update pki-svc if it is older than the agent.',
    de: 'Das kommt mit dem nächsten Ausweis, um den der Agent bittet, wenn eine Aktualisierung angeboten wird: Lassen Sie ihn laufen und verbunden, und aktualisieren Sie pki-svc, wenn es älter als der Agent ist.',
  },
  'doctor.free-space': { en: 'Free space on this disk.', de: 'Schaffen Sie Platz auf dieser Platte.' },
  'doctor.make-writable': {
    en: 'Make {folder} writable for the user that runs the agent.',
    de: 'Machen Sie {folder} für den Benutzer beschreibbar, unter dem der Agent läuft.',
  },
  'doctor.unwritable': { en: 'cannot be written ({reason})', de: 'kann nicht geschrieben werden ({reason})' },
  'doctor.mb-free': { en: '{mb} MB free', de: '{mb} MB frei' },
  'doctor.written': { en: '{folder} is written and synced', de: '{folder} ist geschrieben und gesichert' },
  'doctor.listens': { en: 'listens on {path}', de: 'hört auf {path}' },
  'doctor.socket-closed': {
    en: 'it runs, but {user} may not write to its socket {path}',
    de: 'er läuft, aber {user} darf nicht in seinen Socket {path} schreiben',
  },
  'doctor.open-socket': {
    en: 'Add {user} to the group that owns {path}, or have the socket made for everybody (SocketMode=0666 in pcscd.socket).',
    de: 'Nehmen Sie {user} in die Gruppe auf, der {path} gehört, oder lassen Sie den Socket für alle anlegen (SocketMode=0666 in pcscd.socket).',
  },
  'doctor.pcscd-missing': {
    en: 'not installed, and nothing listens on {path}',
    de: 'nicht installiert, und auf {path} hört nichts',
  },
  'doctor.install-pcscd': {
    en: 'Install it: `apt install pcscd && systemctl enable --now pcscd.socket` (Debian, Ubuntu), `dnf install pcsc-lite` (Fedora).',
    de: 'Installieren Sie ihn: `apt install pcscd && systemctl enable --now pcscd.socket` (Debian, Ubuntu), `dnf install pcsc-lite` (Fedora).',
  },
  'doctor.pcscd-no-socket': {
    en: 'installed, but not running: {path} is not there',
    de: 'installiert, läuft aber nicht: {path} ist nicht da',
  },
  'doctor.pcscd-silent': {
    en: 'installed, but not running: nobody answers behind {path}',
    de: 'installiert, läuft aber nicht: Hinter {path} antwortet niemand',
  },
  'doctor.start-pcscd': {
    en: 'Start it: `systemctl enable --now pcscd.socket`; `journalctl -u pcscd` says why it ended.',
    de: 'Starten Sie ihn: `systemctl enable --now pcscd.socket`; `journalctl -u pcscd` sagt, warum er endete.',
  },
  'doctor.polkit': {
    en: 'A polkit rule refuses PC/SC to {user}; a service user has no desktop session, which is what the default rule asks for.\nNothing has to be installed. As root, write /etc/polkit-1/rules.d/50-cardwright.rules and run `systemctl restart polkit pcscd`:\n{rule}',
    de: 'Eine Regel von polkit verweigert PC/SC für {user}; ein Dienstbenutzer hat keine Sitzung am Bildschirm, und die verlangt die übliche Regel.\nZu installieren ist nichts. Schreiben Sie als root /etc/polkit-1/rules.d/50-cardwright.rules, und rufen Sie `systemctl restart polkit pcscd` auf:\n{rule}',
  },
  'doctor.no-piv': { en: 'no PIV application was found on it', de: 'keine PIV-Anwendung darauf gefunden' },
  'doctor.piv': { en: 'has a PIV application', de: 'hat eine PIV-Anwendung' },
  'doctor.at-work': {
    en: 'Cardwright is at work on it: it was not looked at',
    de: 'Cardwright arbeitet gerade daran: Sie wurde nicht angesehen',
  },
  'doctor.pcsc-answers': { en: 'answers', de: 'antwortet' },
  'doctor.no-reader': { en: 'none', de: 'keiner' },
  'doctor.mute-card': { en: 'a card that does not answer', de: 'eine Karte, die nicht antwortet' },
  'doctor.card': { en: 'card', de: 'Karte' },
  'doctor.empty': { en: 'empty', de: 'leer' },
  'doctor.readers': { en: '{readers}', de: '{readers}' },
  'doctor.reader': { en: '{reader} ({content})', de: '{reader} ({content})' },
  'doctor.most-readers': {
    en: '{limit} readers are the most that the binding sees',
    de: 'mehr als {limit} Leser sieht die Anbindung nicht',
  },
  'doctor.usb-keys-missing': {
    en: 'not used: node-hid cannot be loaded ({words}). FIDO applications are reached by readers alone',
    de: 'nicht verwendet: node-hid ist nicht zu laden ({words}). FIDO-Anwendungen sind nur über Leser zu erreichen',
  },
  'doctor.usb-keys-install': {
    en: 'Needed only for keys that show FIDO at USB and not in their reader. Debian: install libudev1 and libusb-1.0-0.',
    de: 'Nötig nur für Schlüssel, die FIDO an USB und nicht in ihrem Leser zeigen. Debian: libudev1 und libusb-1.0-0 installieren.',
  },
  'doctor.usb-keys': { en: '{keys}', de: '{keys}' },
  'doctor.usb-key': { en: '{key} (reader: {reader})', de: '{key} (Leser: {reader})' },
  'doctor.usb-key-alone': { en: '{key} (no reader is part of it)', de: '{key} (kein Leser gehört dazu)' },
  'doctor.unplug': {
    en: 'Unplug readers that are not used for cards.',
    de: 'Ziehen Sie Leser ab, die nicht für Karten verwendet werden.',
  },
} as const;
