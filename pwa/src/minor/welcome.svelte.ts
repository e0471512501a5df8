// Whether this child has been through the welcome on this device. A mark without
// meaning to anybody else.
const key = 'qadam.welcomed';
let done = $state(localStorage.getItem(key) !== null);

export const welcomed = (): boolean => done;

export function endWelcome(): void {
  localStorage.setItem(key, '1');
  done = true;
}

export function welcomeAnew(): void {
  localStorage.removeItem(key);
  done = false;
}
