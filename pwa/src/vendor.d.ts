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
declare module 'pouchdb-generate-replication-id' {
  /** Under which `_local` id a replication keeps its checkpoint. */
  export default function generateReplicationId(source: object, target: object, options: object): Promise<string>;
}
declare module 'pouchdb-checkpointer' {
  interface Sides {
    writeSourceCheckpoint: boolean;
    writeTargetCheckpoint: boolean;
  }
  export default class Checkpointer {
    readonly id: string;
    constructor(source: object, target: object, id: string, state: { cancelled: boolean }, sides: Sides);
    writeCheckpoint(checkpoint: number | string, session: string): Promise<unknown>;
  }
}
