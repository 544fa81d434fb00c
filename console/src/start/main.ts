import { mount } from 'svelte';
import '../shared/base.css';
import { readAppToken } from '../shared/app-token.js';
import Start from './Start.svelte';

mount(Start, { target: document.getElementById('app')!, props: { hasToken: readAppToken() !== null } });
