import type { Component } from 'svelte';
import type { Role } from '../api/types';

export type Room = 'inspector' | 'desk' | 'minor';

/** The parts of the app, each its own download. */
export const rooms: Record<Room, () => Promise<{ default: Component }>> = {
  inspector: () => import('../inspector'),
  desk: () => import('../desk'),
  minor: () => import('../minor'),
};

export const roomOf = (role: Role): Room => (role === 'inspector' ? 'inspector' : role === 'minor' ? 'minor' : 'desk');
