import { mount } from 'svelte';
import '../shared/base.css';
import Messenger from './Messenger.svelte';

mount(Messenger, { target: document.getElementById('app')! });
