import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { connectToShell } from './connection.ts';

mount(App, { target: document.body, props: { connecting: connectToShell() } });
