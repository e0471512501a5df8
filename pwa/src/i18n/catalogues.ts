import type { Language } from './languages';

type Loader = () => Promise<{ default: string }>;

/** A part of the app that brings its own texts. `start` is always there; a role comes on top. */
export type Part = 'start' | 'inspector' | 'desk' | 'minor';

// Written out, because a bundler makes chunks only of imports that it can read.
export const catalogues: Record<Part, Record<Language, Loader>> = {
  start: {
    kk: () => import('messages:start/kk'),
    ru: () => import('messages:start/ru'),
    en: () => import('messages:start/en'),
  },
  inspector: {
    kk: () => import('messages:inspector/kk'),
    ru: () => import('messages:inspector/ru'),
    en: () => import('messages:inspector/en'),
  },
  desk: {
    kk: () => import('messages:desk/kk'),
    ru: () => import('messages:desk/ru'),
    en: () => import('messages:desk/en'),
  },
  minor: {
    kk: () => import('messages:minor/kk'),
    ru: () => import('messages:minor/ru'),
    en: () => import('messages:minor/en'),
  },
};
