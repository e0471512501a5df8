// What every screen of this room reads: the phone, and the time by the clock that counts.
import { createContext } from 'svelte';
import type { Phone } from '../db';
import type { Session } from '../shell/session.svelte';

export interface Room {
  phone: Phone;
  me: Session;
  /** Milliseconds by the corrected clock; reactive, renewed several times a minute while on screen. */
  now(): number;
}

export const [room, giveRoom] = createContext<Room>();
