/** What roles allow. */
import type { Permission } from '@cardwright/contracts/access/role';
import { inPagesLanguage } from '../ui/language.js';

const english: Record<Permission, string> = {
  'own.manage': 'Look after own devices',
  'others.view': 'See everybody’s devices and sagas',
  'request.create': 'Ask for cards to be issued',
  'card.run': 'Issue to others',
  'card.activate': 'Activate a pending card',
  'card.unlock': 'Reset the PIN of a card',
  'card.suspend': 'Suspend and resume cards',
  'card.terminate': 'Terminate cards',
  'secret.reveal': 'Reveal an initial PIN',
  'stock.manage': 'Manage stock, recycle cards',
  'profile.edit': 'Publish credential profiles',
  'profile.approve': 'Approve credential profiles that somebody else has proposed',
  'audit.read': 'Read the audit trail',
  'system.manage': 'Manage people and workstations',
  'lease.break': 'Force a saga to cancel',
  'catalogue.read': 'Read profiles and card models',
  'workstation.use': 'Use card readers',
  'workstation.view': 'See workstations',
  'workstation.diagnose': 'Ask a workstation what is wrong',
  'holder.assist': 'Help a holder: see the step that their page shows',
  'card.inspect': 'Inspect blank cards',
  'saga.inspect': 'Open the Temporal UI',
  'role.view': 'See role grants',
  'relying-party.view': 'See the certificates of the vault at relying parties',
};

const german: Record<Permission, string> = {
  'own.manage': 'Eigene Karten betreuen',
  'others.view': 'Karten und Sagas von allen sehen',
  'request.create': 'Die Ausstellung von Karten beantragen',
  'card.run': 'Karten für andere ausstellen',
  'card.activate': 'Eine wartende Karte aktivieren',
  'card.unlock': 'Die PIN einer Karte zurücksetzen',
  'card.suspend': 'Karten aussetzen und wieder freigeben',
  'card.terminate': 'Karten beenden',
  'secret.reveal': 'Eine Initial-PIN ansehen',
  'stock.manage': 'Das Lager verwalten und Karten leeren',
  'profile.edit': 'Kartenprofile veröffentlichen',
  'profile.approve': 'Kartenprofile genehmigen, die jemand anderes vorgeschlagen hat',
  'audit.read': 'Das Protokoll lesen',
  'system.manage': 'Personen und Arbeitsplätze verwalten',
  'lease.break': 'Den Abbruch eines Ablaufs erzwingen',
  'catalogue.read': 'Kartenprofile und Kartenmodelle lesen',
  'workstation.use': 'Kartenleser verwenden',
  'workstation.view': 'Arbeitsplätze sehen',
  'workstation.diagnose': 'Einen Arbeitsplatz fragen, was ihm fehlt',
  'holder.assist': 'Einem Inhaber helfen: den Schritt sehen, den seine Seite zeigt',
  'card.inspect': 'Leere Karten ansehen',
  'saga.inspect': 'Die Temporal UI öffnen',
  'role.view': 'Sehen, wer welche Rollen hat',
  'relying-party.view': 'Die Zertifikate sehen, mit denen sich der Tresor bei Diensten ausweist',
};

/** A newer server knows of others. */
export const permissionText = inPagesLanguage<Readonly<Record<string, string>>>({ en: english, de: german });
