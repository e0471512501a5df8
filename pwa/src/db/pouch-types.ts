// The parts of PouchDB's interface that the phone uses, typed for documents of any kind.
import type { Doc } from './doc';

export interface RowError {
  id: string;
  name?: string;
  error?: string | boolean;
  status?: number;
  reason?: string;
}

export interface Replicated {
  docs_read: number;
  docs_written: number;
  last_seq: number | string;
}

export interface Database {
  get(id: string, options?: object): Promise<Doc>;
  put(doc: object): Promise<{ ok: boolean; id: string; rev: string }>;
  allDocs(options?: object): Promise<{ rows: { id: string; key?: string; value?: { rev: string; deleted?: boolean }; doc?: Doc | null; error?: string }[] }>;
  bulkDocs(docs: { docs: object[]; new_edits?: boolean }): Promise<(RowError | { ok: true; id: string })[]>;
  bulkGet(options: object): Promise<{ results: { id: string; docs: ({ ok: Doc } | { error: unknown })[] }[] }>;
  getAttachment(id: string, name: string): Promise<Blob>;
  remove(id: string, rev: string): Promise<unknown>;
  revsDiff(diff: Record<string, string[]>): Promise<Record<string, { missing: string[] }>>;
  info(): Promise<{ update_seq: number | string; doc_count: number }>;
  replicate: {
    from(source: Database, options?: object): Promise<Replicated>;
    to(target: Database, options?: object): Promise<Replicated>;
  };
  close(): Promise<void>;
  destroy(): Promise<unknown>;
}
