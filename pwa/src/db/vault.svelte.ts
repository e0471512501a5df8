// The lock. What it guards is dropped from memory when it closes: the key, and
// through `whenLocked` everything that was read with it.
import { putDurably, type Keep, type VaultRow } from './keep';
import { makeDataKey, measuredRounds, unwrap, wrapByDevice, wrapByPin } from './keys';
import { Locked, type Vault } from './phone';

const ROW = 'vault';
/** Tries before the first delay: a cold thumb slips. */
const FREE_TRIES = 3;
const FIRST_DELAY_S = 5;
/** A day's work must go on after an hour; a thief gets 24 tries a day of a million. */
const LONGEST_DELAY_S = 3600;

const UNTRIED = { wrong: 0, notBefore: 0, setAt: 0 };

export function delaySeconds(wrong: number): number {
  return wrong < FREE_TRIES ? 0 : Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** (wrong - FREE_TRIES));
}

export class PhoneVault implements Vault {
  #row = $state.raw<VaultRow | null>(null);
  #key = $state.raw<CryptoKey | null>(null);
  /**
   * Idle: a visit's form is filled within five minutes of touches. Hidden: two minutes let somebody answer a
   * call or take a picture with the camera's app, and are short for a phone snatched from a hand.
   */
  autoLockAfter = { idle: 300, hidden: 120 };
  #writing: Promise<void> = Promise.resolve();
  readonly #opened = new Set<() => void>();
  readonly #locked = new Set<() => void>();

  private constructor(
    readonly keep: Keep,
    readonly now: () => number,
  ) {}

  static async load(keep: Keep, now: () => number): Promise<PhoneVault> {
    const vault = new PhoneVault(keep, now);
    vault.#row = (await keep.get('vault', ROW)) ?? null;
    return vault;
  }

  get state(): 'none' | 'locked' | 'open' {
    return this.#key ? 'open' : this.#row ? 'locked' : 'none';
  }

  get guarded(): boolean {
    return this.#row?.wrapping.by === 'pin';
  }

  /** The data key; throws {@link Locked}. */
  get key(): CryptoKey {
    if (!this.#key) throw new Locked();
    return this.#key;
  }

  whenOpened(listener: () => void): void {
    this.#opened.add(listener);
  }

  whenLocked(listener: () => void): void {
    this.#locked.add(listener);
  }

  waitSeconds(): number {
    const row = this.#row;
    if (!row || row.notBefore === 0) return 0;
    // A clock set back must not lengthen the wait beyond what was set.
    const left = Math.min(row.notBefore - this.now(), row.notBefore - row.setAt);
    return Math.max(0, Math.ceil(left / 1000));
  }

  async create(pin: string | null): Promise<void> {
    if (this.#row) throw new Error('there is a vault already');
    const dataKey = await makeDataKey();
    const wrapping = pin === null ? await wrapByDevice(dataKey) : await wrapByPin(dataKey, checked(pin), await measuredRounds());
    await this.#write({ wrapping, ...UNTRIED });
    this.#open((await unwrap(wrapping, pin))!);
  }

  async unlock(pin: string): Promise<{ ok: true } | { ok: false; waitSeconds: number }> {
    if (this.#key) return { ok: true };
    // Another tab may have counted since.
    this.#row = (await this.keep.get('vault', ROW)) ?? null;
    const row = this.#row;
    if (!row) throw new Locked();
    const wait = this.waitSeconds();
    if (wait > 0) return { ok: false, waitSeconds: wait };
    // Counted before the answer is known, so that killing the app does not give the try back.
    const wrong = row.wrong + 1;
    const setAt = this.now();
    const counted = this.#write({ wrong, setAt, notBefore: delaySeconds(wrong) && setAt + delaySeconds(wrong) * 1000 });
    const [key] = await Promise.all([unwrap(row.wrapping, pin), counted]);
    if (!key) return { ok: false, waitSeconds: this.waitSeconds() };
    this.#open(key);
    // Nobody waits for this: were it lost, the count would stand one too high.
    void this.#write(UNTRIED).catch(() => undefined);
    return { ok: true };
  }

  /** Opens a vault without a PIN; does nothing to a guarded one. */
  async openUnguarded(): Promise<void> {
    if (this.#row?.wrapping.by !== 'device' || this.#key) return;
    const key = await unwrap(this.#row.wrapping, null);
    if (key) this.#open(key);
  }

  async changePin(pin: string, old: string | null): Promise<boolean> {
    const row = this.#row;
    if (!row || !this.#key) throw new Locked();
    const dataKey = await unwrap(row.wrapping, old, true);
    if (!dataKey) return false;
    const wrapping = await wrapByPin(dataKey, checked(pin), await measuredRounds());
    await this.#write({ wrapping, ...UNTRIED });
    return true;
  }

  lock(): void {
    if (!this.#key || !this.guarded) return;
    this.forget();
  }

  /** Drops the key whatever guards it, for signing out. */
  forget(): void {
    if (!this.#key) return;
    this.#key = null;
    for (const listener of this.#locked) listener();
  }

  #open(key: CryptoKey): void {
    this.#key = key;
    for (const listener of this.#opened) listener();
  }

  /** Writes in order, each change on what the one before left. */
  #write(change: Partial<VaultRow>): Promise<void> {
    const written = this.#writing.then(async () => {
      const row = { ...this.#row, ...change } as VaultRow;
      await putDurably(this.keep, 'vault', ROW, row);
      this.#row = row;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

function checked(pin: string): string {
  if (!/^\d{6}$/.test(pin)) throw new RangeError('a PIN has six digits');
  return pin;
}
