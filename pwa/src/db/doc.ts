// A document as the phone handles it: any kind, unknown fields and newer kinds
// included. src/documents.ts describes each kind exactly.

export interface Doc {
  _id: string;
  _rev?: string;
  kind: string;
  schema?: number;
  /** Every other field is the kind's own, and stays as it came. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [field: string]: any;
}

/** What a person records, before the phone completes the envelope. */
export interface Fact {
  kind: string;
  /** When it was observed, by the device's clock, RFC 3339; now when left out. */
  at?: string;
  corrects?: string;
  task?: string;
  note?: string;
  welfare_concern?: string;
  [field: string]: unknown;
}

/** `visit` of `visit:0190…`. */
export const kindOf = (id: string): string => id.slice(0, id.indexOf(':'));
