import './ui/tokens.css';
import './ui/ground.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { start } from './shell/start';

void start().then(() => mount(App, { target: document.getElementById('app') as HTMLElement }));
