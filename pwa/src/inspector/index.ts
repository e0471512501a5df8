import './install.svelte';

export { default } from './Home.svelte';
