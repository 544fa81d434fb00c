import { mount } from 'svelte';
import '../shared/base.css';
import Start from './Start.svelte';

mount(Start, { target: document.getElementById('app')! });
