/** Starts the console: providers around the router. Styles first, so that our own rules win over the library's layers. */
import './app/mantine-styles.js';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setReaderLanguage } from './api/reader-language.js';
import { makeQueryClient } from './api/query-client.js';
import { keepFocus } from './app/keep-focus.js';
import { router } from './app/router.js';
import { cssVariables, theme } from './app/theme.js';
import { pageClipboard } from './pin/page-clipboard.js';
import { language, pageLanguage, writePageIn } from './ui/language.js';

writePageIn(language);
keepFocus(router);
pageClipboard.resume();
const queryClient = makeQueryClient();
// The same key as public/color-scheme.js reads before the first paint.
const colorSchemeManager = localStorageColorSchemeManager({ key: 'cardwright-color-scheme' });

setReaderLanguage(pageLanguage);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
