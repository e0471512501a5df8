/** One field of a request that the server could not accept. */
export interface FieldProblem {
  path: string;
  code: string;
}

/** A refusal of the server, from `application/problem+json`. */
export class Problem extends Error {
  override name = 'Problem';

  constructor(
    readonly status: number,
    /** The last part of `type`: what the app decides by. */
    readonly code: string,
    readonly fields: readonly FieldProblem[] = [],
    /** Seconds to wait, from `Retry-After`. */
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${code}`);
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  let said: { type?: unknown; fields?: unknown } = {};
  try {
    said = (await response.json()) as typeof said;
  } catch {
    // A proxy's page, or nothing: the status says enough.
  }
  const type = typeof said?.type === 'string' ? said.type : 'about:blank';
  const fields = Array.isArray(said?.fields) ? (said.fields as FieldProblem[]) : [];
  const header = response.headers.get('Retry-After');
  const wait = header === null || header.trim() === '' ? NaN : Number(header);
  return new Problem(response.status, type.split(/[/:#]/).pop() || 'blank', fields, Number.isFinite(wait) ? wait : null);
}
