/**
 * One look for all pages: system fonts, small sizes, hairlines instead of shadows, one accent (petrol). Green, amber and red are kept
 * for states of cards and sagas, so that colour always means something.
 */
import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  Modal,
  Notification,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import { brand } from '../ui/brand.js';
import { text } from '../ui/ui.text.js';
import { partsOf, shadesOf, underDark } from './brand-colours.js';

const ours: MantineColorsTuple = [
  '#e9f5f8',
  '#d4e9ee',
  '#a8d3de',
  '#79bbcc',
  '#55a7bd',
  '#3d9ab3',
  '#2a8aa4',
  '#177a94',
  '#0e6a82',
  '#045468',
];
/** The accent, by the name that pages know it by, whatever its colour. */
const petrol: MantineColorsTuple = brand.colour === null ? ours : shadesOf(brand.colour);
/** Cool greys; 7 is the page, 6 what lies on it. */
const dark: MantineColorsTuple = [
  '#d7dbe2',
  '#b6bcc8',
  '#949cab',
  '#6b7484',
  '#3a414d',
  '#2c323c',
  '#20252d',
  '#181c22',
  '#12151a',
  '#0d0f13',
];

/** Read when a button is drawn: in the language of the page that is shown then. */
const closeButtonProps = {
  get 'aria-label'() {
    return text.close;
  },
};

export const theme = createTheme({
  colors: { petrol, dark },
  primaryColor: 'petrol',
  // 5.8 : 1 under white text on both schemes.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.45' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } }),
    Modal: Modal.extend({
      styles: {
        title: { fontWeight: 600, fontSize: '1rem', lineHeight: 1.4, textWrap: 'balance' },
        content: { background: 'var(--cw-raised)' },
        header: { background: 'var(--cw-raised)' },
      },
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps,
      },
    }),
    Notification: Notification.extend({
      // The library's grey under a title is 3.3 : 1.
      styles: { description: { color: 'var(--mantine-color-text)' } },
      defaultProps: { closeButtonProps },
    }),
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--cw-surface': '#ffffff',
    '--cw-raised': '#ffffff',
    '--cw-sunken': '#f5f7f9',
    '--cw-line': '#e1e5ea',
    '--cw-edge': '#828a96',
    '--cw-hover': '#eaedf1',
    '--cw-current': brand.colour === null ? '#d9e9ee' : petrol[1],
    '--cw-current-text': 'var(--mantine-color-petrol-9)',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2129',
    '--mantine-color-dimmed': '#5b6675',
    // The library's is 2.1 : 1.
    '--mantine-color-placeholder': '#5b6675',
    '--mantine-color-default-border': '#cdd3db',
    '--mantine-color-anchor': 'var(--mantine-color-petrol-8)',
    // The library's yellow and green are too pale to read on their own tints.
    '--mantine-color-yellow-light': '#fdf1cf',
    '--mantine-color-yellow-light-color': '#775400',
    '--mantine-color-green-light': '#dcf3e1',
    '--mantine-color-green-light-color': '#1a6b32',
    '--mantine-color-red-light': '#fde6e4',
    '--mantine-color-red-light-color': '#a52520',
    // The library's red is 3.2 : 1 on our surfaces.
    '--mantine-color-error': '#c22f2f',
  },
  dark: {
    '--cw-surface': 'var(--mantine-color-dark-7)',
    '--cw-raised': 'var(--mantine-color-dark-6)',
    '--cw-sunken': 'var(--mantine-color-dark-8)',
    '--cw-line': 'var(--mantine-color-dark-5)',
    '--cw-edge': 'var(--mantine-color-dark-3)',
    '--cw-hover': 'var(--mantine-color-dark-6)',
    '--cw-current': brand.colour === null ? '#16323c' : underDark(petrol[3]),
    '--cw-current-text': 'var(--mantine-color-petrol-2)',
    ...quiet('green', '#8fd6a3', '74 180 110'),
    ...quiet('yellow', '#e6c66e', '214 170 60'),
    ...quiet('red', '#f2a19b', '224 90 80'),
    ...(brand.colour === null
      ? quiet('petrol', '#8fcbd9', '61 154 179')
      : quiet('petrol', petrol[2], partsOf(petrol[3]))),
    ...quiet('gray', '#c3c9d3', '150 160 175'),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
    '--mantine-color-anchor': 'var(--mantine-color-petrol-3)',
    '--mantine-color-error': '#ff9a94',
  },
});

/** Light variants on dark: a tint of the colour under readable text, where the library's own is a solid block. */
function quiet(colour: string, text: string, rgb: string): Record<string, string> {
  return {
    [`--mantine-color-${colour}-light`]: `rgb(${rgb} / 16%)`,
    [`--mantine-color-${colour}-light-hover`]: `rgb(${rgb} / 22%)`,
    [`--mantine-color-${colour}-light-color`]: text,
  };
}
