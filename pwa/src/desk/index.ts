export { default } from './Desk.svelte';
