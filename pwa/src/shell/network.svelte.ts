// What the browser believes about the network. `false` is certain, `true` is a
// hope: only an answer of the server proves a connection.
let up = $state(globalThis.navigator?.onLine ?? true);
globalThis.addEventListener?.('online', () => (up = true));
globalThis.addEventListener?.('offline', () => (up = false));

export const online = (): boolean => up;
