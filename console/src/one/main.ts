import { mount } from 'svelte';
import '../shared/base.css';
import Page from './Page.svelte';

mount(Page, { target: document.getElementById('app')! });
