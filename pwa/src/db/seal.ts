// Sealing: JSON or bytes → nonce ‖ AES-GCM ciphertext. Every sealed thing is
// bound to its place (`aad`), so that one row cannot be put in another's stead.
const NONCE = 12;
const text = new TextEncoder();
const words = new TextDecoder();

export async function sealBytes(key: CryptoKey, aad: string, plain: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const cipher = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: text.encode(aad) }, key, plain);
  const out = new Uint8Array(NONCE + cipher.byteLength);
  out.set(nonce);
  out.set(new Uint8Array(cipher), NONCE);
  return out;
}

/** Throws an OperationError when the key or the place is another, or a bit has changed. */
export async function openBytes(key: CryptoKey, aad: string, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'AES-GCM', iv: sealed.subarray(0, NONCE), additionalData: text.encode(aad) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(NONCE)));
}

export const seal = (key: CryptoKey, aad: string, value: unknown): Promise<Uint8Array<ArrayBuffer>> =>
  sealBytes(key, aad, text.encode(JSON.stringify(value)));

export async function unseal<T>(key: CryptoKey, aad: string, sealed: Uint8Array<ArrayBuffer>): Promise<T> {
  return JSON.parse(words.decode(await openBytes(key, aad, sealed))) as T;
}

interface FastBase64 {
  toBase64?(): string;
}
const decoder = Uint8Array as unknown as { fromBase64?(value: string): Uint8Array<ArrayBuffer> };

export function toBase64(bytes: Uint8Array): string {
  const fast = bytes as FastBase64;
  if (fast.toBase64) return fast.toBase64();
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary);
}

export function fromBase64(value: string): Uint8Array<ArrayBuffer> {
  if (decoder.fromBase64) return decoder.fromBase64(value);
  const binary = atob(value);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const sha256 = async (bytes: BufferSource): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
