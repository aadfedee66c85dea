/** Texts about the package of Cardwright for this computer. */
import type { AgentPackage } from '../api/types.js';
import { inPagesLanguage, inPagesLocale } from '../ui/language.js';

const processors =
  (arm: string, other: string) =>
  ({ architecture }: AgentPackage) =>
    architecture === 'arm64' ? arm : other;
const unit = inPagesLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }),
);
const megabytes = ({ bytes }: AgentPackage): string => unit().format(bytes / 1_000_000);

const enProcessor = processors('ARM', 'Intel or AMD');
const en = {
  title: 'If Cardwright is not on this computer yet',
  newerTitle: 'A newer version for this computer',
  otherSystem:
    'There is no Cardwright program for this kind of computer: it runs on Debian and Ubuntu. Use another computer, or ask your help desk.',
  none: 'This portal has no Cardwright program to give out. Ask your help desk to install it on this computer.',
  lead: 'This is the Cardwright program for computers with Debian (11 or newer) or Ubuntu (20.04 or newer).',
  get: (each: AgentPackage) => `Get version ${each.version} (${enProcessor(each)}, ${megabytes(each)})`,
  command: 'Or open a terminal on this computer, and type this. It is installed only if it has arrived as it should:',
  noRight:
    'Installing asks for an administrator’s password. If you have none, send your help desk the address of this page: they install it for you.',
  afterwards:
    'Your help desk then connects the computer with this portal, with a code of theirs. Try again afterwards.',
};

const deProcessor = processors('ARM', 'Intel oder AMD');
const de: typeof en = {
  title: 'Falls Cardwright auf diesem Computer noch fehlt',
  newerTitle: 'Eine neuere Version für diesen Computer',
  otherSystem:
    'Für diese Art von Computer gibt es kein Cardwright-Programm: Es läuft auf Debian und Ubuntu. Nehmen Sie einen anderen Computer, oder fragen Sie Ihren Helpdesk.',
  none: 'Dieses Portal hat kein Cardwright-Programm auszugeben. Bitten Sie Ihren Helpdesk, es auf diesem Computer zu installieren.',
  lead: 'Das ist das Cardwright-Programm für Computer mit Debian (ab 11) oder Ubuntu (ab 20.04).',
  get: (each: AgentPackage) => `Version ${each.version} holen (${deProcessor(each)}, ${megabytes(each)})`,
  command:
    'Oder öffnen Sie auf diesem Computer ein Terminal und geben Sie dies ein. Installiert wird nur, was richtig angekommen ist:',
  noRight:
    'Die Installation fragt nach dem Kennwort eines Administrators. Haben Sie keines, schicken Sie Ihrem Helpdesk die Adresse dieser Seite: Er installiert es für Sie.',
  afterwards:
    'Danach verbindet Ihr Helpdesk den Computer mit diesem Portal, mit einem Code von ihm. Versuchen Sie es anschließend noch einmal.',
};

export const text = inPagesLanguage({ en, de });
