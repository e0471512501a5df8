declare module 'messages:*' {
  const text: string;
  export default text;
}

declare module 'message:*' {
  const said: Record<'kk' | 'ru' | 'en', string>;
  export default said;
}

// Parts of PouchDB that have no types of their own.
declare module 'pouchdb-adapter-indexeddb' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}
declare module 'pouchdb-adapter-memory' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}
declare module 'pouchdb-errors' {
  interface PouchError extends Error {
    status: number;
    reason: string;
  }
  export const UNAUTHORIZED: PouchError;
  export const FORBIDDEN: PouchError;
  export const MISSING_DOC: PouchError;
  export const REV_CONFLICT: PouchError;
  export const QUOTA_EXCEEDED: PouchError;
  export function createError(error: PouchError, reason?: string): PouchError;
}
