// What the browser believes about the network. `false` is certain, `true` is a
// hope: only an answer of the server proves a connection.
let up = $state(navigator.onLine);
addEventListener('online', () => (up = true));
addEventListener('offline', () => (up = false));

export const online = (): boolean => up;
