// From a PIN to the key that everything is sealed with. A random data key is
// made once; what guards it (a PIN, or only this device) wraps it and can be
// changed without touching a single sealed row.

/** What is written about the lock, in clear: parameters and the wrapped key, none of which opens anything. */
export type Wrapping =
  | { by: 'pin'; salt: Uint8Array<ArrayBuffer>; rounds: number; nonce: Uint8Array<ArrayBuffer>; wrapped: ArrayBuffer }
  | { by: 'device'; guard: CryptoKey; nonce: Uint8Array<ArrayBuffer>; wrapped: ArrayBuffer };

/** OWASP's floor of 2021 for PBKDF2-HMAC-SHA-256; a slower phone is not spared it. */
export const LEAST_ROUNDS = 310_000;
/** A PIN has six digits: whoever copies the disk can try them all, and only the work per try slows them. */
const TARGET_MS = 300;
/** So that a PIN made on a fast phone can still be entered when the browser runs on battery saving. */
const MOST_ROUNDS = 2_000_000;

const wrapUse: KeyUsage[] = ['wrapKey', 'unwrapKey'];
const dataUse: KeyUsage[] = ['encrypt', 'decrypt'];

async function keyOfPin(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    wrapUse,
  );
}

/** As many rounds as take {@link TARGET_MS} on this device, within the bounds. */
export async function measuredRounds(clock: () => number = () => performance.now()): Promise<number> {
  const begun = clock();
  await keyOfPin('000000', new Uint8Array(16), LEAST_ROUNDS);
  const took = Math.max(1, clock() - begun);
  return Math.round(Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, (LEAST_ROUNDS * TARGET_MS) / took)));
}

/** A data key that can be wrapped; drop it after wrapping and keep what {@link unwrap} gives. */
export const makeDataKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, dataUse);

export async function wrapByPin(dataKey: CryptoKey, pin: string, rounds: number): Promise<Wrapping> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const guard = await keyOfPin(pin, salt, rounds);
  const wrapped = await crypto.subtle.wrapKey('raw', dataKey, guard, { name: 'AES-GCM', iv: nonce });
  return { by: 'pin', salt, rounds, nonce, wrapped };
}

/**
 * Without a PIN: the guard is a key that scripts cannot read out, kept by the browser. It protects what is
 * copied piecemeal, not a copy of the whole profile; who needs more sets a PIN.
 */
export async function wrapByDevice(dataKey: CryptoKey): Promise<Wrapping> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const guard = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, wrapUse);
  const wrapped = await crypto.subtle.wrapKey('raw', dataKey, guard, { name: 'AES-GCM', iv: nonce });
  return { by: 'device', guard, nonce, wrapped };
}

/** The data key; null when the PIN is wrong. `extractable` only for wrapping it anew. */
export async function unwrap(wrapping: Wrapping, pin: string | null, extractable = false): Promise<CryptoKey | null> {
  const guard = wrapping.by === 'device' ? wrapping.guard : await keyOfPin(pin ?? '', wrapping.salt, wrapping.rounds);
  const algorithm = { name: 'AES-GCM', iv: wrapping.nonce };
  try {
    return await crypto.subtle.unwrapKey('raw', wrapping.wrapped, guard, algorithm, 'AES-GCM', extractable, dataUse);
  } catch (error) {
    // WebCrypto's only word for a tag that does not fit. Anything else is a fault, not a wrong PIN.
    if (error instanceof DOMException && error.name === 'OperationError') return null;
    throw error;
  }
}
