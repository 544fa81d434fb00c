import { mount } from 'svelte';
import '../shared/base.css';
import Demo from './Demo.svelte';

mount(Demo, { target: document.getElementById('app')! });
