// Which of the built files this device keeps: those of the role that signed in
// here, in the language it speaks.
import { recallWorkerMemory, type WorkerMemory } from '../shell/sw-memory';

/** An entry of the precache list, with the groups of scripts/groups.mjs. */
export interface File {
  url: string;
  revision: string | null;
  groups: string[];
}

export const partsCache = 'qadam-parts';

/** The groups that a device wants, beside `core`, which every device has. */
export function wantedGroups({ language, role }: WorkerMemory): string[] {
  const spoken = language ?? 'kk';
  return ['core', ...(role ? [role] : [])].flatMap((group) => [group, `${group}.${spoken}`]);
}

/** The addresses to keep, beside Workbox's precache. */
export function wantedFiles(files: readonly File[], memory: WorkerMemory): string[] {
  const groups = wantedGroups(memory);
  return files
    .filter((file) => !file.groups.includes('core') && file.groups.some((group) => groups.includes(group)))
    .map((file) => `/${file.url}`);
}

/** Fetches what is wanted and not here yet. Rejects when a file cannot be had, so that an install is whole or not at all. */
export async function keepWanted(files: readonly File[]): Promise<void> {
  const cache = await caches.open(partsCache);
  const wanted = wantedFiles(files, await recallWorkerMemory());
  const missing = await Promise.all(wanted.map(async (url) => ((await cache.match(url)) ? [] : [url])));
  await cache.addAll(missing.flat());
}

/** Whether the person asked the browser to save data. */
const sparing = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/**
 * Then the same texts in the other languages, so that a switch works at a door
 * without a network. They can wait: what cannot be had now is tried next time.
 */
export async function keepOtherLanguages(files: readonly File[]): Promise<void> {
  if (sparing()) return;
  const { role } = await recallWorkerMemory();
  const cache = await caches.open(partsCache);
  for (const language of ['kk', 'ru', 'en'])
    for (const url of wantedFiles(files, { role, language })) {
      if (!(await cache.match(url))) await cache.add(url).catch(() => undefined);
    }
}

/** Removes files of older versions. */
export async function dropOld(files: readonly File[]): Promise<void> {
  const known = new Set(files.map((file) => `/${file.url}`));
  const cache = await caches.open(partsCache);
  for (const request of await cache.keys()) if (!known.has(new URL(request.url).pathname)) await cache.delete(request);
}
